# SPDX-License-Identifier: Apache-2.0
"""What the runners of benchmarks share: what must be installed, drivers that are built once, options, the machine."""
import argparse
import dataclasses
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import typing

import servers

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@dataclasses.dataclass(frozen=True)
class Need:
    """Something that must be installed, and the Debian package that brings it."""

    package: str
    is_there: typing.Callable[[], bool]


def command(name):
    return lambda: shutil.which(name) is not None


def header(name):
    words = ["g++", "-std=c++20", "-E", "-include", name, "-x", "c++", os.devnull]
    return lambda: shutil.which("g++") is not None and subprocess.run(words, capture_output=True).returncode == 0


COMPILER = Need("g++", command("g++"))
HIREDIS = Need("libhiredis-dev", header("hiredis/hiredis.h"))
REDIS = Need("redis-server", command("redis-server"))
RABBITMQ_C = Need("librabbitmq-dev", header("amqp.h"))
RABBITMQ = Need("rabbitmq-server", lambda: servers.rabbitmq_script() is not None and command("epmd")())


@dataclasses.dataclass(frozen=True)
class Driver:
    """A program that measures, how it is built, and how it is called."""

    folder: pathlib.Path
    products: pathlib.Path
    name: str
    sources: tuple  # patterns in the folder
    build: typing.Callable[[], list]
    words: tuple
    within: str = "."

    @functools.cache
    def build_problem(self):
        """None once it is built, else why it is not. What has not changed is not built again."""
        self.products.mkdir(parents=True, exist_ok=True)
        words = self.build()
        digest = hashlib.sha256(repr(words).encode())
        for pattern in self.sources:
            for source in sorted(self.folder.glob(pattern)):
                digest.update(source.read_bytes())
        stamp = self.products / f"{self.name}.stamp"
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return None
        say(f"building: {' '.join(words)}")
        done = subprocess.run(words, cwd=self.folder / self.within, text=True, capture_output=True)
        if done.returncode != 0:
            say(done.stdout + done.stderr)
            return "its driver does not build"
        stamp.write_text(digest.hexdigest())
        return None


# MARK: Words


def say(text):
    print(text, file=sys.stderr, flush=True)


def short(value):
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g}"


def print_machine(given):
    def output(*words):
        done = subprocess.run(words, cwd=ROOT, text=True, capture_output=True)
        return done.stdout.strip() if done.returncode == 0 else "unknown"

    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    changed = " and changes" if output("git", "status", "--porcelain") else ""
    print(f"{' '.join(sys.argv)}: commit {output('git', 'rev-parse', '--short', 'HEAD')}{changed}")
    print(f"{os.cpu_count()} cores, {model}, load {os.getloadavg()[0]:.2f}, rounds: {given.rounds}", flush=True)


# MARK: Options


def listed(known):
    def parse(text):
        names = text.split(",")
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"there is no {name!r}; there are {', '.join(known)}")
        return [name for name in known if name in names]

    return parse


def at_least_one(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(64, f"error: {message}\n")


def end(number, _):
    sys.exit(128 + number)

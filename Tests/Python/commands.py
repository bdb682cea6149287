# SPDX-License-Identifier: Apache-2.0
"""The commands of an operator, run against a lab."""
import subprocess

from lab import BINARY, SITES


def command(*words, expected=0):
    """Runs a command against the lab: what it says on standard output."""
    run = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != expected:
        raise AssertionError(f"{words} ended with {run.returncode}: {run.stdout}{run.stderr}")
    return run.stdout


def servers(lab):
    return ["--nats", ",".join(client.connected_url.geturl() for client in lab.clients.values())]


def folders(lab):
    return [word for site in SITES for word in ("--data", str(lab.processes.folder / f"data-{site}"))]


class Dialect:
    """A running `dialect`: what it has written so far."""

    def __init__(self, lab, name):
        self.path = lab.processes.folder / f"dialect-{name}"
        with open(self.path, "w", encoding="utf-8") as out:
            self.child = subprocess.Popen(
                [BINARY, "dialect", name, *servers(lab)], stdout=out, stderr=subprocess.PIPE, text=True
            )
        if not self.child.stderr.readline().startswith("Following"):
            raise AssertionError("it does not follow")

    def stop(self):
        self.child.terminate()
        self.child.wait(10)
        self.child.stderr.close()

    @property
    def text(self):
        return self.path.read_text(encoding="utf-8")

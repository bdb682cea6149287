# SPDX-License-Identifier: Apache-2.0
"""Processes of the lab: each knows its machine, its log, and whether its end was wanted."""
import os
import signal
import subprocess

from network import Network


class Program:
    """A server, a node or a client process."""

    def __init__(self, name, machine, words, log, environment=None, talks=False):
        self.name = name
        self.machine = machine
        self.words = list(words)
        self.log = log
        self.environment = environment or {}
        self.talks = talks
        self.child = None
        self.may_end = False

    def start(self):
        self.may_end = False
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(
                [*Network.inside(self.machine), *self.words],
                stdin=subprocess.PIPE if self.talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if self.talks else log,
                stderr=log, env=os.environ | self.environment, start_new_session=True, text=self.talks,
            )  # fmt: skip

    @property
    def runs(self):
        return self.child is not None and self.child.poll() is None

    @property
    def ended_by_itself(self):
        return self.child is not None and self.child.poll() is not None and not self.may_end

    def send(self, number):
        if self.runs:
            self.child.send_signal(number)

    def kill(self):
        self.may_end = True
        self.send(signal.SIGKILL)
        if self.child is not None:
            self.child.wait(10)

    def pause(self):
        self.send(signal.SIGSTOP)

    def resume(self):
        self.send(signal.SIGCONT)

    def stop(self, seconds=10):
        """Asks it to end, and kills it if it does not listen: the exit code."""
        self.may_end = True
        self.resume()
        self.send(signal.SIGTERM)
        try:
            return self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.child.returncode

    def tail(self, lines=15):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-lines:])

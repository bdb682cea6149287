# SPDX-License-Identifier: Apache-2.0
"""Throw-away servers: on loopback, on free ports, with their files in a folder that goes away; ended by process id.

A server is stopped (SIGSTOP) whenever its own driver is not running, so that it takes nothing from the others."""
import contextlib
import ctypes
import glob
import os
import signal
import socket
import subprocess
import tempfile
import time

LOOPBACK = "127.0.0.1"
READY_SECONDS = 120
END_SECONDS = 20

C_LIBRARY = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def spawn(words, environment, **options):
    """A process that Ctrl-C does not reach, because we end it, and that does not outlive us, whatever ends us."""
    return subprocess.Popen(
        words, env=os.environ | environment, stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=lambda: C_LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGKILL), **options,
    )  # fmt: skip


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def answers(port, greeting):
    try:
        with socket.create_connection((LOOPBACK, port), 1) as connection:
            # As long as nobody listens, a connection can happen to meet itself.
            if connection.getsockname() == connection.getpeername():
                return False
            connection.settimeout(5)
            connection.sendall(greeting)
            return not greeting or bool(connection.recv(1))
    except OSError:
        return False


def rabbitmq_script():
    """The server itself, not Debian's wrapper, which changes the user and the folder; None when not installed."""
    return next(iter(sorted(glob.glob("/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))), None)


class NoServer(Exception):
    """It did not start, and what it said."""


class Server:
    """One that is started when it is first asked for."""

    greeting = b""

    def __init__(self):
        self.port = None
        self.children = []
        self.folder = None

    @contextlib.contextmanager
    def running(self):
        """What its driver has to know, while it runs."""
        if not self.children:
            self.folder = tempfile.TemporaryDirectory(prefix="peers-", ignore_cleanup_errors=True)
            self.port = free_port()
            try:
                self.start()
                self.await_answer(self.port, self.greeting)
            except NoServer:
                self.end()
                raise
        self._signal_all(signal.SIGCONT)
        try:
            # The last child is the server; others only help it.
            yield {"PEER_PORT": str(self.port), "PEER_SERVER_PIDS": str(self.children[-1].pid)}
        finally:
            self._signal_all(signal.SIGSTOP)

    def end(self):
        # The server before its helpers: RabbitMQ would start a port mapper anew that it finds gone.
        while self.children:
            child = self.children.pop()
            child.terminate()
            child.send_signal(signal.SIGCONT)
            try:
                child.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self.folder:
            self.folder.cleanup()
            self.folder = None

    def start(self):
        raise NotImplementedError

    def add(self, words, environment):
        with open(os.path.join(self.folder.name, "output"), "ab") as output:
            self.children.append(spawn(words, environment, cwd=self.folder.name, stdout=output, stderr=output))

    def _signal_all(self, number):
        for child in self.children:
            if child.poll() is None:
                child.send_signal(number)

    def await_answer(self, port, greeting):
        """Until something accepts there and, if it is greeted, answers."""
        deadline = time.monotonic() + READY_SECONDS
        while not answers(port, greeting):
            if time.monotonic() > deadline or any(child.poll() is not None for child in self.children):
                with open(os.path.join(self.folder.name, "output"), encoding="utf-8", errors="replace") as output:
                    raise NoServer(f"{type(self).__name__} did not start: {output.read()[-400:]}")
            time.sleep(0.1)


class Redis(Server):
    """In memory only."""

    greeting = b"PING\r\n"

    def start(self):
        self.add(
            ["redis-server", "--port", str(self.port), "--bind", LOOPBACK, "--save", "", "--appendonly", "no"], {}
        )


class RabbitMQ(Server):
    """With a port mapper, a node name and a cookie of its own, and no port that others could reach."""

    greeting = b"AMQP\x00\x00\x09\x01"

    def start(self):
        folder = self.folder.name
        mapper = free_port()
        self.add(["epmd", "-port", str(mapper), "-address", LOOPBACK], {})
        # Else the server would start one itself, which would outlive it.
        self.await_answer(mapper, b"")
        self.add(
            [rabbitmq_script(), "-noinput"],
            {
                "ERL_EPMD_PORT": str(mapper),
                "ERL_EPMD_ADDRESS": LOOPBACK,
                "HOME": folder,
                # So the script becomes the server instead of waiting for it: one process to measure, stop and end.
                "RABBITMQ_ALLOW_INPUT": "1",
                "RABBITMQ_NODENAME": f"peers-{os.getpid()}@localhost",
                "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
                "RABBITMQ_NODE_PORT": str(self.port),
                "RABBITMQ_DIST_PORT": str(free_port()),
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
                "RABBITMQ_MNESIA_BASE": os.path.join(folder, "mnesia"),
                "RABBITMQ_LOG_BASE": os.path.join(folder, "log"),
                # None of these exists: what the system's server is told does not hold for this one.
                "RABBITMQ_CONF_ENV_FILE": os.path.join(folder, "environment"),
                "RABBITMQ_CONFIG_FILE": os.path.join(folder, "configuration"),
                "RABBITMQ_ADVANCED_CONFIG_FILE": os.path.join(folder, "advanced"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": os.path.join(folder, "plugins"),
            },
        )  # fmt: skip

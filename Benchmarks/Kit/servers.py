# SPDX-License-Identifier: Apache-2.0
"""Throw-away servers: on loopback, on free ports, with their files in a folder that goes away; ended by process id."""
import contextlib
import ctypes
import glob
import json
import os
import pwd
import shutil
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
        words, env=os.environ | environment, start_new_session=True,
        preexec_fn=lambda: C_LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),
        **({"stdin": subprocess.DEVNULL} | options),
    )  # fmt: skip


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def answers(port, greeting, welcome):
    """Whether something accepts there and, if it is greeted, answers with these words first."""
    try:
        with socket.create_connection((LOOPBACK, port), 1) as connection:
            # As long as nobody listens, a connection can happen to meet itself.
            if connection.getsockname() == connection.getpeername():
                return False
            connection.settimeout(5)
            connection.sendall(greeting)
            return not greeting or connection.recv(64).startswith(welcome)
    except OSError:
        return False


def rabbitmq_script():
    """The server itself, not Debian's wrapper, which changes the user and the folder; None when not installed."""
    return next(iter(sorted(glob.glob("/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))), None)


def nats_server():
    """The server that Centralino uses too; Debian puts it where only root looks."""
    name = os.environ.get("CENTRALINO_NATS_SERVER", "nats-server")
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def postgres_programs():
    """The folder of the newest server's programs, which Debian keeps out of the path; None when not installed."""
    found = glob.glob("/usr/lib/postgresql/*/bin/postgres")
    return os.path.dirname(max(found, key=lambda path: int(path.split("/")[4]))) if found else None


def family(pids):
    """These processes and all that they have started and that still run: each one's id, and the CPU seconds of it and
    of those of its children that have ended."""
    children, seconds = {}, {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(name))
            seconds[int(name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    found, open_ends = {}, list(pids)
    while open_ends:
        pid = open_ends.pop()
        if pid in seconds and pid not in found:
            found[pid] = seconds[pid]
            open_ends += children.get(pid, [])
    return found


class NoServer(Exception):
    """It did not start, and what it said."""


class Server:
    """A server, or several that are one system: begun, then killed and begun again with the same files, then ended."""

    greeting = b""
    welcome = b""

    def __init__(self):
        self.port = None
        self.children = []
        self.folder = None

    def begin(self):
        """Starts it; again, with the files it left. What its driver has to know is then in `environment`."""
        if not self.folder:
            self.folder = tempfile.TemporaryDirectory(prefix="peers-", ignore_cleanup_errors=True)
        self.port = free_port()
        try:
            self.start()
            self.await_answer(self.port, self.greeting)
        except NoServer:
            self.end()
            raise

    @property
    def environment(self):
        # The last child is the server; others only help it.
        return {"PEER_PORT": str(self.port), "PEER_SERVER_PIDS": str(self.children[-1].pid)}

    def pids(self):
        return [child.pid for child in self.children]

    @contextlib.contextmanager
    def running(self):
        """What its driver has to know, while it runs. It is begun when it is first asked for, and stopped (SIGSTOP)
        while its own driver is not running, so that it takes nothing from others."""
        if not self.children:
            self.begin()
        self._signal_all(signal.SIGCONT)
        try:
            yield self.environment
        finally:
            self._signal_all(signal.SIGSTOP)

    def kill(self):
        """Kills every process of it with SIGKILL, at once, and waits until none is left."""
        pids = family(self.pids())
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self.children:
            self.children.pop().wait()
        deadline = time.monotonic() + END_SECONDS
        while any(family([pid]) for pid in pids):
            if time.monotonic() > deadline:
                raise NoServer(f"{type(self).__name__} does not die")
            time.sleep(0.01)

    def end(self):
        # The server before its helpers: RabbitMQ would start a port mapper anew that it finds gone.
        while self.children:
            child = self.children.pop()
            child.send_signal(self.ending)
            child.send_signal(signal.SIGCONT)
            try:
                child.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self.folder:
            self.folder.cleanup()
            self.folder = None

    ending = signal.SIGTERM

    def start(self):
        raise NotImplementedError

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def add(self, words, environment):
        with open(self.path("output"), "ab") as output:
            self.children.append(spawn(words, environment, cwd=self.folder.name, stdout=output, stderr=output))

    def said(self):
        with open(self.path("output"), encoding="utf-8", errors="replace") as output:
            return output.read()

    def _signal_all(self, number):
        for child in self.children:
            if child.poll() is None:
                child.send_signal(number)

    def await_answer(self, port, greeting):
        self.await_that(lambda: answers(port, greeting, self.welcome))

    def await_that(self, is_so):
        deadline = time.monotonic() + READY_SECONDS
        while not is_so():
            if time.monotonic() > deadline or any(child.poll() is not None for child in self.children):
                raise NoServer(f"{type(self).__name__} did not start: {self.said()[-400:]}")
            time.sleep(0.05)


class Redis(Server):
    """In memory only; or with each command on disk, as often as `fsync` says (`always`, `everysec`)."""

    greeting = b"PING\r\n"
    welcome = b"+PONG"  # not while it loads its files

    def __init__(self, fsync=None):
        super().__init__()
        self.persistence = ["--appendonly", "yes", "--appendfsync", fsync] if fsync else ["--appendonly", "no"]

    def start(self):
        words = ["redis-server", "--port", str(self.port), "--bind", LOOPBACK, "--save", "", *self.persistence]
        self.add(words, {})


class RabbitMQ(Server):
    """With a port mapper, a node name and a cookie of its own, and no port that others could reach."""

    greeting = b"AMQP\x00\x00\x09\x01"
    welcome = b"\x01"

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


class PostgreSQL(Server):
    """As Debian configures it (every commit on disk), for connections of all drivers. It will not run as root."""

    ending = signal.SIGINT  # it goes at once, whoever is connected

    def start(self):
        programs = postgres_programs()
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            shutil.chown(self.folder.name, owner.pw_uid, owner.pw_gid)
            # Who may become another is no longer ended with us unless that is said anew.
            ids = ["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"]
            become = ["setpriv", *ids, "--pdeathsig", "KILL"]
        else:
            become = []
        data = self.path("data")
        if not os.path.exists(data):
            words = [f"{programs}/initdb", "--auth", "trust", "--username", "beside", "--encoding", "UTF8", data]
            made = subprocess.run([*become, *words], cwd=self.folder.name, text=True, capture_output=True)
            if made.returncode != 0:
                raise NoServer(f"initdb: {(made.stdout + made.stderr)[-400:]}")
        self.add(
            [
                *become, f"{programs}/postgres", "-D", data, "-p", str(self.port), "-c", f"listen_addresses={LOOPBACK}",
                "-c", "unix_socket_directories=", "-c", "max_connections=200",
            ],
            {},
        )  # fmt: skip

    def await_answer(self, port, greeting):
        # It accepts connections before it has recovered, and refuses them then.
        ready = [f"{postgres_programs()}/pg_isready", "--quiet", "--host", LOOPBACK, "--port", str(port)]
        self.await_that(lambda: subprocess.run(ready).returncode == 0)


class JetStream(Server):
    """Three nats-servers as one cluster, configured as those of `centralino up`."""

    sites = 3

    def __init__(self):
        super().__init__()
        self.ports = []

    def start(self):
        binary = nats_server()
        version = subprocess.run([binary, "--version"], text=True, capture_output=True).stdout
        numbers = tuple(int(part) for part in version.rpartition("v")[2].split("-")[0].split(".")[:3])
        sync = "sync_interval: always" if numbers >= (2, 10, 23) else ""
        self.ports = [free_port() for _ in range(self.sites)]
        self.port = self.ports[0]
        routes = [free_port() for _ in range(self.sites)]
        for index, (port, route) in enumerate(zip(self.ports, routes)):
            name = f"site-{index + 1}"
            text = f"""
                server_name: "{name}"
                listen: {LOOPBACK}:{port}
                max_payload: 8MB
                jetstream {{ store_dir: "{self.path(name)}", max_memory_store: 256MB, max_file_store: 20GB, {sync} }}
                cluster {{
                    name: "beside", listen: {LOOPBACK}:{route}, no_advertise: true
                    routes: [{", ".join(f"nats-route://{LOOPBACK}:{other}" for other in routes)}]
                }}
            """
            with open(self.path(f"{name}.conf"), "w", encoding="utf-8") as file:
                file.write(text)
            self.add([binary, "-c", file.name], {})

    def await_answer(self, port, greeting):
        for each in self.ports:
            super().await_answer(each, greeting)

    @property
    def environment(self):
        return {"PEER_SERVERS": " ".join(f"nats://{LOOPBACK}:{port}" for port in self.ports)}


class Centralino(Server):
    """`centralino up` with three sites: a nats-server and a node each."""

    def __init__(self, binary):
        super().__init__()
        self.binary = binary
        self.ready = None
        self.seen = 0

    def start(self):
        configuration = self.path("configuration.yaml")
        if not os.path.exists(configuration):
            with open(configuration, "w", encoding="utf-8") as file:
                file.write("topics: {bench: {wrapUp: 0s, offerTimeout: 5s, maxWaiting: 100000}}\n")
        self.seen = len(self.said()) if os.path.exists(self.path("output")) else 0
        self.add(
            [
                self.binary, "up", "--sites", "3", "--data", self.path("data"), "--config", configuration,
                "--http", "0", "--nats-port", str(self.port), "--context", self.path("context"), "--json",
            ],
            {},
        )  # fmt: skip

    def await_answer(self, port, greeting):
        def is_ready():
            lines = self.said()[self.seen :].splitlines()
            self.ready = next((json.loads(line) for line in lines if line.startswith('{"ready"')), None)
            return self.ready is not None

        self.await_that(is_ready)

    @property
    def environment(self):
        return {"PEER_SERVERS": " ".join(self.ready["nats"]), "PEER_POOL": self.ready["pool"]}


class AppQueue(Server):
    """The emulation of Asterisk's app_queue."""

    def __init__(self, binary):
        super().__init__()
        self.binary = binary

    def start(self):
        self.add([self.binary, str(self.port)], {})

# SPDX-License-Identifier: Apache-2.0
"""Three nats-servers and three site nodes on loopback, and clients that know the contract only."""
import asyncio
import atexit
import collections
import concurrent.futures
import contextlib
import ctypes
import json
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import nats
import nats.errors

import shapes

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("CENTRALINO_BINARY", str(ROOT / ".build/release/centralino"))
SITES = ("roma", "milano", "napoli")
POOL = "centralino.main"
LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1


def die_with_parent(parent):
    """Runs in the child: whatever ends the test ends its processes too."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def free_ports(count):
    """Loopback ports below the ephemeral range that nobody listens on."""
    ports = []
    with contextlib.ExitStack() as held:
        while len(ports) < count:
            port = random.randint(15000, 32000)
            held.enter_context(probe := socket.socket())
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            ports.append(port)
    return ports


async def quietly(_):
    """The client's own troubles: what they break, a check tells."""


class Reply:
    """An answer: its document, its headers, and what was asked, for messages."""

    def __init__(self, asked, message):
        self.asked = asked
        self.headers = message.headers or {}
        self.text = message.data.decode("utf-8")
        self.document = json.loads(self.text)

    @property
    def error(self):
        return self.document.get("error")

    def __str__(self):
        return f"{self.asked} -> {self.text[:600]}"


class Processes:
    """The servers and nodes: started here, ended here by their ids."""

    def __init__(self):
        self.children = []
        self.commands = {}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="centralino-contract-"))
        atexit.register(self.stop)

    def spawn(self, name, *command):
        parent = os.getpid()
        self.commands[name] = command
        with open(self.folder / f"{name}.log", "ab") as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(parent),
            )
        self.children.append((name, child))

    def start(self):
        """Returns the URLs of the servers, in the order of the sites."""
        ports = free_ports(6)
        routes = ", ".join(f"nats://127.0.0.1:{port}" for port in ports[3:])
        key = self.folder / "key"
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        for index, site in enumerate(SITES):
            conf = self.folder / f"nats-{site}.conf"
            conf.write_text(
                f'server_name: {site}\nlisten: "127.0.0.1:{ports[index]}"\nmax_payload: 8MB\n'
                f'jetstream {{ store_dir: "{self.folder}/js-{site}", max_mem: 256MB, max_file: 2GB }}\n'
                f'cluster {{ name: contract, listen: "127.0.0.1:{ports[3 + index]}", routes: [{routes}] }}\n',
                encoding="utf-8",
            )
            path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
            server = os.environ.get("CENTRALINO_NATS_SERVER", "nats-server")
            self.spawn(f"nats-{site}", shutil.which(server, path=path) or server, "-c", str(conf))
        for index, site in enumerate(SITES):
            self.spawn(
                f"node-{site}", BINARY, "node", "--site", site, "--nats", f"nats://127.0.0.1:{ports[index]}",
                "--data", str(self.folder / f"data-{site}"), "--key", str(key), "--replicas", "3",
            )  # fmt: skip
        return [f"nats://127.0.0.1:{port}" for port in ports[:3]]

    def dead(self):
        """Names and exit codes of those that ended by themselves."""
        return [f"{name} exit {child.returncode}" for name, child in self.children if child.poll() is not None]

    def revive(self):
        """Starts again what ended by itself, on the main thread. Returns what dead() said."""
        dead = self.dead()
        ended = [name for name, child in self.children if child.poll() is not None]
        self.children = [(name, child) for name, child in self.children if name not in ended]
        for name in ended:
            self.spawn(name, *self.commands[name])
        return dead

    def logs(self):
        text = []
        for name, _ in self.children:
            lines = (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
            text.append(f"--- {name}\n" + "\n".join(lines[-15:]))
        return "\n".join(text)

    def stop(self):
        """Nodes first, then servers. Returns the exit codes of the nodes."""
        codes = {}
        for kind in ("node-", "nats-"):
            group = [(name, child) for name, child in self.children if name.startswith(kind)]
            for _, child in group:
                if child.poll() is None:
                    child.terminate()
            deadline = time.monotonic() + 8
            for name, child in group:
                try:
                    child.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
                codes[name] = child.returncode
        self.children = []
        if kept := os.environ.get("CENTRALINO_TEST_LOGS"):
            for log in self.folder.glob("*.log"):
                shutil.copy(log, kept)
        shutil.rmtree(self.folder, ignore_errors=True)
        return codes


class Lab:
    """A client a site, one that watches everything, and the heartbeats of all agents."""

    def __init__(self):
        self.processes = Processes()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.clients = {}
        self.agents = {}
        self.seen = collections.defaultdict(list)
        self.answered = collections.Counter()
        self.misshapen = collections.defaultdict(list)
        self.enqueued = set()
        self.crashes = []
        self.configuration = {}
        self.serial = 0

    # Life

    def start(self, configuration):
        self.thread.start()
        urls = self.processes.start()
        try:
            self.run(self.connect(urls, configuration), 60)
        except BaseException:
            print(self.processes.logs())
            raise

    def stop(self):
        if self.clients:
            with contextlib.suppress(Exception):
                self.run(self.disconnect(), 5)
            self.clients = {}
        codes = self.processes.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        return codes

    def run(self, work, seconds):
        """From the main thread: waits for work on the loop's."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return future.result(seconds)
        except concurrent.futures.TimeoutError:
            if future.cancel():
                raise AssertionError(f"took longer than {seconds} s") from None
            raise

    def tidy(self):
        """After each check: nobody waits, talks or serves, and every process runs."""
        crashed = self.processes.revive()
        self.crashes += crashed
        if crashed:
            self.run(self.revived(), 60)
        with contextlib.suppress(Exception):
            self.run(self.clear(), 20)
        return crashed

    async def revived(self):
        for site in SITES:
            await self.until(lambda site=site: self.ready(site), f"{site} serves requests again", 40)

    async def clear(self):
        async def end(site, name):
            reply = await self.ask(site, "contact.cancel", {"id": name})
            if reply.error is not None or reply.document["state"] != "ended":
                await self.ask(site, "contact.end", {"id": name})

        contacts, self.enqueued = self.enqueued, set()
        await asyncio.gather(*(end(*contact) for contact in contacts), return_exceptions=True)
        leave = (
            self.ask(site, "agent.state", {"agent": name, "intent": "offline"}) for name, site in self.agents.items()
        )
        await asyncio.gather(*leave, return_exceptions=True)
        self.agents = {}

    async def connect(self, urls, configuration):
        for site, url in zip(SITES, urls):
            self.clients[site] = await self.client(url)
        self.watcher = await self.client(urls[2])
        for subject in ("evt.>", "presence.>", "stats", "stats.>"):
            await self.watcher.subscribe(f"{POOL}.{subject}", cb=self.watch)
        await self.watcher.flush()
        for site in SITES:
            await self.until(lambda site=site: self.ready(site), f"{site} serves requests", 40)
        self.configuration = configuration
        await self.ok(SITES[0], "config.apply", config=configuration)
        for site in SITES:
            await self.until(lambda site=site: self.configured(site), f"{site} has the configuration", 5)
        self.beats = asyncio.ensure_future(self.beat())

    async def client(self, url):
        for _ in range(60):
            with contextlib.suppress(Exception):
                return await nats.connect(url, connect_timeout=2, pending_size=64 << 20, error_cb=quietly)
            if self.processes.dead():
                raise AssertionError(f"ended by itself: {self.processes.dead()}")
            await asyncio.sleep(0.25)
        raise AssertionError(f"no server at {url}")

    async def ready(self, site):
        if self.processes.dead():
            raise AssertionError(f"ended by itself: {self.processes.dead()}")
        try:
            return (await self.ask(site, "stats.get", {}, 1)).error is None
        except (nats.errors.Error, asyncio.TimeoutError):
            return False

    async def configured(self, site):
        topics = (await self.ok(site, "config.get"))["config"].get("topics", {})
        return set(topics) == set(self.configuration["topics"])

    async def disconnect(self):
        self.beats.cancel()
        for client in [*self.clients.values(), self.watcher]:
            await client.close()

    async def watch(self, message):
        self.seen[message.subject].append((time.time(), message.data))

    async def beat(self):
        """Every agent's heartbeat, each 4 s."""
        while True:
            for site in SITES:
                names = [name for name, home in self.agents.items() if home == site]
                if names:
                    with contextlib.suppress(Exception):
                        await self.ask(site, "agent.heartbeat", {"agents": names})
            await asyncio.sleep(4)

    # Asking

    async def ask(self, site, verb, document, timeout=5):
        """A request as it is: a document, or bytes."""
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        if verb == "contact.enqueue" and isinstance(document, dict):
            self.enqueued.add((site, document["id"]))
        message = await self.clients[site].request(f"{POOL}.req.{site}.{verb}", data, timeout=timeout)
        shown = data if len(data) < 300 else data[:300] + b"..."
        return Reply(f"{site} {verb} {shown.decode('utf-8', 'replace')}", message)

    async def ok(self, site, verb, **fields):
        """A request that must succeed: its document. What is wrong with its shape is told at the end, verb by verb."""
        reply = await self.ask(site, verb, fields)
        if reply.error is not None:
            raise AssertionError(f"refused: {reply}")
        if "Nats-Service-Error-Code" in reply.headers or "Nats-Service-Error" in reply.headers:
            self.misshapen[verb].append(f"error headers on a success: {reply}")
        self.answered[verb] += 1
        if wrong := shapes.REPLIES[verb](reply.document):
            self.misshapen[verb].append(f"{wrong} in {reply}")
        return reply.document

    async def refused(self, site, verb, fields, codes, field=None):
        """A request that must be refused with one of these codes: its error."""
        reply = await self.ask(site, verb, fields)
        codes = codes if isinstance(codes, tuple) else (codes,)
        if reply.error is None:
            raise AssertionError(f"accepted, but {codes} is due: {reply}")
        shapes.check_error(reply)
        if reply.error["code"] not in codes:
            raise AssertionError(f"{codes} is due: {reply}")
        if field is not None and reply.error.get("field") != field:
            raise AssertionError(f"field {field!r} is due: {reply}")
        return reply.error

    async def until(self, condition, what, seconds=5.0):
        """Waits for a condition, plain or asynchronous, and returns what it gave."""
        deadline = time.monotonic() + seconds
        while True:
            value = condition()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}")
            await asyncio.sleep(0.03)

    # Everyday work

    def name(self, what):
        """An id nobody has used."""
        self.serial += 1
        return f"{what}-{self.serial}"

    async def enqueue(self, site, topic, **fields):
        """A new contact that has its place: its id."""
        name = self.name("c")
        await self.ok(site, "contact.enqueue", id=name, topic=topic, **fields)
        return name

    async def waiting(self, topic, site=SITES[2]):
        """The ids of a topic's line, in order."""
        return [entry["id"] for entry in (await self.ok(site, "topic.waiting", topic=topic, limit=1000))["contacts"]]

    async def lined(self, topic, ids, seconds=5.0):
        await self.until(lambda: self.is_lined(topic, ids), f"line of {topic} is {ids}", seconds)

    async def is_lined(self, topic, ids):
        return await self.waiting(topic) == list(ids)

    async def login(self, site, topics, **fields):
        """A new agent who beats: its name."""
        name = self.name("a")
        topics = topics if isinstance(topics, dict) else {topics: 1}
        await self.ok(site, "agent.login", agent=name, topics=topics, **fields)
        self.agents[name] = site
        return name

    async def agent(self, name):
        return await self.ok(self.agents[name], "agent.get", agent=name)

    async def offer(self, name, contact=None, seconds=5.0):
        """The open offer of an agent."""

        async def has():
            offers = (await self.agent(name)).get("offers", [])
            return next((offer for offer in offers if contact in (None, offer["contact"])), None)

        return await self.until(has, f"{name} is offered {contact or 'a contact'}", seconds)

    async def unoffered(self, name, seconds=0.6):
        """Fails if the agent is offered anything in the time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            offers = (await self.agent(name)).get("offers", [])
            if offers:
                raise AssertionError(f"{name} is offered {offers}")
            await asyncio.sleep(0.05)

    async def accept(self, name, contact=None):
        """Takes the next offer: the contact's id."""
        offer = await self.offer(name, contact)
        taken = await self.ok(self.agents[name], "offer.accept", offer=offer["offer"], agent=name)
        if (taken["state"], taken.get("agent"), taken["id"]) != ("connected", name, offer["contact"]):
            raise AssertionError(f"accept answers {taken}")
        return taken["id"]

    async def state(self, site, contact, state, seconds=5.0):
        async def is_so():
            document = await self.ok(site, "contact.get", id=contact)
            return document if document["state"] == state else None

        return await self.until(is_so, f"{contact} is {state}", seconds)

    async def activity(self, name, activity, seconds=5.0):
        async def is_so():
            document = await self.agent(name)
            return document if document["activity"] == activity else None

        return await self.until(is_so, f"{name} is {activity}", seconds)

    async def offline(self, *names):
        """Out of the way of the next check."""
        for name in names:
            await self.ok(self.agents[name], "agent.state", agent=name, intent="offline")

    def events(self, site, kind, name):
        """The events of a contact or agent so far."""
        return [json.loads(data) for _, data in self.seen[f"{POOL}.evt.{site}.{kind}.{name}"]]

    def presences(self, site, name):
        return [json.loads(data) for _, data in self.seen[f"{POOL}.presence.{site}.{name}"]]

    async def event(self, site, kind, name, event, seconds=3.0, **fields):
        """The last event of this name and these fields, once there is one: an answer may come before its event."""
        wanted = {"event": event, **fields}

        def find():
            return [found for found in self.events(site, kind, name) if wanted.items() <= found.items()]

        return (await self.until(find, f"event {wanted} of {kind} {name}", seconds))[-1]

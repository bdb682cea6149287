# SPDX-License-Identifier: Apache-2.0
"""The system under test: a nats-server and the nodes of each site, their clients, and one who watches from the hub."""
import asyncio
import contextlib
import json
import os
import pathlib
import re
import secrets
import shutil
import sys
import tempfile
import time

import nats
import nats.errors

from network import HERE, Network, command
from programs import Program
from tests_python import BINARY, POOL, SITES, quietly

STREAM = "centralino-main"
NATS_SERVER = os.environ.get("CENTRALINO_NATS_SERVER", "nats-server")
CONFIGURATION = {
    "topics": {
        name: {"wrapUp": 0, "offerTimeout": "3s", "noAnswer": {"max": 1, "returnAfter": "2s"}, "maxWaiting": 20000}
        for name in ("pec", "firma", "quiet")
    }
}


def say(text):
    """A line of progress."""
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


class Cluster:
    """Everything that runs, by name."""

    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="centralino-lab-"))
        self.folder.chmod(0o700)
        self.network = Network(SITES, options.nodes)
        self.sites = list(SITES)
        self.servers, self.nodes, self.people, self.others = {}, {}, {}, {}
        self.passwords = {user: secrets.token_hex(16) for user in ("node", "client")}
        self.owner_changes = []
        self.wrong = []
        self.measures = {}
        self.offers = set()
        self.last_offer = 0.0
        self.control = None
        self.version = ""
        self.fsync = ""
        self.histories = {}

    # Making

    async def start(self):
        self.version = ".".join(re.findall(r"\d+", command(NATS_SERVER, "--version"))[:3])
        # As `centralino up` has it: earlier ones do not know it, or leave the Raft logs out.
        self.fsync = "" if self.is_old else ", sync_interval: always"
        self.network.build()
        (self.folder / "logs").mkdir()
        key = self.folder / "key"
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        for site in self.sites:
            self.add_server(site)
        await self.watch()
        await self.make_log()
        for site in self.sites:
            for index in range(1, self.options.nodes + 1):
                self.add_node(site, f"{site}-{index}")
        await self.until(self.all_ready, "every site serves requests", 60)
        await self.ask(self.sites[0], "config.apply", {"config": CONFIGURATION})
        await self.until(self.configured, "every site has the configuration", 10)
        for site in self.sites:
            await self.add_people(site, site, rate=self.options.rate, agents=self.options.agents)
        for site in self.sites:
            await self.order(site, "open")
        await self.until(lambda: len(self.offers) > 20, "contacts are offered", 20)

    def disk(self, path, small):
        """A folder; of its own small disk if something will fill it."""
        path.mkdir(parents=True)
        if self.options.small_disks:
            command("mount", "-t", "tmpfs", "-o", f"size={small}", "lab", str(path))
        return path

    def address(self, site):
        return f"{self.network.addresses[site]}:4222"

    def urls(self, site):
        """All servers, a site's own first."""
        others = [other for other in self.sites if other != site]
        return ",".join(f"nats://{self.address(each)}" for each in [site, *others])

    def add_server(self, site):
        store = self.disk(self.folder / "nats" / site, "1g")
        routes = ", ".join(f"nats-route://{self.network.addresses[other]}:6222" for other in self.sites)
        own = self.network.addresses[site]
        conf = self.folder / f"nats-{site}.conf"
        conf.touch(mode=0o600)
        conf.write_text(
            f'server_name: {site}\nlisten: "{own}:4222"\nmax_payload: 8MB\nping_interval: "2s"\nping_max: 2\n'
            f'jetstream {{ store_dir: "{store}", max_mem: 256MB, max_file: 900MB{self.fsync} }}\n'
            f'cluster {{ name: lab, listen: "{own}:6222", routes: [{routes}], no_advertise: true }}\n'
            "authorization { users: [\n"
            f'  {{ user: node, password: "{self.passwords["node"]}" }}\n'
            f'  {{ user: client, password: "{self.passwords["client"]}", permissions: {{\n'
            f'      publish: ["{POOL}.req.>", "$SRV.>"]\n'
            f'      subscribe: ["{POOL}.evt.>", "{POOL}.presence.>", "{POOL}.stats.>", "{POOL}.stats", "_INBOX.>"] '
            "} }\n"
            "] }\n",
            encoding="utf-8",
        )
        self.servers[site] = self.program(f"nats-{site}", site, [NATS_SERVER, "-c", str(conf)])

    def add_node(self, site, node):
        data = self.disk(self.folder / "nodes" / node, "64m")
        environment = {"CENTRALINO_PASSWORD": self.passwords["node"]} | self.options.node_environment(node, self.folder)
        words = [BINARY, "node", "--site", site, "--name", node, "--nats", self.urls(site), "--user", "node",
                 "--data", str(data), "--key", str(self.folder / "key"), "--replicas", "3"]  # fmt: skip
        self.nodes[node] = self.program(f"node-{node}", node, words, environment)

    def program(self, name, machine, words, environment=None, talks=False):
        program = Program(name, machine, words, self.folder / "logs" / f"{name}.log", environment, talks)
        program.start()
        return program

    async def add_people(self, name, site, rate, agents, prefix="a-", run="1", topics="pec,firma"):
        """A client process at a site."""
        self.histories[name] = self.folder / f"{name}.history"
        words = [sys.executable, "-B", str(HERE / "clients.py"), "--site", site, "--nats", self.urls(site),
                 "--user", "client", "--password", self.passwords["client"], "--history", str(self.histories[name]),
                 "--seed", str(self.options.seed), "--rate", str(rate), "--agents", str(agents), "--prefix", prefix,
                 "--run", run, "--topics", topics]  # fmt: skip
        self.people[name] = self.program(f"people-{name}", site, words, talks=True)
        await self.answer(name, 30)

    async def make_log(self):
        """The stream of the log, which this lab's nodes may not trim: the audit reads it from its first message."""
        wanted = {"name": STREAM, "subjects": [f"{POOL}.log"], "retention": "limits", "storage": "file",
                  "num_replicas": 3, "deny_delete": True, "deny_purge": True, "discard": "old", "max_msgs": -1,
                  "max_bytes": -1, "max_age": 0, "max_consumers": -1, "duplicate_window": 120_000_000_000}  # fmt: skip

        async def made():
            answer = await self.jetstream(f"STREAM.CREATE.{STREAM}", wanted)
            return answer is not None and "error" not in answer

        await self.until(made, "JetStream takes the log", 60)

    @property
    def is_old(self):
        """Whether the servers are of a version whose copies are known to differ after a cut."""
        return tuple(map(int, self.version.split("."))) < (2, 10, 23)

    # Watching

    async def watch(self):
        urls = [f"nats://{self.address(site)}" for site in self.sites]

        async def connected():
            with contextlib.suppress(Exception):
                self.control = await nats.connect(
                    urls, user="node", password=self.passwords["node"], max_reconnect_attempts=-1, connect_timeout=2,
                    reconnect_time_wait=0.1, ping_interval=1, max_outstanding_pings=2, error_cb=quietly,
                )  # fmt: skip
            return self.control is not None

        await self.until(connected, "a server answers", 20)
        await self.control.subscribe(f"{POOL}.stats", cb=self.hear_stats)
        await self.control.subscribe(f"{POOL}.evt.*.agent.*", cb=self.hear_agent)

    async def hear_stats(self, message):
        owner = json.loads(message.data)["owner"]
        last = self.owner_changes[-1] if self.owner_changes else (0, "", 0)
        if owner["epoch"] > last[2]:
            self.owner_changes.append((time.monotonic(), owner["node"], owner["epoch"]))

    async def hear_agent(self, message):
        event = json.loads(message.data)
        if event["event"] == "offer" and event["offer"] not in self.offers:
            self.offers.add(event["offer"])
            self.last_offer = time.monotonic()

    @property
    def owner(self):
        """The node that owns the pool, as far as its stats say."""
        return self.owner_changes[-1][1]

    @property
    def epoch(self):
        return self.owner_changes[-1][2]

    async def leader(self):
        """The site whose server leads the log's stream; None if nobody knows."""
        answer = await self.jetstream(f"STREAM.INFO.{STREAM}")
        return ((answer or {}).get("cluster") or {}).get("leader")

    async def copies_are_current(self):
        """Whether the log has a leader, and it says that the other servers have all of it."""
        about = (await self.jetstream(f"STREAM.INFO.{STREAM}") or {}).get("cluster") or {}
        others = [each.get("current") and not each.get("offline") for each in about.get("replicas") or []]
        return bool(about.get("leader")) and len(others) == len(self.sites) - 1 and all(others)

    async def jetstream(self, verb, document=None, timeout=2):
        with contextlib.suppress(nats.errors.Error, asyncio.TimeoutError, OSError):
            message = await self.control.request(f"$JS.API.{verb}", json.dumps(document or {}).encode(), timeout)
            return json.loads(message.data)
        return None

    async def ask(self, site, verb, document, timeout=1.0):
        """A request from the hub: the answer, or None."""
        with contextlib.suppress(nats.errors.Error, asyncio.TimeoutError, OSError):
            message = await self.control.request(
                f"{POOL}.req.{site}.{verb}", json.dumps(document).encode(), timeout=timeout
            )
            return json.loads(message.data)
        return None

    async def ready(self, site):
        answer = await self.ask(site, "stats.get", {})
        return answer is not None and "error" not in answer

    async def all_ready(self):
        return all([await self.ready(site) for site in self.sites])

    async def configured(self):
        answers = [await self.ask(site, "config.get", {}) for site in self.sites]
        return all(answer and set(answer.get("config", {}).get("topics", {})) >= {"pec"} for answer in answers)

    async def until(self, condition, what, seconds):
        deadline = time.monotonic() + seconds
        while True:
            value = condition()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return value
            if time.monotonic() > deadline:
                raise TimeoutError(f"not within {seconds} s: {what}")
            if dead := self.ended_by_themselves():
                raise RuntimeError(f"ended by itself: {', '.join(dead)}")
            await asyncio.sleep(0.05)

    async def recovered(self, seconds=90):
        """Waits until every site serves and offers go on."""
        await self.until(self.all_ready, "every site serves requests again", seconds)
        count = len(self.offers)
        await self.until(lambda: len(self.offers) > count + 5, "contacts are offered again", seconds)

    # Orders to the people

    async def order(self, name, text, seconds=120):
        self.people[name].child.stdin.write(text + "\n")
        self.people[name].child.stdin.flush()
        return await self.answer(name, seconds)

    async def answer(self, name, seconds):
        line = asyncio.to_thread(self.people[name].child.stdout.readline)
        return (await asyncio.wait_for(line, seconds)).strip()

    # Ending

    def programs(self):
        return [*self.people.values(), *self.others.values(), *self.nodes.values(), *self.servers.values()]

    def ended_by_themselves(self):
        return [f"{each.name} (exit {each.child.returncode})" for each in self.programs() if each.ended_by_itself]

    def resume_all(self):
        for program in self.programs():
            program.resume()

    def close(self):
        """Ends every process, and removes the folder unless it is to be kept."""
        for program in self.programs():
            program.kill()
        for site in self.sites:
            self.network.straighten(site)
        if self.options.keep:
            shutil.rmtree(self.options.keep, ignore_errors=True)
            shutil.copytree(self.folder, self.options.keep)
            say(f"kept: {self.options.keep}")
        for mount in [*self.folder.glob("nats/*"), *self.folder.glob("nodes/*")]:
            command("umount", "-l", str(mount), check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

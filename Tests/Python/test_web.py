# SPDX-License-Identifier: Apache-2.0
"""Agents' desks in browsers: the page, its requests, and what is known of an agent whose desk is closed."""

import asyncio
import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse

import nats
from lab import BINARY, free_ports

SITES = ("site-1", "site-2", "site-3")


class Stream:
    """An open desk: the stream of an agent's events."""

    def __init__(self, url, agent):
        address = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=10)
        self.socket.sendall(f"GET /desk/{agent} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        self.lines = self.socket.makefile("rb")
        self.status = int(self.lines.readline().split()[1])
        while self.lines.readline().strip():
            pass

    def next(self, within=10):
        """The name and the document of the next event."""
        self.socket.settimeout(within)
        name = "message"
        while True:
            line = self.lines.readline()
            if not line:
                return None, None
            field, _, value = line.decode().strip().partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                return name, json.loads(value)

    def wait(self, event, within=10):
        """The next event of the contract with this name."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            name, document = self.next(deadline - time.monotonic())
            if name == "message" and document["event"] == event:
                return document
        raise AssertionError(f"no {event} within {within} s")

    def pings(self, count):
        while count > 0:
            name, _ = self.next(6)
            count -= name == "ping"

    def end(self):
        """Reads until the other side has closed it."""
        while self.lines.read1():
            pass

    def close(self):
        # Both hold the socket; the last closes it, and then the other side is told.
        self.lines.close()
        self.socket.close()


class Web(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="centralino-web-")
        root = pathlib.Path(cls.folder.name)
        ports = free_ports(2)
        with open(root / "errors", "w", encoding="utf-8") as errors:
            cls.up = subprocess.Popen(
                [BINARY, "up", "--sites", "3", "--topics", "pec", "--json", "--data", str(root / "data"),
                 "--context", str(root / "context"), "--nats-port", str(ports[0]), "--http", str(ports[1])],
                stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True,
            )  # fmt: skip
        line = cls.up.stdout.readline()
        if not line:
            cls.tearDownClass()
            raise AssertionError((root / "errors").read_text(encoding="utf-8"))
        cls.ready = json.loads(line)
        cls.urls = [node["http"] for node in cls.ready["nodes"]]

    @classmethod
    def tearDownClass(cls):
        cls.up.terminate()
        try:
            cls.up.wait(30)
        except subprocess.TimeoutExpired:
            cls.up.kill()
            cls.up.wait()
        cls.up.stdout.close()
        cls.folder.cleanup()

    async def asyncSetUp(self):
        self.nats = await nats.connect(self.ready["nats"][0], allow_reconnect=False)
        self.streams = contextlib.ExitStack()
        self.addCleanup(self.streams.close)
        self.addAsyncCleanup(self.nats.close)

    def exchange(self, method, path, body=None, headers=None, site=0):
        """Status, headers and body of one exchange."""
        address = urllib.parse.urlsplit(self.urls[site])
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        with contextlib.closing(connection):
            kind = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, body, kind | (headers or {}))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()

    def ask(self, request, site=0, **document):
        status, _, body = self.exchange("POST", "/req/" + request.replace(".", "/"), json.dumps(document), site=site)
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def desk(self, agent, site=0):
        stream = Stream(self.urls[site], agent)
        self.streams.callback(stream.close)
        self.assertEqual(stream.status, 200)
        self.assertEqual(stream.next()[0], "ping")
        return stream

    async def request(self, site, request, **document):
        subject = f"centralino.main.req.{site}.{request}"
        return json.loads((await self.nats.request(subject, json.dumps(document).encode(), timeout=5)).data)

    async def activities(self, agent):
        """What each site knows of the agent."""
        lists = [await self.request(site, "agent.list", limit=1000) for site in SITES]
        return [next((one["activity"] for one in every["agents"] if one["agent"] == agent), None) for every in lists]

    async def until(self, agent, activity, within):
        """How long until all sites have seen it, seconds."""
        began = time.monotonic()
        while (seen := await self.activities(agent)) != [activity] * 3:
            self.assertLess(time.monotonic() - began, within, seen)
        return time.monotonic() - began

    async def test_a_closed_desk_is_seen_at_every_site_within_a_second(self):
        stream = self.desk("anna", site=1)
        self.ask("agent.login", site=1, agent="anna", topics={"pec": 1})
        await self.until("anna", "idle", 5)
        stream.close()
        taken = await self.until("anna", "unreachable", 1)
        print(f"closed desk to unreachable at all sites: {taken * 1000:.0f} ms")

    async def presences(self, agent):
        """What is said of the agent from now on, at whichever site."""
        said = []

        async def hear(message):
            said.append(json.loads(message.data)["activity"])

        await self.nats.subscribe(f"centralino.main.presence.*.{agent}", cb=hear)
        await self.nats.flush()
        return said

    async def test_a_page_that_is_loaded_anew_is_no_closed_desk(self):
        old = self.desk("berta")
        self.ask("agent.login", agent="berta", topics={"pec": 1})
        await self.until("berta", "idle", 5)
        said = await self.presences("berta")
        # As a browser does it: the old page ends before the new one begins.
        old.close()
        await asyncio.sleep(0.2)
        new = self.desk("berta")
        second = self.desk("berta")
        new.close()
        await asyncio.sleep(1)
        self.assertEqual(said, [])
        second.close()
        await self.until("berta", "unreachable", 1)
        self.assertEqual(said, ["unreachable"])

    async def test_a_wrong_name_is_nobodys_desk(self):
        mine = self.desk("gina")
        self.ask("agent.login", agent="gina", topics={"pec": 1})
        await self.until("gina", "idle", 5)
        said = await self.presences("gina")
        # Another node's gateway knows nothing of her.
        self.desk("gina", site=1).close()
        await asyncio.sleep(1)
        self.assertEqual(said, [])
        mine.close()
        await self.until("gina", "unreachable", 1)
        status, _, body = self.exchange("POST", "/req/agent/heartbeat", json.dumps({"agent": "gina"}))
        self.assertEqual(status, 409, body)

    async def test_a_browser_that_vanishes_is_asked_and_missed(self):
        stream = self.desk("carla")
        self.ask("agent.login", agent="carla", topics={"pec": 1})
        # It is asked each 5 s, and says nothing.
        await asyncio.to_thread(stream.pings, 2)
        await self.until("carla", "unreachable", 16)

    async def test_a_conversation_from_offer_to_wrap_up(self):
        stream = self.desk("dora", site=2)
        self.ask("agent.login", site=2, agent="dora", topics={"pec": 1})
        await self.request("site-1", "contact.enqueue", id="web-c1", topic="pec", caller="+39061234567")
        offer = stream.wait("offer")
        self.assertEqual(offer["contact"], "web-c1")
        self.assertNotIn("1234", offer["caller"])
        contact = self.ask("offer.accept", site=2, offer=offer["offer"], agent="dora")
        self.assertEqual(contact["state"], "connected")
        self.assertEqual(stream.wait("connected")["caller"], "+39061234567")
        self.ask("contact.end", site=2, id="web-c1")
        self.assertEqual(stream.wait("ended")["outcome"], "handled")
        self.ask("agent.state", site=2, agent="dora", intent="offline")

    async def test_a_desk_asks_a_colleague_and_hands_the_caller_over(self):
        mine, other = self.desk("ines"), self.desk("jana", site=1)
        self.ask("agent.login", agent="ines", topics={"pec": 1}, channels={"chat": 1})
        await self.request("site-1", "contact.enqueue", id="web-c2", topic="pec", channel="chat", caller="+39061234567")
        self.ask("offer.accept", offer=mine.wait("offer")["offer"], agent="ines")
        mine.wait("connected")
        self.ask("agent.login", site=1, agent="jana", topics={"pec": 1}, channels={"chat": 1})
        asked = {"id": "web-c2", "consult": "web-q2", "agent": "jana", "requestId": "ask"}
        self.assertEqual(self.ask("contact.consult", **asked)["consultOf"], "web-c2")
        status, _, body = self.exchange("POST", "/req/contact/handover", json.dumps({"id": "web-c2"}))
        self.assertEqual((status, json.loads(body)["error"]["code"]), (409, "conflict"), "nobody has answered")
        offer = other.wait("offer")
        self.assertEqual((offer["contact"], offer["consultOf"], offer["consultBy"]), ("web-q2", "web-c2", "ines"))
        self.ask("offer.accept", site=1, offer=offer["offer"], agent="jana")
        other.wait("connected")
        roles = {}
        deadline = time.monotonic() + 5
        while roles.get("jana") != "consulted":
            self.assertLess(time.monotonic(), deadline, roles)
            contact = self.ask("contact.get", id="web-c2")
            roles = {one["agent"]: one["role"] for one in contact.get("participants", [])}
        self.assertEqual(contact["consult"], "web-q2")
        contact = self.ask("contact.conference", id="web-c2", requestId="join")
        self.assertIn({"agent": "jana", "role": "conference"}, contact["participants"])
        self.ask("contact.handover", id="web-c2", requestId="leave")
        self.assertEqual(mine.wait("ended")["contact"], "web-c2")
        self.assertEqual(other.wait("connected")["caller"], "+39061234567")
        # Another site's contact is its site's, and its agent's desk cannot ask about it here.
        status, _, body = self.exchange("POST", "/req/contact/consult", json.dumps(asked), site=1)
        self.assertEqual((status, json.loads(body)["error"]["code"]), (404, "not_found"))
        self.ask("contact.end", site=1, id="web-c2")
        for site, agent in ((0, "ines"), (1, "jana")):
            self.ask("agent.state", site=site, agent=agent, intent="offline")

    async def test_a_node_that_ends_closes_nobodys_desk(self):
        stream = self.desk("emma", site=2)
        self.ask("agent.login", site=2, agent="emma", topics={"pec": 1})
        await self.until("emma", "idle", 5)
        closings = await self.nats.subscribe("centralino.main.req.site-3.agent.heartbeat")
        await self.nats.flush()
        node = self.ready["nodes"][2]
        command = pathlib.Path(f"/proc/{node['pid']}/cmdline").read_text(encoding="utf-8").split("\0")[:-1]
        os.kill(node["pid"], signal.SIGTERM)
        await asyncio.to_thread(stream.end)
        while pathlib.Path(f"/proc/{node['pid']}/exe").exists():
            await asyncio.sleep(0.05)
        with open(pathlib.Path(self.folder.name) / "again", "w", encoding="utf-8") as log:
            again = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        # The site is served by it for the tests that follow.
        self.addClassCleanup(again.wait)
        self.addClassCleanup(again.kill)
        deadline = time.monotonic() + 30
        while True:
            try:
                state = await self.request("site-3", "agent.get", agent="emma")
                break
            except (nats.errors.NoRespondersError, nats.errors.TimeoutError):
                self.assertLess(time.monotonic(), deadline)
                await asyncio.sleep(0.1)
        # Silent since the stream ended, and all the same there: a closed desk would have been said by now.
        self.assertEqual(state["activity"], "idle")
        self.assertEqual(closings.pending_msgs, 0)
        while True:
            with contextlib.suppress(OSError, AssertionError):
                self.desk("emma", site=2)
                break
            self.assertLess(time.monotonic(), deadline)
            await asyncio.sleep(0.1)

    async def test_a_browser_that_does_not_read_is_cut_off(self):
        stream = self.desk("hanna")
        self.ask("agent.login", agent="hanna", topics={"pec": 1})
        event = json.dumps({"event": "state", "padding": "x" * 60_000}).encode()
        for _ in range(600):
            await self.nats.publish("centralino.main.evt.site-1.agent.hanna", event)
        await self.nats.flush()
        # What lay in the sockets is read, and then nothing follows.
        await asyncio.sleep(1)
        await asyncio.to_thread(stream.end)
        await self.until("hanna", "unreachable", 2)

    async def test_a_port_that_is_taken_stops_no_node(self):
        port = free_ports(1)[0]
        root = pathlib.Path(self.folder.name)
        key = root / "data/master.key"
        with socket.create_server(("127.0.0.1", port)) as taken, open(root / "late", "w", encoding="utf-8") as log:
            node = subprocess.Popen(
                [BINARY, "node", "--site", "site-4", "--nats", self.ready["nats"][0], "--data", str(root / "late-data"),
                 "--key", str(key), "--replicas", "3", "--http", f"127.0.0.1:{port}"],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            self.addCleanup(node.wait)
            self.addCleanup(node.terminate)
            deadline = time.monotonic() + 30
            while True:
                try:
                    await self.request("site-4", "stats.get")
                    break
                except (nats.errors.NoRespondersError, nats.errors.TimeoutError):
                    self.assertLess(time.monotonic(), deadline)
                    await asyncio.sleep(0.1)
            taken.close()
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            self.assertLess(time.monotonic(), deadline)
            await asyncio.sleep(0.1)
        self.assertIn("tried again each 5 s", (root / "late").read_text(encoding="utf-8"))

    async def test_the_page_loads_nothing_from_elsewhere(self):
        for path, kind in (("/", "text/html"), ("/desk.css", "text/css"), ("/desk.js", "text/javascript")):
            status, headers, body = self.exchange("GET", path)
            self.assertEqual(status, 200)
            self.assertIn(kind, headers["Content-Type"])
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            self.assertNotIn(b"http:", body.replace(b"http://127", b""))
        self.assertEqual(self.exchange("GET", "/health")[0], 200)

    async def test_strangers_pages_may_not_ask(self):
        body = json.dumps({"agent": "anna"})
        for headers in (
            {"Host": "centralino.example:8080"}, {"Host": "127.0.0.1.example"}, {"Origin": "http://example.com"},
            {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        ):  # fmt: skip
            for method, path in (("POST", "/req/agent/heartbeat"), ("GET", "/desk/anna"), ("GET", "/")):
                with self.subTest(headers=headers, path=path):
                    content = body if method == "POST" else None
                    status, _, answer = self.exchange(method, path, content, headers)
                    self.assertEqual(status, 403)
                    self.assertEqual(json.loads(answer)["error"]["code"], "forbidden")
        own = {"Origin": self.urls[0], "Sec-Fetch-Site": "same-origin"}
        self.assertEqual(self.exchange("GET", "/health", headers=own)[0], 200)

    async def test_what_is_no_request_of_a_desk_is_refused(self):
        form = {"Content-Type": "text/plain"}
        for path, body, headers, status, code in (
            ("/req/config/apply", "{}", {}, 404, "not_found"),
            ("/req/contact/enqueue", "{}", {}, 404, "not_found"),
            ("/req/no/such", "{}", {}, 404, "not_found"),
            ("/req/agent/heartbeat", "{}", form, 400, "bad_request"),
            ("/req/agent/heartbeat", "no JSON", {}, 400, "bad_request"),
            ("/req/agent/get", '{"agent":"nobody"}', {}, 404, "not_found"),
            ("/no/such/page", "{}", {}, 404, "not_found"),
            ("/req/agent/get", '{"agent":"' + "x" * 70_000 + '"}', {}, 400, "bad_request"),
        ):
            with self.subTest(path=path, body=body[:20]):
                answer = self.exchange("POST", path, body, headers)
                self.assertEqual(answer[0], status, answer[2])
                self.assertEqual(json.loads(answer[2])["error"]["code"], code)
        self.assertEqual(self.exchange("GET", "/desk/an%20na")[0], 400)
        self.assertEqual(self.exchange("GET", "/desk/a.b")[0], 400)

    async def test_only_this_machine_is_listened_on(self):
        for address in ("0.0.0.0:8080", "192.168.0.1:80", "centralino.example:80"):
            run = subprocess.run(
                [BINARY, "node", "--site", "roma", "--key", "none", "--http", address],
                capture_output=True, text=True, timeout=20, check=False,
            )  # fmt: skip
            self.assertEqual(run.returncode, 64)
            self.assertIn("beyond this machine", run.stderr)


if __name__ == "__main__":
    unittest.main()

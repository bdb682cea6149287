#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The people of one site: callers and desks that know the contract only, and write down what they do and hear.

Orders come by lines on the input: `open`, `close` (no new callers), `settle` (until nobody waits or talks, or a minute
is over), `reconnect`, `burst N` (so many callers at once, who leave after a second), `end`. Each is answered by a line.
"""
import argparse
import asyncio
import contextlib
import json
import random
import signal
import sys

import nats
import nats.errors

from callers import caller, hasty_caller
from desks import Desk
from history import History
from tests_python import POOL, quietly


class Site:
    """A connection, to the own server if it is there, and everybody who shares it."""

    def __init__(self, options):
        self.options = options
        self.name = options.site
        self.history = History(options.history)
        self.random = random.Random(f"{options.seed} {options.site}")
        self.contacts = {}
        self.desks = {}
        self.open = False
        self.serial = 0
        self.unsettled = {}
        self.tasks = set()

    async def connect(self):
        self.client = await nats.connect(
            self.options.nats.split(","), user=self.options.user, password=self.options.password, dont_randomize=True,
            max_reconnect_attempts=-1, reconnect_time_wait=0.1, connect_timeout=2, ping_interval=2,
            max_outstanding_pings=2, pending_size=16 << 20, error_cb=quietly,
            inbox_prefix=f"_INBOX.{self.name}".encode(),
        )  # fmt: skip
        await self.client.subscribe(f"{POOL}.evt.{self.name}.contact.*", cb=self.contact_event)
        await self.client.subscribe(f"{POOL}.evt.{self.name}.agent.*", cb=self.agent_event)
        await self.client.flush()

    @property
    def server(self):
        """The address of the server that serves us now."""
        url = self.client.connected_url
        return url.hostname if url else ""

    async def go_home(self):
        """Back to the own server, if it is there again: client libraries stay where they are."""
        own = self.options.nats.split(",")[0].removeprefix("nats://")
        host, port = own.split(":")
        if self.server == host:
            return
        writer = None
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 0.5)
            await asyncio.wait_for(reader.readline(), 0.5)
            old = self.client
            await self.connect()
            await old.close()
        except (OSError, asyncio.TimeoutError, nats.errors.Error):
            pass
        finally:
            if writer:
                writer.close()

    # Asking

    async def ask(self, by, verb, document, timeout=2.0):
        """One request: ("ok", document), ("fail", error) or ("info", {})."""
        op = self.history.invoke(by, verb, document, self.server)
        try:
            message = await self.client.request(
                f"{POOL}.req.{self.name}.{verb}", json.dumps(document).encode(), timeout=timeout
            )
            answer = json.loads(message.data)
        except (nats.errors.Error, asyncio.TimeoutError, OSError) as error:
            # Nobody there is a plain no; everything else may have happened.
            kind = "fail" if isinstance(error, nats.errors.NoRespondersError) else "info"
            answer = {"code": "unavailable"} if kind == "fail" else {}
            self.history.write(kind, op=op, answer=answer)
            return kind, answer
        kind = "fail" if "error" in answer else "ok"
        answer = answer.get("error", answer)
        self.history.write(kind, op=op, answer=answer)
        return kind, answer

    async def insist(self, by, verb, document, while_true=lambda: True):
        """Asks until there is an answer that repeating would not change: (kind, answer); "info" if it gave up."""
        while True:
            kind, answer = await self.ask(by, verb, document)
            if kind == "ok" or kind == "fail" and answer["code"] not in ("unavailable", "full"):
                return kind, answer
            if not while_true():
                return "info", {}
            await asyncio.sleep(self.random.uniform(0.1, 0.4))

    def serve(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # Hearing

    async def contact_event(self, message):
        say = json.loads(message.data)
        self.history.write("event", of="contact", say=say)
        if contact := self.contacts.get(say["id"]):
            contact.hear_event(say)

    async def agent_event(self, message):
        say = json.loads(message.data)
        self.history.write("event", of="agent", say=say)
        if desk := self.desks.get(say["id"]):
            desk.hear(say)

    # Life

    async def arrive(self):
        """New callers, for ever, while the site is open."""
        while True:
            await asyncio.sleep(self.random.expovariate(self.options.rate))
            if self.open:
                self.serial += 1
                self.serve(caller(self, f"{self.name}-{self.options.run}-{self.serial}"))

    async def beat(self):
        """The heartbeat of all desks, each 4 s."""
        while True:
            await self.go_home()
            with contextlib.suppress(Exception):
                message = await self.client.request(
                    f"{POOL}.req.{self.name}.agent.heartbeat",
                    json.dumps({"agents": [name for name, desk in self.desks.items() if desk.is_in]}).encode(),
                    timeout=2,
                )
                for name in json.loads(message.data).get("unknown", []):
                    self.desks[name].is_in = False
            await asyncio.sleep(4)

    async def settle(self):
        """Waits until every contact that may be there has ended, as the node says it: how many have not."""
        for _ in range(self.options.patience):
            left = [name for name, contact in self.contacts.items() if not contact.is_over]
            if not left:
                return 0
            for name in left[:200]:
                kind, answer = await self.ask("settle", "contact.get", {"id": name})
                if kind == "ok" and answer["state"] == "ended" or kind == "fail" and answer["code"] == "not_found":
                    self.contacts[name].is_over = True
            await asyncio.sleep(1)
        return sum(not contact.is_over for contact in self.contacts.values())

    async def finish(self):
        """Asks once more about every contact, for the checkers."""
        for name in self.contacts:
            for _ in range(5):
                kind, answer = await self.ask("final", "contact.get", {"id": name})
                if kind == "ok" or kind == "fail" and answer["code"] == "not_found":
                    answer.pop("timeline", None)
                    self.history.write("final", id=name, say=answer)
                    break
                await asyncio.sleep(0.5)

    async def obey(self, order):
        words = order.split()
        if words[0] in ("open", "close"):
            self.open = words[0] == "open"
        elif words[0] == "settle":
            return str(await self.settle())
        elif words[0] == "finish":
            await self.finish()
        elif words[0] == "reconnect":
            old = self.client
            await self.connect()
            await old.close()
        elif words[0] == "burst":
            for _ in range(int(words[1])):
                self.serial += 1
                self.serve(hasty_caller(self, f"{self.name}-{self.options.run}-{self.serial}"))
        return "done"

    async def run(self):
        await self.connect()
        for number in range(self.options.agents):
            name = f"{self.options.prefix}{self.name}-{number}"
            self.desks[name] = Desk(self, name)
            self.serve(self.desks[name].work())
        self.serve(self.arrive())
        self.serve(self.beat())
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        print("ready", flush=True)
        while order := (await reader.readline()).decode().strip():
            if order == "end":
                break
            print(await self.obey(order), flush=True)
        self.history.close()
        print("done", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", required=True)
    parser.add_argument("--nats", required=True, help="servers, the own one first")
    parser.add_argument("--user", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--history", required=True, help="the file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", default="1", help="goes into the ids of contacts")
    parser.add_argument("--prefix", default="a-", help="begins the names of desks")
    parser.add_argument("--rate", type=float, default=4.0, help="callers a second (default: 4)")
    parser.add_argument("--agents", type=int, default=8, help="desks (default: 8)")
    parser.add_argument("--topics", default="pec,firma", help="what the desks serve (default: pec,firma)")
    parser.add_argument("--patience", type=int, default=60, help="seconds that settling may take (default: 60)")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(Site(options).run())


if __name__ == "__main__":
    main()

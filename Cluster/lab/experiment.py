# SPDX-License-Identifier: Apache-2.0
"""One run: start everything, strike again and again, let it come to rest, check, and tell."""
import asyncio
import collections
import random
import signal
import time
import traceback

import checks
import copies
import faults
import report
from audit import audit
from cluster import Cluster, say
from history import Story

SETTLE = 90
DAMAGES = ("F17",)
"""Faults that change a server's files: then copies are not compared."""
COPIES_TOLD = 10
"""Lines about differences between copies."""


class Experiment:
    """The strikes of a run and what was found wrong on the way."""

    def __init__(self, options):
        self.options = options
        self.draw = random.Random(options.seed)
        options.small_disks = False
        options.environments = []
        options.node_environment = self.node_environment
        self.plan = self.planned()
        self.cluster = Cluster(options)
        self.strikes, self.violations = [], []
        self.is_at_rest = False
        self.measures = collections.defaultdict(list)
        self.cluster.measures = self.measures

    def planned(self):
        """The kinds to strike with. What a fault needs from the beginning, its file says in PREPARE."""
        if self.options.command == "fault":
            numbers = [self.options.fault]
        else:
            numbers = [number for number, module in faults.NUMBERS.items() if getattr(module, "SOAK", True)]
        kinds = {}
        for number in numbers:
            prepare = getattr(faults.NUMBERS[number], "PREPARE", None)
            if prepare:
                prepare(self.options)
            left_out = getattr(faults.NUMBERS[number], "NOT_IN_SOAK", ()) if self.options.command == "soak" else ()
            kinds |= {
                name: kind for name, kind in faults.kinds(number, getattr(self.options, "kind", None)).items()
                if name.split()[-1] not in left_out
            }  # fmt: skip
        return kinds

    def node_environment(self, node, folder):
        return {name: value for give in self.options.environments for name, value in give(node, folder).items()}

    def sequence(self):
        """Which kind is next: in turn for one fault, drawn for a soak."""
        names = list(self.plan)
        turn = 0
        while True:
            yield names[turn % len(names)] if self.options.command == "fault" else self.draw.choice(names)
            turn += 1

    async def strike(self, kind):
        cluster = self.cluster
        began, epoch = time.monotonic(), cluster.epoch
        note = await self.plan[kind](cluster, self.draw) or ""
        healed = time.monotonic()
        await cluster.recovered()
        now = time.monotonic()
        if self.strikes:
            self.strikes[-1].until = began
        struck = {site for site in cluster.sites if site in note}
        struck |= {cluster.network.addresses[site] for site in struck}
        self.strikes.append(report.Strike(kind, began, healed, now, epoch, note, struck, float("inf")))
        say(f"{kind:<20} {note:<24} healed after {healed - began:5.1f} s, all served again after {now - began:5.1f} s")

    async def storm(self):
        """Strikes until the time is over or the number is reached."""
        minutes = self.options.minutes if self.options.command == "soak" else self.options.seconds / 60
        end = time.monotonic() + 60 * minutes
        times = getattr(self.options, "times", None)
        for kind in self.sequence():
            await asyncio.sleep(self.draw.uniform(1.5, 3.5))
            if len(self.strikes) >= times if times else time.monotonic() >= end and self.strikes:
                return
            await self.strike(kind)

    async def progress(self):
        """A line a minute, since some faults last long."""
        while True:
            await asyncio.sleep(60)
            cluster = self.cluster
            say(f"{len(self.strikes)} faults, {len(cluster.offers)} offers so far; owner {cluster.owner}")

    async def rest(self):
        """No new callers; everybody is served or leaves; then each contact is asked about once more."""
        if self.strikes:
            self.strikes[-1].until = time.monotonic()
        people = [name for name in self.cluster.people if not name.startswith("extra")]
        for name in people:
            await self.cluster.order(name, "close")
        left = await asyncio.gather(*(self.cluster.order(name, "settle", SETTLE) for name in people))
        say(f"at rest; not ended: {', '.join(left)}")
        if left.count("0") == len(left):
            await self.agree()
        for name in people:
            await self.cluster.order(name, "finish", 300)
        self.is_at_rest = True

    async def agree(self):
        """L3: nobody waits or talks any more, so the log has no agent as offered or busy, after 15 s at most."""
        engaged = None
        for _ in range(30):
            answer = await self.cluster.ask(self.cluster.sites[0], "agent.list", {"limit": 1000})
            if answer and "agents" in answer:
                engaged = [each["agent"] for each in answer["agents"] if each["activity"] in ("offered", "busy")]
                if not engaged:
                    return
            await asyncio.sleep(0.5)
        if engaged is None:
            self.violations.append("L3: agent.list is not answered at rest")
        else:
            self.violations.append(f"L3: nobody waits or talks, and the log has as engaged: {', '.join(engaged)}")

    async def end_people(self):
        """Their histories are written to the end."""
        for name, program in self.cluster.people.items():
            if program.runs:
                program.may_end = True
                await self.cluster.order(name, "end")

    async def run(self):
        loop = asyncio.get_running_loop()
        main = asyncio.current_task()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, main.cancel)
        cluster = self.cluster
        try:
            say("starting servers, nodes and clients")
            await cluster.start()
            say(f"running: {len(cluster.nodes)} nodes, owner {cluster.owner}; seed {self.options.seed}")
            progress = asyncio.ensure_future(self.progress())
            try:
                await self.storm()
                await self.rest()
            except (TimeoutError, RuntimeError) as error:
                self.violations.append(f"L1: {error}")
                say(f"FAILED {error}")
                for program in [*cluster.nodes.values(), *cluster.servers.values()]:
                    print(f"--- {program.name}\n{program.tail()}", flush=True)
            progress.cancel()
            await self.end_people()
            return await self.tell()
        except asyncio.CancelledError:
            say("interrupted: removing everything")
            return 130
        except Exception:  # pylint: disable=broad-except
            traceback.print_exc()
            return 70
        finally:
            cluster.close()

    async def tell(self):
        cluster = self.cluster
        story = Story({name: path for name, path in cluster.histories.items()})
        self.violations += cluster.wrong
        self.violations += [f"L1: ended by itself: {name}" for name in cluster.ended_by_themselves()]
        self.violations += checks.violations(story, self.is_at_rest)
        known = []
        if getattr(self.options, "fault", None) not in DAMAGES:
            differences = await copies.differences(cluster)
            if cluster.is_old:
                known = differences
            else:
                self.violations += differences[:COPIES_TOLD]
        audited, wrong = await audit(cluster, story)
        self.violations += wrong
        print()
        for line in report.table(story, self.strikes, self.measures):
            print(line)
        print(audited)
        if cluster.is_old:
            print(f"N1, known of nats-server {cluster.version}: {len(known)} differences between servers' copies")
        for line in known[:COPIES_TOLD]:
            print(f"KNOWN {line}")
        for violation in self.violations:
            print(f"VIOLATION {violation}")
        print(f"{len(self.violations)} violations")
        return 1 if self.violations else 0


def run(options):
    return asyncio.run(Experiment(options).run())

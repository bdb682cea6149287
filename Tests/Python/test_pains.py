# SPDX-License-Identifier: Apache-2.0
"""What users of other systems report in public, pain by pain, and that it does not happen here: Documentation/Pains.md.

Three servers and three nodes, as strangers see them. The issue that each test names is one where it was reported."""
import asyncio
import collections
import contextlib
import datetime
import functools
import json
import signal
import sqlite3
import time
import unittest

import cases
import shapes
from commands import Dialect, command, folders
from lab import POOL, SITES, Lab

ROMA, MILANO, NAPOLI = SITES
LAB = Lab()
PLAIN = {"wrapUp": 0, "offerTimeout": "60s"}
WRAPS = [f"wraps-{number}" for number in range(1, 7)]
CONFIGURATION = {
    "pool": {"aging": "off"},
    "topics": {
        name: PLAIN
        for name in (
            "everywhere", "loose", "elsewhere", "left", "burst", "support", "sales", "patient", "calls", "back", "desk",
            "rush", "seen", "fair", "told", "second", "kept", "going",
        )
    }
    | {
        "bells": PLAIN | {"strategy": "ringAll"},
        "front": PLAIN | {"overflow": {"after": "2s", "to": "back"}, "escalateTo": "back"},
        "brief": {"wrapUp": 0, "offerTimeout": "2s", "noAnswer": {"max": 1, "returnAfter": "1s"}},
        "top": PLAIN | {"strategy": "topDown", "rejectDelay": 0},
        "first": PLAIN | {"wrapUp": "1s"},
    }
    | {name: PLAIN | {"wrapUp": "1s"} for name in WRAPS},
    "agents": {},
}  # fmt: skip
# A desk that logs in at the beginning and is never heard of again.
SILENT = "silent"


def on_term(*_):
    raise KeyboardInterrupt


def setUpModule():
    signal.signal(signal.SIGTERM, on_term)
    LAB.start(CONFIGURATION)
    LAB.run(LAB.ok(MILANO, "agent.login", agent=SILENT, topics={"seen": 1}), 5)


def tearDownModule():
    LAB.stop()


def now():
    return int(time.time() * 1000)


class Checks(cases.Checks):
    LAB = LAB
    SECONDS = 30

    def told(self, site, kind, name, event):
        """When the watcher heard each event of this name, and the event."""
        heard = [(at, json.loads(data)) for at, data in LAB.seen[f"{POOL}.evt.{site}.{kind}.{name}"]]
        return [(at, document) for at, document in heard if document["event"] == event]

    async def served(self, agent, expected):
        """The agent is offered these contacts and no others, in this order, takes each and ends it."""
        for place, contact in enumerate(expected):
            self.assertEqual(await LAB.accept(agent), contact, f"place {place} of {expected}")
            await LAB.ok(LAB.agents[agent], "contact.end", id=contact)

    async def answered_by_all(self, contact, agents):
        """All of those who are rung answer at the same time. Returns who has the contact, and who does not."""
        offers = {agent: (await LAB.offer(agent, contact))["offer"] for agent in agents}
        answers = await asyncio.gather(
            *(LAB.ask(LAB.agents[agent], "offer.accept", {"offer": offers[agent], "agent": agent}) for agent in agents)
        )
        connected = [agent for agent, answer in zip(agents, answers) if answer.error is None]
        self.assertEqual(len(connected), 1, [str(answer) for answer in answers])
        for answer in answers:
            if answer.error is not None:
                shapes.check_error(answer)
                self.assertEqual(answer.error["code"], "gone", str(answer))
        return connected[0], [agent for agent in agents if agent != connected[0]]


class Pains(Checks):
    async def test_one_line_spans_all_sites(self):
        """One logical queue cannot span servers: over a shared database agents are "gone just before we assigned"
        (signalwire/freeswitch#1674), and whole companies are hashed to one server, since no way was found to share a
        queue's state (irontec/ivozprovider#310; OpenSIPS/opensips#2920).

        Callers of three sites stand in one line that every site tells the same, and agents of all three work on it at
        once: each takes who is next, here always a caller of another site, and nobody's agent is gone."""
        ids = [await LAB.enqueue(SITES[turn % 3], "everywhere") for turn in range(9)]
        for site in SITES:
            await LAB.until(lambda site=site: self.is_lined(site, ids), f"the line as {site} tells it")
        agents = []
        for turn, site in enumerate((NAPOLI, ROMA, MILANO)):
            agents.append(await LAB.login(site, "everywhere"))
            await LAB.offer(agents[turn], ids[turn])
        for turn, contact in enumerate(ids):
            agent, home = agents[turn % 3], SITES[turn % 3]
            self.assertEqual(await LAB.accept(agent), contact)
            self.assert_has(await LAB.ok(home, "contact.get", id=contact), agent=agent, agentSite=LAB.agents[agent])
            self.assertNotEqual(home, LAB.agents[agent])
            await LAB.ok(home, "contact.end", id=contact)
            if turn + 3 < len(ids):
                await LAB.offer(agent, ids[turn + 3])

    @staticmethod
    async def is_lined(site, ids):
        return await LAB.waiting("everywhere", site) == ids

    async def test_no_agent_stays_busy(self):
        """Agents are stuck: Receiving (signalwire/freeswitch#1062), Reserved because another answered a ring-all call
        at the same time (#2540), answered though the call is long over (#1973), in a call until the server is
        restarted, because a BYE went missing (OpenSIPS/opensips#2530, #3123).

        Whoever ends a contact, and however, its agent is free within moments and has the next one; also a supervisor
        from outside, on record, when nobody else says so. Of those who answer one ring at once all but one are free."""
        agent = await LAB.login(MILANO, "loose")
        ways = {
            "the caller leaves": lambda contact: LAB.ok(ROMA, "contact.cancel", id=contact),
            "the caller's site": lambda contact: LAB.ok(ROMA, "contact.end", id=contact),
            "the agent's site": lambda contact: LAB.ok(MILANO, "contact.end", id=contact),
            "a supervisor": lambda contact: LAB.ok(MILANO, "contact.end", id=contact, by="marta", reason="no BYE"),
            "moved": lambda contact: LAB.ok(ROMA, "contact.requeue", id=contact, topic="elsewhere"),
            "to be called": lambda contact: LAB.ok(ROMA, "contact.callback", id=contact, notBeforeAt=now() + 60_000),
        }
        for way, end in ways.items():
            contact = await LAB.enqueue(ROMA, "loose")
            self.assertEqual(await LAB.accept(agent), contact, way)
            self.assert_has(await LAB.activity(agent, "busy"), contacts=[contact])
            await end(contact)
            self.assert_has(await LAB.activity(agent, "idle"), contacts=[], offers=[])
            if way == "a supervisor":
                self.assert_has(await LAB.event(ROMA, "contact", contact, "ended"), by="marta", reason="no BYE")
        ringing = await LAB.enqueue(ROMA, "loose")
        await LAB.offer(agent, ringing)
        await LAB.ok(ROMA, "contact.cancel", id=ringing)
        await self.served(agent, [await LAB.enqueue(ROMA, "loose")])
        rung = [await LAB.login(site, "bells") for site in SITES]
        for _ in range(4):
            left, held = list(rung), []
            while left:
                contact = await LAB.enqueue(ROMA, "bells")
                _, left = await self.answered_by_all(contact, left)
                held.append(contact)
            for contact in held:
                await LAB.ok(ROMA, "contact.end", id=contact)
            for each in rung:
                self.assert_has(await LAB.activity(each, "idle"), contacts=[], offers=[])

    async def test_nobody_is_connected_to_a_caller_who_has_left(self):
        """A caller hangs up and the agent's phone rings all the same: who answers hears nobody
        (signalwire/freeswitch#2529).

        Once the leaving is answered, the offer is taken back and can not be accepted. Where both happen at once, either
        the offer is gone or there was a conversation, and both sides say which; the agent is free at once."""
        agent = await LAB.login(MILANO, "left")
        seen = collections.Counter()
        for turn in range(24):
            contact = await LAB.enqueue(ROMA, "left")
            offer = (await LAB.offer(agent, contact))["offer"]
            if turn % 3 == 0:
                ended = await LAB.ok(ROMA, "contact.cancel", id=contact)
                taken = await LAB.ask(MILANO, "offer.accept", {"offer": offer, "agent": agent})
                self.assertIsNotNone(taken.error, f"connected to nobody: {taken}")
            else:
                taken, ended = await asyncio.gather(
                    self.later(turn % 4, LAB.ask(MILANO, "offer.accept", {"offer": offer, "agent": agent})),
                    self.later(turn % 5, LAB.ok(ROMA, "contact.cancel", id=contact)),
                )
            self.assert_has(ended, state="ended")
            if taken.error is None:
                self.assertEqual((taken.document["state"], ended["outcome"]), ("connected", "handled"), str(taken))
            else:
                self.assertEqual((taken.error["code"], ended["outcome"]), ("gone", "abandoned"), str(taken))
                await LAB.until(lambda offer=offer: self.is_revoked(agent, offer), f"{offer} is taken back", 2)
            await LAB.event(ROMA, "contact", contact, "ended")
            told = [event["event"] for event in LAB.events(ROMA, "contact", contact)]
            self.assertEqual((told[-1], told.count("connected")), ("ended", int(taken.error is None)), told)
            self.assert_has(await LAB.activity(agent, "idle"), contacts=[], offers=[])
            seen[ended["outcome"]] += 1
        self.assertGreaterEqual(seen["abandoned"], 8)

    def is_revoked(self, agent, offer):
        return any(event["offer"] == offer for _, event in self.told(MILANO, "agent", agent, "revoked"))

    @staticmethod
    async def later(milliseconds, work):
        await asyncio.sleep(milliseconds / 1000)
        return await work

    async def test_a_burst_gives_one_caller_to_one_agent(self):
        """Calls that come at once all ring the same first agent (OpenACD/OpenACD#5); two agents answer one call
        (asterisk/asterisk#176, RocketChat/Rocket.Chat#22206); three servers give an agent more than the limit
        (RocketChat/Rocket.Chat#37776).

        Twelve callers of three sites come at once, and six agents of three sites have six different ones; each offer is
        accepted by several desks at once and connects once; two who are rung together never both have the caller."""
        agents = [await LAB.login(SITES[turn % 3], "burst") for turn in range(6)]
        callers = [(SITES[turn % 3], LAB.name("c")) for turn in range(12)]
        await asyncio.gather(*(LAB.ok(site, "contact.enqueue", id=name, topic="burst") for site, name in callers))
        homes = {name: site for site, name in callers}
        done = []
        for _ in range(2):
            offers = {}
            for agent in agents:
                offers[agent] = await LAB.offer(agent)
                self.assertEqual(len((await LAB.agent(agent))["offers"]), 1)
            offered = [offer["contact"] for offer in offers.values()]
            self.assertEqual(len(set(offered)), 6, offered)
            left = sorted(set(homes) - set(offered) - set(done))
            await LAB.until(lambda left=left: self.wait(left), "everybody is somewhere, once")
            for agent in agents:
                others = [other for other in agents if other != agent][:3]
                desks = [(LAB.agents[name], name) for name in [agent] * 3 + others]
                fields = {"offer": offers[agent]["offer"]}
                answers = await asyncio.gather(
                    *(LAB.ask(site, "offer.accept", fields | {"agent": name}) for site, name in desks)
                )
                taken = {name for (_, name), answer in zip(desks, answers) if answer.error is None}
                self.assertEqual(taken, {agent}, [str(answer) for answer in answers])
            for name in offered:
                await LAB.ok(homes[name], "contact.end", id=name)
            done += offered
        for name, site in homes.items():
            await LAB.event(site, "contact", name, "ended")
            told = [event["event"] for event in LAB.events(site, "contact", name)]
            self.assertEqual((told.count("offered"), told.count("connected"), told.count("ended")), (1, 1, 1), told)
        rung = [await LAB.login(site, "bells") for site in SITES]
        for _ in range(4):
            contact = await LAB.enqueue(MILANO, "bells")
            winner, _ = await self.answered_by_all(contact, rung)
            self.assert_has(await LAB.state(MILANO, contact, "connected"), agent=winner)
            await LAB.ok(MILANO, "contact.end", id=contact)
            await LAB.activity(winner, "idle")

    @staticmethod
    async def wait(names):
        return sorted(await LAB.waiting("burst")) == names

    async def test_most_urgent_and_oldest_first_over_all_topics(self):
        """An agent of several queues gets whichever call the system looks at first (asterisk/asterisk#108); with the
        option for the longest waiting, priority counts for nothing in another queue (#1637), and somebody who comes in
        at the head stops every queue (#1691); a call that the agent may not take yet keeps all others away (#1561).

        An agent of two topics has callers of both in one order: priority, then arrival. Whoever is raised to the head
        stops nothing, nor does one at the head whom this agent may not serve. Nobody starves: with `aging` even the
        least urgent is served before all who come more than a known time later."""
        agent = await LAB.login(MILANO, {"support": 1, "sales": 9}, intent="break")
        # As in the issue: who waits, with priority and seconds of waiting.
        waiting = [
            ("support", 20, 32), ("support", 0, 1244), ("support", 0, 1229), ("support", 0, 1178), ("sales", 0, 660),
            ("sales", 0, 659), ("sales", 0, 24), ("support", 1, 3), ("sales", 1, 14),
        ]  # fmt: skip
        ids = {}
        for turn, (topic, priority, waited) in enumerate(waiting):
            name = await LAB.enqueue(SITES[turn % 3], topic, priority=priority, waitedMs=waited * 1000)
            ids[name] = (-priority, -waited)
        order = sorted(ids, key=ids.get)
        raised = await LAB.enqueue(ROMA, "sales", priority=0)
        await LAB.ok(ROMA, "contact.requeue", id=raised, priority=30)
        beyond = await LAB.enqueue(NAPOLI, "support", priority=255, requires={"it": 9})
        await LAB.until(lambda: self.stand(beyond, raised), "both at the head of their topic")
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="available")
        await self.served(agent, [raised, *order])
        await LAB.lined("support", [beyond])
        await LAB.ok(ROMA, "config.apply", config=CONFIGURATION | {"pool": {"aging": "1s"}})
        try:
            # A level is worth a second: ten are worth ten, and who has waited for fifteen stands before them.
            patient = await LAB.login(ROMA, "patient", intent="break")
            least = await LAB.enqueue(ROMA, "patient", priority=0, waitedMs=15_000)
            urgent = [await LAB.enqueue(MILANO, "patient", priority=priority) for priority in (10, 20, 10)]
            await LAB.lined("patient", [urgent[1], least, urgent[0], urgent[2]])
            await LAB.ok(ROMA, "agent.state", agent=patient, intent="available")
            await self.served(patient, [urgent[1], least, urgent[0], urgent[2]])
        finally:
            await LAB.ok(ROMA, "config.apply", config=CONFIGURATION)

    @staticmethod
    async def stand(support, sales):
        heads = (await LAB.waiting("support"))[:1] + (await LAB.waiting("sales"))[:1]
        return heads == [support, sales]

    async def test_a_callback_keeps_its_place(self):
        """Who asks to be called back jumps ahead of all who go on waiting
        (twilio-labs/plugin-queued-callbacks-and-voicemail#9, FreePBX/issue-tracker#621), since the callback is a new
        item with a priority of its own; elsewhere there is none at all (fusionpbx/fusionpbx#1322).

        The callback is the same contact: it stands where it stood, between the same two. One to be called later stands
        in no line until then, and then where it would have stood."""
        ids = [await LAB.enqueue(SITES[turn % 3], "calls", caller=f"+39061234567{turn}") for turn in range(4)]
        before = [await LAB.ok(SITES[turn % 3], "contact.get", id=name) for turn, name in enumerate(ids)]
        answer = await LAB.ok(MILANO, "contact.callback", id=ids[1], callerAddress="sip:back@gateway")
        self.assert_has(answer, channel="callback", state="waiting", arrivedAt=before[1]["arrivedAt"])
        await LAB.lined("calls", ids)
        due = now() + 2000
        self.assert_has(await LAB.ok(NAPOLI, "contact.callback", id=ids[2], notBeforeAt=due), state="scheduled")
        await LAB.lined("calls", [ids[0], ids[1], ids[3]])
        late = await LAB.enqueue(ROMA, "calls")
        await LAB.lined("calls", [*ids, late])
        self.assertGreaterEqual(now(), due - 50)
        self.assert_has(await LAB.ok(NAPOLI, "contact.get", id=ids[2]), arrivedAt=before[2]["arrivedAt"], position=3)
        agent = await LAB.login(MILANO, "calls")
        await self.served(agent, [*ids, late])
        called = [event for _, event in self.told(MILANO, "agent", agent, "connected")]
        self.assertEqual(called[1].get("callerAddress"), "sip:back@gateway")

    async def test_transfer_overflow_and_escalation_keep_the_waiting(self):
        """A call that times out and comes in again is at the end of the queue, though it was next
        (MicrosoftDocs/OfficeDocs-SkypeForBusiness#9902); a transfer begins the waiting anew.

        Who overflows, is escalated, is transferred out of a conversation or goes to another line and back has the
        arrival of before, and stands before all who came later."""
        arrived = {}

        async def came(site, topic):
            name = await LAB.enqueue(site, topic)
            arrived[name] = (site, (await LAB.ok(site, "contact.get", id=name))["arrivedAt"])
            await asyncio.sleep(0.005)
            return name

        overflowed = await came(ROMA, "front")
        direct = await came(MILANO, "back")
        agent = await LAB.login(NAPOLI, "front", intent="break")
        self.assert_has(await LAB.event(ROMA, "contact", overflowed, "requeued"), why="overflow", topic="back")
        await LAB.lined("back", [overflowed, direct])
        escalated, transferred = await came(NAPOLI, "front"), await came(ROMA, "front")
        await LAB.ok(NAPOLI, "agent.state", agent=agent, intent="available")
        self.assertEqual(await LAB.accept(agent), escalated)
        last = await came(MILANO, "back")
        await LAB.ok(NAPOLI, "contact.requeue", id=escalated, escalate=True)
        self.assertEqual(await LAB.accept(agent), transferred)
        await LAB.ok(NAPOLI, "contact.requeue", id=transferred, topic="back")
        order = [overflowed, direct, escalated, transferred, last]
        await LAB.lined("back", order)
        # Asked whether to go on waiting, and back.
        await LAB.ok(ROMA, "contact.requeue", id=overflowed, topic="desk")
        await LAB.lined("desk", [overflowed])
        await LAB.ok(ROMA, "contact.requeue", id=overflowed, topic="back")
        await LAB.lined("back", order)
        for place, name in enumerate(order):
            site, at = arrived[name]
            self.assert_has(await LAB.ok(site, "contact.get", id=name), arrivedAt=at, position=place + 1)
        await self.served(await LAB.login(ROMA, "back"), order)

    async def test_hundreds_of_calls_a_second_are_matched_at_once(self):
        """At twenty calls a second the server is overloaded, calls are stuck and agents go unused
        (signalwire/freeswitch#2458); the state of many members saturates one thread (asterisk/asterisk#1961).

        Ten times as many, over three sites: each rings its agent within a moment of being asked for, is connected once
        and ends; the line is empty afterwards and every agent is free."""
        rate, seconds = 200, 3
        asked, offered, done = {}, {}, []
        agents = [await LAB.login(SITES[turn % 3], "rush") for turn in range(45)]

        async def desk(site, agent, message):
            event = json.loads(message.data)
            if event["event"] != "offer" or event["contact"] in offered:
                return
            offered[event["contact"]] = time.monotonic()
            await LAB.ok(site, "offer.accept", offer=event["offer"], agent=agent)
            await LAB.ok(site, "contact.end", id=event["contact"])
            done.append(event["contact"])

        async def call(turn):
            name = LAB.name("c")
            asked[name] = time.monotonic()
            await LAB.ok(SITES[turn % 3], "contact.enqueue", id=name, topic="rush")

        async with contextlib.AsyncExitStack() as open_desks:
            for agent in agents:
                site = LAB.agents[agent]
                subject = f"{POOL}.evt.{site}.agent.{agent}"
                subscription = await LAB.clients[site].subscribe(subject, cb=functools.partial(desk, site, agent))
                open_desks.push_async_callback(subscription.unsubscribe)
            start, calls = time.monotonic(), []
            for turn in range(rate * seconds):
                await asyncio.sleep(max(0, start + turn / rate - time.monotonic()))
                calls.append(asyncio.ensure_future(call(turn)))
            await asyncio.gather(*calls)
            await LAB.until(lambda: len(done) == rate * seconds, "every call is over", 8)
        self.assertEqual(sorted(done), sorted(asked))
        self.assertEqual(await LAB.waiting("rush"), [])
        took = sorted(offered[name] - asked[name] for name in asked)
        print(f"median {took[len(took) // 2]:.3f} s, longest {took[-1]:.3f} s", end=" ", flush=True)
        self.assertLess(took[len(took) // 2], 0.3)
        self.assertLess(took[-1], 2)
        for agent in agents:
            await LAB.activity(agent, "idle")

    async def test_presence_is_true(self):
        """A phone that is not there stays Available (fusionpbx/fusionpbx#2831), agents who have left stay online and a
        supervisor asks for a button to force them out (chatwoot/chatwoot#6631), conversations go to agents who are
        offline (#7204), and a closed page needs code of one's own (twilio/twilio-taskrouter.js#6).

        A desk that closes is unreachable at every site within a second, one that falls silent after 15 s; neither is
        offered anything. A supervisor sets anybody offline, on record, and then nobody is offered to them."""
        closing, forced = await LAB.login(ROMA, "seen"), await LAB.login(NAPOLI, "seen")
        LAB.agents.pop(closing)
        began = time.monotonic()
        await LAB.ok(ROMA, "agent.heartbeat", agent=closing, closing=True)
        for site in SITES:
            while await self.activity_at(site, closing) != "unreachable":
                self.assertLess(time.monotonic() - began, 1, site)
                await asyncio.sleep(0.01)
        state = {"agent": forced, "intent": "offline", "by": "marta", "reason": "went home"}
        self.assert_has(await LAB.ok(NAPOLI, "agent.state", **state), intent="offline", by="marta", reason="went home")
        await LAB.until(lambda: self.gone(SILENT), "the silent desk is missed", 20)
        heard = next(at for at, document in self.presence(MILANO, SILENT) if document["activity"] != "unreachable")
        missed = next(at for at, document in self.presence(MILANO, SILENT) if document["activity"] == "unreachable")
        self.assertTrue(14.5 < missed - heard < 18.5, f"missed after {missed - heard:.1f} s")
        for site in SITES:
            while await self.activity_at(site, SILENT) != "unreachable":
                self.assertLess(time.monotonic() - missed, 2, site)
                await asyncio.sleep(0.01)
        contact = await LAB.enqueue(MILANO, "seen")
        await asyncio.sleep(0.6)
        self.assert_has(await LAB.ok(MILANO, "contact.get", id=contact), state="waiting")
        self.assertEqual([event["event"] for event in LAB.events(MILANO, "contact", contact)], ["queued"])
        there = await LAB.login(ROMA, "seen")
        self.assertEqual(await LAB.accept(there), contact)
        await LAB.ok(MILANO, "contact.end", id=contact)

    @staticmethod
    def presence(site, name):
        return [(at, json.loads(data)) for at, data in LAB.seen[f"{POOL}.presence.{site}.{name}"]]

    def gone(self, name):
        return self.presence(MILANO, name)[-1][1]["activity"] == "unreachable"

    @staticmethod
    async def activity_at(site, name):
        listed = (await LAB.ok(site, "agent.list", limit=1000))["agents"]
        return next(agent["activity"] for agent in listed if agent["agent"] == name)

    async def test_wrap_up_and_breaks_are_kept(self):
        """An agent of six queues is called before the wrap-up is over (asterisk/asterisk#1006); wrap-ups end with that
        of the last agent (OpenSIPS/opensips#2679); a break is overwritten by what was pending
        (twilio-professional-services/flex-project-template#290); who does not answer is logged out for good
        (2600hz/kazoo#6609).

        One wrap-up counts for all topics of the agent, whoever else works; a break that is asked for in a conversation
        holds from the end of the wrap-up until the agent ends it; who has not answered comes back by itself."""
        agent = await LAB.login(MILANO, {name: 1 for name in WRAPS})
        contact = await LAB.enqueue(ROMA, WRAPS[0])
        self.assertEqual(await LAB.accept(agent), contact)
        other = await LAB.login(ROMA, WRAPS[0])
        talking = await LAB.enqueue(NAPOLI, WRAPS[0])
        self.assertEqual(await LAB.accept(other), talking)
        for topic in (WRAPS[3], WRAPS[5]):
            following = await LAB.enqueue(NAPOLI, topic)
            await LAB.ok(MILANO, "contact.end", id=contact)
            ended = await self.heard(agent, "ended", contact)
            offered = await self.heard(agent, "offer", following)
            self.assertTrue(0.9 < offered - ended < 3, f"called {offered - ended:.2f} s after the conversation")
            self.assert_has(await LAB.agent(other), activity="busy", contacts=[talking])
            self.assertEqual(await LAB.accept(agent), following)
            contact = following
        waiting = await LAB.enqueue(ROMA, WRAPS[1])
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="break", reason="lunch")
        await LAB.ok(NAPOLI, "contact.end", id=contact)
        self.assert_has(await LAB.activity(agent, "wrapping"), intent="break")
        self.assert_has(await LAB.activity(agent, "idle"), intent="break", reason="lunch")
        await LAB.unoffered(agent)
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="available")
        await LAB.offer(agent, waiting)
        # A break asked for while the phone rings is kept too.
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="break", reason="at last")
        await LAB.ok(ROMA, "contact.cancel", id=waiting)
        again = await LAB.enqueue(ROMA, WRAPS[1])
        await LAB.unoffered(agent, 0.3)
        self.assert_has(await LAB.agent(agent), intent="break", reason="at last", activity="idle")
        slow = await LAB.login(NAPOLI, "brief")
        missed = await LAB.enqueue(ROMA, "brief")
        first = (await LAB.offer(slow, missed))["offer"]
        await LAB.activity(slow, "notResponding", 4)
        self.assert_has(await LAB.agent(slow), intent="available")
        second = (await LAB.offer(slow, missed, 4))["offer"]
        self.assertNotEqual(first, second)
        self.assertEqual(await LAB.accept(slow), missed)
        for site, name in ((ROMA, again), (ROMA, missed), (NAPOLI, talking)):
            await LAB.ok(site, "contact.end", id=name)

    async def heard(self, agent, event, contact):
        """When the watcher first heard this of an agent and a contact."""

        def find():
            return [at for at, document in self.told(MILANO, "agent", agent, event) if document["contact"] == contact]

        return (await LAB.until(find, f"{event} of {contact} for {agent}"))[0]

    async def test_work_is_shared_fairly(self):
        """The first agent of the list has every call unless busy (OpenSIPS/opensips#2974).

        Three agents of three sites have nine calls in turn, three each; and a break takes nobody's turn away and gives
        nobody another."""
        agents = []
        for site in (NAPOLI, ROMA, MILANO):
            agents.append(await LAB.login(site, "fair"))
            await asyncio.sleep(0.1)
        served = []
        for turn in range(9):
            # A break of whoever is next, and of whoever was last.
            for pausing in (agents[turn % 3], agents[(turn + 2) % 3]):
                for intent in ("break", "available"):
                    await LAB.ok(LAB.agents[pausing], "agent.state", agent=pausing, intent=intent)
            await LAB.until(lambda: self.all_known(agents), "everybody knows that all are at work")
            contact = await LAB.enqueue(SITES[turn % 3], "fair")
            document = await LAB.state(SITES[turn % 3], contact, "offered")
            served.append(document["agent"])
            await LAB.accept(document["agent"], contact)
            await LAB.ok(SITES[turn % 3], "contact.end", id=contact)
            await LAB.activity(document["agent"], "idle")
        self.assertEqual(served, agents * 3)

    @staticmethod
    async def all_known(agents):
        listed = {each["agent"]: each for each in (await LAB.ok(ROMA, "agent.list", limit=1000))["agents"]}
        own = [await LAB.agent(agent) for agent in agents]
        return all(each["version"] == listed[each["agent"]]["version"] for each in own)

    async def test_positions_are_told_and_hold_nobody_up(self):
        """Positions are not told (fusionpbx/fusionpbx#2455), or never once only improvements are to be told
        (asterisk/asterisk#1386); while an announcement plays, the caller is offered to nobody (#1568) or hears the
        agent only after it (signalwire/freeswitch#1148).

        Positions and waits are events, for whoever holds the call to play and to break off: each is told at once with
        the right place, then when it improves; what is told of the wait never rises; the caller is connected within a
        moment of the agent's answer, and after that nothing of the line is told."""
        agent, leaving = await LAB.login(MILANO, "told"), await LAB.login(NAPOLI, "told")
        held = [await LAB.enqueue(MILANO, "told") for _ in range(2)]
        await asyncio.gather(LAB.accept(agent), LAB.accept(leaving))
        ids = [await LAB.enqueue(SITES[turn % 3], "told") for turn in range(3)]
        for place, name in enumerate(ids):
            queued = await LAB.event(SITES[place % 3], "contact", name, "queued")
            self.assert_has(queued, position=place + 1)
            self.assertIn("estimatedWaitMs", queued)
        # One of two leaves: the rest will take longer than was said, and nobody is told so.
        await LAB.ok(NAPOLI, "agent.state", agent=leaving, intent="offline")
        for name in held:
            await LAB.ok(MILANO, "contact.end", id=name)
        for place, name in enumerate(ids):
            offer = await LAB.offer(agent, name)
            # What is asked is right at once; what is told comes when it is time for it.
            await LAB.until(lambda left=ids[place + 1 :]: self.are_placed(left), "positions of those who are left")
            if place == 0:
                moved = await LAB.event(NAPOLI, "contact", ids[2], "position", seconds=7)
                self.assertEqual(moved["position"], 2)
                self.assertIn("estimatedWaitMs", moved)
            answered = time.time()
            await LAB.ok(MILANO, "offer.accept", offer=offer["offer"], agent=agent)
            await LAB.event(SITES[place % 3], "contact", name, "connected")
            self.assertLess(self.told(SITES[place % 3], "contact", name, "connected")[0][0] - answered, 1)
            await LAB.ok(MILANO, "contact.end", id=name)
        for place, name in enumerate(ids):
            events = LAB.events(SITES[place % 3], "contact", name)
            waits = [event["estimatedWaitMs"] for event in events if "estimatedWaitMs" in event]
            self.assertEqual(waits, sorted(waits, reverse=True), name)
            told = [event["event"] for event in events]
            self.assertFalse({"position", "queued"} & set(told[told.index("connected") :]), told)

    @staticmethod
    async def are_placed(names):
        line = (await LAB.ok(ROMA, "topic.waiting", topic="told"))["contacts"]
        return [(entry["id"], entry["position"]) for entry in line] == [(name, at + 1) for at, name in enumerate(names)]

    def test_figures_are_whole_and_say_what_they_count(self):
        """A transferred call is missing from the log, and an hour of somebody else's talk is charged to the agent
        (FreePBX/issue-tracker#124); the log file and the database differ (asterisk/asterisk#759).

        A conversation that is transferred is told as two, each agent with their own time, in the log's dialect, in the
        chronology and in the report; each contact ends once in each of them; shares say of how many."""
        self.addCleanup(LAB.tidy)
        dialect = Dialect(LAB, "asterisk")
        self.addCleanup(dialect.stop)
        moved, left, bob, ada = LAB.run(self.transferred(), 20)
        self.until(lambda: len(self.lines(dialect, moved, "COMPLETECALLER")) == 1, "the log's end")
        self.until(lambda: len(self.lines(dialect, left, "ABANDON")) == 1, "the other's")
        (transfer,), (complete,) = (self.lines(dialect, moved, event) for event in ("BLINDTRANSFER", "COMPLETECALLER"))
        self.assertEqual((transfer[2:4], complete[2:4]), (["first", bob], ["second", ada]))
        spoken = {"bob": int(transfer[8]), "ada": int(complete[6])}
        self.assertLess(spoken["bob"], 2, transfer)
        self.assertGreaterEqual(spoken["ada"], 2, complete)
        self.until(lambda: len(self.rows(ROMA, "contact", moved)) == len(self.rows(ROMA, "contact", left)) == 1, "rows")
        (row,) = self.rows(ROMA, "contact", moved)
        self.assertEqual((row["conversations"], row["outcome"], row["agent"]), (2, "handled", bob))
        events = [entry["event"] for entry in json.loads(row["timeline"])]
        self.assertEqual((events.count("connected"), events.count("ended")), (2, 1), events)
        self.until(lambda: self.has_wrapped(MILANO, bob) and self.has_wrapped(NAPOLI, ada), "presence of both")
        day = datetime.datetime.fromtimestamp(row["arrived_at"] / 1000, datetime.timezone.utc).date().isoformat()
        days = ["report", "--day", day, "--days", "2", *folders(LAB), "--json"]
        groups = json.loads(command(*days, "--by", "agent"))["groups"]
        work = {group["name"]: group["work"] for group in groups if "work" in group}
        self.assertLess(work[bob]["busyMs"], 2_000)
        self.assertGreaterEqual(work[ada]["busyMs"], 1_900)
        self.assertAlmostEqual(row["talk_ms"], work[bob]["busyMs"] + work[ada]["busyMs"], delta=500)
        topics = json.loads(command(*days, "--by", "topic"))["groups"]
        first, second = (next(each for each in topics if each["name"] == name) for name in ("first", "second"))
        self.assertEqual((first["contacts"]["arrived"], first["contacts"]["abandoned"]), (1, 1))
        self.assertEqual((second["contacts"]["arrived"], second["contacts"]["answered"]), (1, 1))
        self.assertEqual(first["contacts"]["serviceLevels"]["all"], {"numerator": 0, "denominator": 1})
        self.assertEqual(second["contacts"]["serviceLevels"]["all"], {"numerator": 1, "denominator": 1})

    async def transferred(self):
        """A caller whom one agent speaks with briefly, another, after a transfer, for longer; and one who leaves."""
        bob, ada = await LAB.login(MILANO, "first"), await LAB.login(NAPOLI, "second")
        moved = await LAB.enqueue(ROMA, "first")
        self.assertEqual(await LAB.accept(bob), moved)
        left = await LAB.enqueue(ROMA, "first")
        await asyncio.sleep(0.3)
        await LAB.ok(MILANO, "contact.requeue", id=moved, topic="second")
        self.assertEqual(await LAB.accept(ada), moved)
        await LAB.ok(ROMA, "contact.cancel", id=left)
        await asyncio.sleep(2.1)
        await LAB.ok(NAPOLI, "contact.end", id=moved)
        await LAB.offline(bob, ada)
        return moved, left, bob, ada

    @staticmethod
    def lines(dialect, contact, event):
        split = [line.split("|") for line in dialect.text.splitlines()]
        return [line for line in split if (line[1], line[4]) == (contact, event)]

    def until(self, condition, what):
        deadline = time.monotonic() + 10
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)

    @staticmethod
    def rows(site, table, contact):
        path = f"file:{LAB.processes.folder}/data-{site}/history.sqlite?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(f"SELECT * FROM {table} WHERE id = ?", (contact,)).fetchall()

    @staticmethod
    def has_wrapped(site, agent):
        path = f"file:{LAB.processes.folder}/data-{site}/history.sqlite?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            query = "SELECT 1 FROM presence WHERE agent = ? AND activity = 'idle' AND intent = 'offline'"
            return database.execute(query, (agent,)).fetchone()


class PainsOfFailure(Checks):
    """What needs a node's death comes last."""

    def process(self, node):
        return next(child for name, child in LAB.processes.children if name == node)

    def test_a_killed_node_loses_no_caller_and_no_place(self):
        """When the server fails that has the queue, its calls are lost (irontec/ivozprovider#226), and nobody recovers
        those that ring or wait (signalwire/freeswitch#723).

        The node that holds two callers who wait, one who rings and one in conversation is killed with SIGKILL. When it
        is back all have their places and claim numbers, and the conversation goes on; nobody called again."""
        self.addCleanup(LAB.tidy)
        before = LAB.run(self.busy_site(), 20)
        node = self.process(f"node-{ROMA}")
        node.kill()
        node.wait()
        self.assertEqual(LAB.processes.revive(), [f"node-{ROMA} exit -9"])
        LAB.run(LAB.revived(), 60)
        LAB.run(self.is_as_before(*before), 30)

    async def busy_site(self):
        talking, ringing, waits, far, urgent = [
            await LAB.enqueue(site, "kept", priority=priority)
            for site, priority in ((ROMA, 100), (ROMA, 100), (ROMA, 100), (MILANO, 100), (ROMA, 150))
        ]
        agents = [await LAB.login(NAPOLI, {}), await LAB.login(MILANO, {})]
        for agent, contact in zip(agents, (talking, ringing)):
            await LAB.ok(ROMA, "contact.requeue", id=contact, agent=agent)
            await LAB.offer(agent, contact)
        await LAB.accept(agents[0], talking)
        await LAB.lined("kept", [urgent, waits, far])
        documents = {name: await LAB.ok(ROMA, "contact.get", id=name) for name in (talking, ringing, waits, urgent)}
        return documents, agents, talking, ringing, [urgent, waits, far]

    async def is_as_before(self, documents, agents, talking, ringing, line):
        for name, document in documents.items():
            kept = {field: document[field] for field in ("claim", "arrivedAt", "priority", "topic")}
            self.assert_has(await LAB.ok(ROMA, "contact.get", id=name), **kept)
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=talking), state="connected", agent=agents[0])
        # Whoever was rung has the same caller: by the offer of before, or by a new one.
        await LAB.until(lambda: self.takes(agents[1], ringing), "the agent has whom they were rung for", 10)
        await LAB.lined("kept", line, 10)
        for contact in (talking, ringing):
            self.assert_has(await LAB.ok(ROMA, "contact.end", id=contact), outcome="handled")
        await self.served(await LAB.login(NAPOLI, "kept"), line)

    @staticmethod
    async def takes(agent, contact):
        offer = (await LAB.offer(agent, contact))["offer"]
        reply = await LAB.ask(LAB.agents[agent], "offer.accept", {"offer": offer, "agent": agent})
        return reply.error is None and (reply.document["id"], reply.document["agent"]) == (contact, agent)

    def test_dispatch_goes_on_when_the_dispatcher_hangs(self):
        """The thread that dispatches hangs without a word, and calls wait beside free agents until somebody reloads the
        module (signalwire/freeswitch#1641); one agent on a break stops a whole queue (#1216).

        An agent on a break, and others who decline, stop nothing: the round begins again. Then the node that decides
        for the pool is suspended with SIGSTOP: within seconds another decides, by itself, and says so; a caller and an
        agent of the other two sites meet. When the first one runs again it serves its site."""
        self.addCleanup(LAB.tidy)
        LAB.run(self.goes_round(), 20)
        before = LAB.run(LAB.ok(ROMA, "stats.get", limit=1), 5)["owner"]
        owners = next(site for site in SITES if before["node"].startswith(site))
        caller, free = (site for site in SITES if site != owners)
        contact = LAB.run(LAB.enqueue(caller, "going"), 5)
        LAB.run(LAB.lined("going", [contact]), 5)
        node = self.process(f"node-{owners}")
        node.send_signal(signal.SIGSTOP)
        try:
            LAB.run(self.meet(caller, free, contact, before), 20)
        finally:
            node.send_signal(signal.SIGCONT)
        LAB.run(LAB.revived(), 30)
        LAB.run(self.meet_at(owners), 20)

    async def goes_round(self):
        agents = [await LAB.login(site, "top") for site in SITES]
        await LAB.ok(LAB.agents[agents[2]], "agent.state", agent=agents[2], intent="break")
        await asyncio.sleep(0.3)
        contact = await LAB.enqueue(ROMA, "top")
        for agent in (agents[0], agents[1]) * 2:
            offer = (await LAB.offer(agent, contact))["offer"]
            await LAB.ok(LAB.agents[agent], "offer.reject", offer=offer, agent=agent)
        self.assertEqual(await LAB.accept(agents[0]), contact)
        await LAB.ok(ROMA, "contact.end", id=contact)

    async def meet(self, caller, free, contact, before):
        agent = await LAB.login(free, "going")
        await LAB.offer(agent, contact, 10)
        self.assertEqual(await LAB.accept(agent, contact), contact)
        owner = (await LAB.ok(free, "stats.get", limit=1))["owner"]
        self.assertNotEqual(owner["node"], before["node"])
        self.assertGreater(owner["epoch"], before["epoch"])
        self.assert_has(await LAB.ok(caller, "contact.end", id=contact), outcome="handled")
        await LAB.offline(agent)

    async def meet_at(self, site):
        contact, agent = await LAB.enqueue(site, "going"), await LAB.login(site, "going")
        await LAB.offer(agent, contact, 15)
        await self.served(agent, [contact])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""The contract as a stranger sees it: nats-py, public subjects, three servers and three nodes. Then an attacker."""
import asyncio
import json
import random
import re
import signal
import subprocess
import sys
import time
import unittest

import nats.errors
from nats.aio.client import Client

import cases
import shapes
from hostile import BROKEN, DEEP, FIELDS, SETTINGS
from lab import BINARY, POOL, SITES, Lab

ROMA, MILANO, NAPOLI = SITES
LAB = Lab()
CONFIGURATION = {
    "pool": {"timeZone": "Europe/Rome", "aging": "off"},
    "topics": {
        name: {"wrapUp": 0, "offerTimeout": "60s"}
        for name in (
            "asked", "meet", "order", "early", "keep", "left", "right", "ends", "pause", "silent", "again", "skills",
            "levels", "last", "later", "chats", "figures", "pages", "moves", "masks", "raids", "same",
        )
    }
    | {
        "flood": {"wrapUp": 0, "maxWaiting": 5000},
        "desks": {"wrapUp": 0, "offerTimeout": "60s"},
        "experts": {"wrapUp": "60s", "offerTimeout": "60s"},
        "brief": {"wrapUp": 0, "offerTimeout": "1s", "noAnswer": {"max": 1, "returnAfter": "2s"}},
        "wraps": {"wrapUp": "60s"},
        "several": {"wrapUp": "60s"},
        "wraps-1": {"wrapUp": "1s"},
        "small": {"wrapUp": 0, "maxWaiting": 2},
        "calls": {"wrapUp": 0, "offerTimeout": "60s", "callback": {"attempts": 2, "retryAfter": "1s"}},
        "rung": {"wrapUp": 0, "offerTimeout": "60s", "callback": {"attempts": 2, "retryAfter": "3s", "first": "customer"}},
        "urgent": {"wrapUp": 0, "priority": 150},
        "dated": {"wrapUp": 0, "appointments": {"perSlot": 2, "slot": "5m", "days": 2, "priority": 120}},
        "named": {"wrapUp": 0},
        "told": {"wrapUp": 0, "offerTimeout": "60s"},
    },
    "agents": {},
}  # fmt: skip
NUMBERS = {
    "+390600001": {"topic": "asked", "priority": 120},
    "+390600002": {"menu": {"1": "asked", "2": {"topic": "urgent"}, "9": {"play": "faq"}, "*": {"menu": {"1": "meet"}}}},
}
# The contract's own, to the letter.
EXAMPLE = """
pool:
  timeZone: Europe/Rome
  aging: off                   # or 60s: one level is worth a minute of waiting
  capacity: {voice: 100, chat: 25, mail: 10}
calendars:
  office: {open: {mon-fri: "09:00-18:00"}, closed: [2026-12-25, 2026-12-26]}
numbers:
  "+390600001": {topic: pec, priority: 120}
  "+390600002": {menu: {"1": pec, "2": firma, "9": {play: faq}}}
topics:
  pec:
    calendar: office
    strategy: longestIdle
    offerTimeout: 20s
    noAnswer: {max: 1, returnAfter: 5m}
    wrapUp: 30s
    serviceLevel: 300s
    shortAbandon: 60s
    relax: [{after: 60s, beyondSite: true}]
    overflow: {after: 10m, to: firma, place: keep}
    escalateTo: pec-2
  pec-2: {wrapUp: 2m}
  firma: {calendar: office}
agents:
  anna: {site: milano, topics: {pec: 1, firma: 2}, skills: {it: 9}, agentAddress: "sip:anna@milano"}
"""


def on_term(*_):
    raise KeyboardInterrupt


def setUpModule():
    signal.signal(signal.SIGTERM, on_term)
    LAB.start(CONFIGURATION)


def tearDownModule():
    LAB.stop()


class Checks(cases.Checks):
    LAB = LAB


DAY = 86_400_000


def now():
    return int(time.time() * 1000)


class Contacts(Checks):
    async def test_enqueue_answers_a_waiting_contact(self):
        name = LAB.name("c")
        before = now()
        answer = await LAB.ok(ROMA, "contact.enqueue", id=name, topic="asked")
        self.assert_has(answer, id=name, topic="asked", site=ROMA, priority=100, channel="voice", state="waiting")
        self.assertTrue(before - 2000 <= answer["arrivedAt"] <= now() + 2000, answer)
        await LAB.event(ROMA, "contact", name, "queued")
        await LAB.ok(ROMA, "contact.cancel", id=name)

    async def test_enqueue_takes_every_field(self):
        fields = {
            "priority": 255, "channel": "chat", "caller": "+390612345678", "callerAddress": "sip:1@gateway",
            "attributes": {"π": [1, None, {"deep": "é"}]}, "requires": {"it": 9},
            "customer": "C-1", "language": "it", "waitedMs": 60000,
        }  # fmt: skip
        name = await LAB.enqueue(ROMA, "asked", **fields)
        document = await LAB.ok(ROMA, "contact.get", id=name)
        self.assert_has(document, priority=255, channel="chat", topic="asked")
        self.assertLessEqual(document["arrivedAt"], now() - 55000, "waitedMs is how long it has waited already")
        await LAB.ok(ROMA, "contact.cancel", id=name, reason="hung up")

    async def test_unknown_fields_and_nulls_are_ignored(self):
        name = LAB.name("c")
        fields = {"id": name, "topic": "asked", "priority": None, "caller": None, "zzz": {"a": [1.5e10]}, "": 1}
        answer = await LAB.ok(ROMA, "contact.enqueue", **fields)
        self.assert_has(answer, id=name, priority=100)
        await LAB.ok(ROMA, "contact.cancel", id=name, reason=None, requestId=None, ifVersion=None)

    async def test_priority_left_out_is_the_topics(self):
        name = await LAB.enqueue(NAPOLI, "urgent")
        self.assert_has(await LAB.ok(NAPOLI, "contact.get", id=name), priority=150)
        await LAB.ok(NAPOLI, "contact.cancel", id=name)

    async def test_who_waits_is_told_how_long_and_never_longer(self):
        agent = await LAB.login(NAPOLI, "told")
        served = await LAB.enqueue(ROMA, "told")
        await LAB.accept(agent, served)
        waiting = [await LAB.enqueue(ROMA, "told") for _ in range(3)]
        queued = [await LAB.event(ROMA, "contact", name, "queued") for name in waiting]
        told = [event["estimatedWaitMs"] for event in queued]
        # Nothing is measured yet: four minutes each, by one agent.
        self.assertEqual([event["position"] for event in queued], [1, 2, 3])
        self.assertEqual(told, [240000, 480000, 720000])
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=waiting[2]), estimatedWaitMs=told[2], position=3)
        await LAB.ok(ROMA, "contact.end", id=served)
        await LAB.accept(agent, waiting[0])
        moved = await LAB.event(ROMA, "contact", waiting[2], "position", seconds=7)
        self.assertEqual(moved["position"], 2)
        self.assertLess(moved["estimatedWaitMs"], told[2])
        # Nobody serves it any more: nothing can be said, and what was said does not rise.
        await LAB.ok(NAPOLI, "agent.state", agent=agent, intent="break")
        await LAB.ok(ROMA, "contact.end", id=waiting[0])
        await LAB.until(self.tells_nothing, "nobody serves it")
        late = await LAB.enqueue(ROMA, "told")
        self.assertNotIn("estimatedWaitMs", await LAB.event(ROMA, "contact", late, "queued"))
        stats = (await LAB.ok(ROMA, "stats.get", after="tnld", limit=1))["topics"]["told"]
        self.assertNotIn("estimatedWaitMs", stats)
        self.assertGreater(stats["handlingMs"], 0)
        error = stats["estimateErrorMs"]
        self.assertEqual((error["count"], error["mean"]), (1, -error["bias"]))
        self.assertLess(abs(told[0] - error["mean"]), 15000, "it waited for some seconds only")
        for name in (waiting[1], waiting[2], late):
            await LAB.ok(ROMA, "contact.cancel", id=name)
        words = [event["estimatedWaitMs"] for event in LAB.events(ROMA, "contact", waiting[2])
                 if "estimatedWaitMs" in event]  # fmt: skip
        self.assertEqual(words, sorted(words, reverse=True))
        await LAB.offline(agent)

    @staticmethod
    async def tells_nothing():
        return "estimatedWaitMs" not in (await LAB.ok(ROMA, "stats.get", after="tnld", limit=1))["topics"]["told"]

    async def test_get_by_id_and_by_claim_with_timeline(self):
        name = await LAB.enqueue(MILANO, "asked")
        by_id = await LAB.ok(MILANO, "contact.get", id=name)
        by_claim = await LAB.ok(MILANO, "contact.get", claim=by_id["claim"])
        self.assertEqual(by_claim["id"], name)
        await LAB.ok(MILANO, "contact.cancel", id=name)
        timeline = (await LAB.ok(MILANO, "contact.get", id=name))["timeline"]
        self.assertEqual([entry["event"] for entry in timeline], ["queued", "ended"])
        self.assertEqual(timeline, sorted(timeline, key=lambda entry: entry["at"]), "oldest first")

    async def test_get_wants_an_id_or_a_claim_never_both(self):
        await LAB.refused(ROMA, "contact.get", {}, "bad_request")
        await LAB.refused(ROMA, "contact.get", {"id": "a", "claim": "000013"}, "bad_request")

    async def test_unknown_contacts_are_not_found(self):
        for verb in ("get", "end", "requeue"):
            await LAB.refused(ROMA, f"contact.{verb}", {"id": "never-seen"}, "not_found")
        await LAB.refused(ROMA, "contact.get", {"claim": "9999999994"}, ("not_found", "bad_request"))
        await LAB.refused(ROMA, "contact.enqueue", {"id": LAB.name("c"), "topic": "no-such-topic"}, "not_found")
        await LAB.refused(ROMA, "topic.waiting", {"topic": "no-such-topic"}, "not_found")

    async def test_claims_are_unique_over_sites(self):
        names = [(SITES[turn % 3], await LAB.enqueue(SITES[turn % 3], "asked")) for turn in range(12)]
        claims = [(await LAB.ok(site, "contact.get", id=name))["claim"] for site, name in names]
        self.assertEqual(len(set(claims)), len(claims), claims)
        for site, name in names:
            await LAB.ok(site, "contact.cancel", id=name)

    async def test_a_claim_can_be_continued(self):
        first = await LAB.enqueue(ROMA, "asked")
        claim = (await LAB.ok(ROMA, "contact.cancel", id=first))["claim"]
        second = await LAB.enqueue(ROMA, "asked", claim=claim)
        self.assertEqual((await LAB.ok(ROMA, "contact.cancel", id=second))["claim"], claim)

    async def test_contact_list_pages_through_this_sites(self):
        mine = [await LAB.enqueue(NAPOLI, "pages") for _ in range(7)]
        other = await LAB.enqueue(ROMA, "pages")
        found, after = [], {}
        for _ in range(50):
            page = await LAB.ok(NAPOLI, "contact.list", states=["waiting"], limit=3, **after)
            self.assertLessEqual(len(page["contacts"]), 3)
            found += [entry["id"] for entry in page["contacts"]]
            self.assertTrue(all(entry["state"] == "waiting" for entry in page["contacts"]), page)
            if "next" not in page:
                break
            after = {"after": page["next"]}
        self.assertEqual(sorted(found), sorted(set(found)), "no entry twice")
        self.assertTrue(set(mine) <= set(found), f"{mine} in {found}")
        self.assertNotIn(other, found, "of another site")
        for name in mine:
            await LAB.ok(NAPOLI, "contact.cancel", id=name)
        await LAB.ok(ROMA, "contact.cancel", id=other)
        left = (await LAB.ok(NAPOLI, "contact.list", states=["waiting", "offered", "connected", "scheduled"]))
        self.assertFalse(set(mine) & {entry["id"] for entry in left["contacts"]}, left)
        ended = (await LAB.ok(NAPOLI, "contact.list", states=["ended"], limit=1000))["contacts"]
        self.assertTrue(set(mine) <= {entry["id"] for entry in ended}, "the ended ones")

    async def test_topic_waiting_pages_in_order(self):
        mine = [await LAB.enqueue(SITES[turn % 3], "pages") for turn in range(7)]
        await LAB.lined("pages", mine)
        found, after = [], {}
        for _ in range(10):
            page = await LAB.ok(ROMA, "topic.waiting", topic="pages", limit=3, **after)
            self.assertEqual(page["total"], 7)
            found += page["contacts"]
            if "next" not in page:
                break
            after = {"after": page["next"]}
        self.assertEqual([entry["id"] for entry in found], mine)
        self.assertEqual([entry["position"] for entry in found], list(range(1, 8)))
        self.assertEqual([entry["site"] for entry in found], [SITES[turn % 3] for turn in range(7)])
        for turn, name in enumerate(mine):
            await LAB.ok(SITES[turn % 3], "contact.cancel", id=name)
        await LAB.lined("pages", [])

    async def test_limits_of_pages_are_1_to_1000(self):
        for verb in ("contact.list", "agent.list", "stats.get", "topic.waiting"):
            more = {"topic": "pages"} if verb == "topic.waiting" else {}
            for limit in (0, 1001, -1):
                await LAB.refused(ROMA, verb, {"limit": limit} | more, "bad_request", "limit")
            await LAB.ok(ROMA, verb, limit=1000, **more)

    async def test_a_scheduled_contact_waits_when_due(self):
        name = LAB.name("c")
        due = now() + 1500
        answer = await LAB.ok(ROMA, "contact.enqueue", id=name, topic="later", notBeforeAt=due)
        self.assert_has(answer, state="scheduled", notBeforeAt=due)
        self.assertNotIn("position", answer)
        self.assertEqual((await LAB.event(ROMA, "contact", name, "scheduled"))["notBeforeAt"], due)
        figures = (await LAB.ok(ROMA, "stats.get", limit=1000))["topics"]["later"]
        self.assertEqual((figures["waiting"], figures.get("scheduled")), (0, 1), figures)
        listed = (await LAB.ok(ROMA, "contact.list", states=["scheduled"]))["contacts"]
        self.assertIn(name, [entry["id"] for entry in listed])
        await LAB.state(ROMA, name, "waiting", 4)
        self.assertGreaterEqual(now(), due - 50, "not before it is due")
        document = await LAB.ok(ROMA, "contact.get", id=name)
        self.assertLess(abs(document["arrivedAt"] - due), 50, "its place is that of the instant")
        self.assertNotIn("notBeforeAt", document)
        await LAB.event(ROMA, "contact", name, "queued", why="due")
        await LAB.ok(ROMA, "contact.cancel", id=name)

    async def test_appointments_are_given_so_many_a_slot_over_all_sites(self):
        page = await LAB.ok(MILANO, "appointment.slots", topic="dated", limit=4)
        self.assert_has(page, topic="dated", slotMs=300_000, perSlot=2)
        self.assertEqual([slot["free"] for slot in page["slots"]], [2] * 4, page)
        at = page["slots"][2]["slotAt"]
        self.assertEqual(at % 300_000, 0)
        more = await LAB.ok(MILANO, "appointment.slots", topic="dated", fromAt=page["nextAt"], limit=1, days=1)
        self.assertEqual(more["slots"][0]["slotAt"], page["slots"][3]["slotAt"] + 300_000)
        # Six ask at once, at three sites, for two places.
        names = {LAB.name("c"): site for site in (ROMA, MILANO, NAPOLI) for _ in range(2)}
        answers = await asyncio.gather(
            *(LAB.ask(site, "contact.enqueue", {"id": name, "topic": "dated", "slotAt": at}) for name, site in names.items())
        )
        given = {}
        for (name, site), answer in zip(names.items(), answers):
            if answer.error is not None:
                self.assert_has(answer.error, code="full", field="slotAt")
                await LAB.refused(site, "contact.get", {"id": name}, "not_found")
                continue
            self.assert_has(answer.document, state="scheduled", slotAt=at, notBeforeAt=at, priority=120)
            self.assertNotIn("provisional", answer.document)
            self.assert_has(await LAB.event(site, "contact", name, "scheduled"), slotAt=at, notBeforeAt=at)
            given[name] = site
        self.assertEqual(len(given), 2, answers)

        async def slots():
            return [slot["slotAt"] for slot in (await LAB.ok(ROMA, "appointment.slots", topic="dated"))["slots"]]

        async def is_given():
            return at not in await slots()

        async def is_free():
            return at in await slots()

        await LAB.until(is_given, "the slot is given")
        name, site = given.popitem()
        await LAB.ok(site, "contact.cancel", id=name)
        await LAB.until(is_free, "the slot is free again")
        name, site = given.popitem()
        self.assert_has(await LAB.ok(site, "contact.enqueue", id=name, topic="dated", slotAt=at), slotAt=at)
        await LAB.refused(site, "contact.enqueue", {"id": name, "topic": "dated", "slotAt": at + 300_000}, "conflict")
        await LAB.ok(site, "contact.cancel", id=name)
        for fields, code, field in (
            ({"slotAt": at + 1}, "bad_request", "slotAt"), ({"slotAt": at - 3_600_000}, "bad_request", "slotAt"),
            ({"slotAt": at + 3 * 86_400_000}, "bad_request", "slotAt"), ({"topic": "asked"}, "conflict", "topic"),
            ({"notBeforeAt": at}, "bad_request", "slotAt"),
        ):  # fmt: skip
            fields = {"id": LAB.name("c"), "topic": "dated", "slotAt": at} | fields
            self.assert_has(await LAB.refused(ROMA, "contact.enqueue", fields, code), field=field)
        await LAB.refused(ROMA, "appointment.slots", {"topic": "asked"}, "conflict")
        await LAB.refused(ROMA, "appointment.slots", {"topic": "nope"}, "not_found")

    async def test_who_waits_gets_an_appointment_or_keeps_the_place(self):
        at = (await LAB.ok(ROMA, "appointment.slots", topic="dated", limit=9))["slots"][5]["slotAt"]
        names = [await LAB.enqueue(site, "dated") for site in (ROMA, MILANO, NAPOLI)]
        await LAB.lined("dated", names)
        answer = await LAB.ok(ROMA, "contact.callback", id=names[0], slotAt=at, requestId="book")
        self.assert_has(answer, state="scheduled", channel="callback", slotAt=at, notBeforeAt=at, priority=120)
        again = await LAB.ok(ROMA, "contact.callback", id=names[0], slotAt=at, requestId="book")
        self.assertEqual(again["version"], answer["version"])
        await LAB.ok(MILANO, "contact.callback", id=names[1], slotAt=at, place="atTime")
        error = await LAB.refused(NAPOLI, "contact.callback", {"id": names[2], "slotAt": at}, "full")
        self.assert_has(error, field="slotAt")
        await LAB.lined("dated", names[2:])
        self.assert_has(await LAB.ok(NAPOLI, "contact.get", id=names[2]), state="waiting", channel="voice", position=1)
        # In conversation too; the other one moves, and its place is free.
        agent = await LAB.login(ROMA, "dated")
        self.assertEqual(await LAB.accept(agent, names[2]), names[2])
        await LAB.refused(NAPOLI, "contact.callback", {"id": names[2], "slotAt": at}, "full")
        self.assert_has(await LAB.ok(NAPOLI, "contact.get", id=names[2]), state="connected")
        await LAB.refused(NAPOLI, "contact.callback", {"id": names[2], "slotAt": at, "place": "keep"}, "bad_request")
        self.assert_has(await LAB.ok(ROMA, "contact.callback", id=names[0], slotAt=at + 300_000), slotAt=at + 300_000)

        async def booked():
            answer = await LAB.ask(NAPOLI, "contact.callback", {"id": names[2], "slotAt": at})
            return answer.error is None and answer.document

        self.assert_has(await LAB.until(booked, "the place that is free again"), state="scheduled", slotAt=at)
        # Made due now, called without an appointment, cancelled.
        self.assertNotIn("slotAt", await LAB.ok(ROMA, "contact.requeue", id=names[0]))
        self.assertNotIn("slotAt", await LAB.ok(MILANO, "contact.callback", id=names[1], notBeforeAt=at))
        await LAB.offline(agent)
        for site, name in zip((ROMA, MILANO, NAPOLI), names):
            await LAB.ok(site, "contact.cancel", id=name)

    async def test_a_callback_is_called_when_due(self):
        name = await LAB.enqueue(ROMA, "later", caller="+390612345678")
        answer = await LAB.ok(
            ROMA, "contact.callback", id=name, notBeforeAt=now() + 1200, callerAddress="sip:back@gateway"
        )
        self.assert_has(answer, state="scheduled", id=name)
        document = await LAB.state(ROMA, name, "waiting", 4)
        agent = await LAB.login(MILANO, "later")
        self.assertEqual((await LAB.offer(agent))["contact"], name, document)
        await LAB.accept(agent)
        connected = await LAB.event(MILANO, "agent", agent, "connected")
        self.assert_has(connected, callerAddress="sip:back@gateway", caller="+390612345678")
        await LAB.ok(ROMA, "contact.end", id=name)
        await LAB.offline(agent)

    async def test_who_is_not_reached_is_called_again_and_then_it_ends(self):
        name = await LAB.enqueue(ROMA, "calls", caller="+390612345678")
        await LAB.refused(ROMA, "contact.end", {"id": name, "outcome": "callbackFailed"}, "conflict")
        await LAB.refused(ROMA, "contact.end", {"id": name, "outcome": "handled"}, "bad_request", "outcome")
        answer = await LAB.ok(ROMA, "contact.callback", id=name)
        self.assert_has(answer, state="waiting", channel="callback")
        agent = await LAB.login(MILANO, "calls")
        for attempt, (site, state) in enumerate(((MILANO, "scheduled"), (ROMA, "ended"))):
            self.assertEqual((await LAB.offer(agent))["contact"], name, attempt)
            await LAB.accept(agent)
            await LAB.ok(site, "contact.end", id=name, outcome="callbackFailed")
            document = await LAB.state(ROMA, name, state, 4)
        self.assert_has(document, outcome="callbackFailed")
        await LAB.offline(agent)

    async def test_a_customer_is_called_first_and_then_an_agent_is_asked(self):
        """A dialler follows the site's events; agents hear of nobody who is not on the phone."""
        name = await LAB.enqueue(ROMA, "rung", caller="+390612345678")
        answer = await LAB.ok(ROMA, "contact.callback", id=name, callerAddress="sip:back@gateway")
        self.assert_has(answer, state="scheduled", channel="callback", arrivedAt=answer["arrivedAt"])
        other = await LAB.enqueue(MILANO, "rung", channel="callback", caller="+390687654321")
        await asyncio.sleep(2.5)
        for site, contact in ((ROMA, name), (MILANO, other)):
            self.assertNotIn("calling", [event["event"] for event in LAB.events(site, "contact", contact)])
        error = await LAB.refused(ROMA, "contact.end", {"id": name, "outcome": "callbackFailed"}, "conflict")
        self.assert_has(error, state="scheduled")
        # One agent: one customer is called, who came first. Nobody answers.
        agent = await LAB.login(NAPOLI, "rung")
        calling = await LAB.event(ROMA, "contact", name, "calling")
        self.assert_has(calling, attempt=1, callerAddress="sip:back@gateway")
        self.assertTrue(44_000 < calling["ringMs"] <= 45_000, calling)
        document = await LAB.ok(ROMA, "contact.get", id=name)
        self.assert_has(document, state="scheduled", attempt=1, version=calling["version"])
        self.assertTrue(0 < document["callingUntilAt"] - now() <= 46_000, document)
        await LAB.refused(ROMA, "contact.requeue", {"id": name}, "conflict")
        await LAB.unoffered(agent)
        self.assertNotIn("calling", [event["event"] for event in LAB.events(MILANO, "contact", other)])
        failed = await LAB.ok(ROMA, "contact.end", id=name, outcome="callbackFailed", requestId="rang")
        self.assertNotIn("callingUntilAt", failed)
        await LAB.event(ROMA, "contact", name, "scheduled", why="callbackFailed")
        # Meanwhile the other one, whose number is all that is known; who says no.
        self.assert_has(await LAB.event(MILANO, "contact", other, "calling"), attempt=1, callerAddress="+390687654321")
        self.assert_has(await LAB.ok(MILANO, "contact.cancel", id=other), state="ended", outcome="abandoned")
        # The second attempt: the customer is there, and the one agent is asked.
        await LAB.event(ROMA, "contact", name, "calling", seconds=10, attempt=2)
        await LAB.unoffered(agent)
        reached = await LAB.ok(ROMA, "contact.reached", id=name, by="dialler", requestId="there")
        self.assert_has(reached, state="waiting", arrivedAt=answer["arrivedAt"])
        again = await LAB.ok(ROMA, "contact.reached", id=name)
        self.assertGreaterEqual(again["version"], reached["version"])
        self.assertEqual((await LAB.offer(agent))["contact"], name)
        await LAB.event(ROMA, "contact", name, "queued", why="reached", by="dialler")
        await LAB.accept(agent)
        self.assert_has(await LAB.event(NAPOLI, "agent", agent, "connected"), callerAddress="sip:back@gateway")
        await LAB.ok(ROMA, "contact.end", id=name)
        await LAB.refused(ROMA, "contact.reached", {"id": name}, "conflict")
        await LAB.refused(ROMA, "contact.reached", {"id": LAB.name("c")}, "not_found", "id")
        await LAB.event(ROMA, "contact", name, "ended")
        told = [event["event"] for event in LAB.events(ROMA, "contact", name)]
        self.assertEqual((told[-1], told.count("queued")), ("ended", 2), told)
        timeline = [entry["event"] for entry in (await LAB.ok(ROMA, "contact.get", id=name))["timeline"]]
        self.assertEqual(timeline.count("calling"), 2, timeline)
        await LAB.offline(agent)

    async def test_a_scheduled_contact_may_be_cancelled_and_due_at_once(self):
        name = LAB.name("c")
        await LAB.ok(ROMA, "contact.enqueue", id=name, topic="later", notBeforeAt=now() + 3_600_000)
        self.assert_has(await LAB.ok(ROMA, "contact.requeue", id=name), state="waiting")
        self.assert_has(await LAB.ok(ROMA, "contact.callback", id=name, notBeforeAt=now() + 60_000), state="scheduled")
        self.assert_has(await LAB.ok(ROMA, "contact.cancel", id=name), state="ended", outcome="abandoned")
        far = {"id": LAB.name("c"), "topic": "later", "notBeforeAt": now() + 366 * 86_400_000}
        await LAB.refused(ROMA, "contact.enqueue", far, "bad_request", "notBeforeAt")

    async def test_a_full_topic_says_full(self):
        names = [await LAB.enqueue(ROMA, "small") for _ in range(2)]
        await LAB.lined("small", names)
        await LAB.refused(MILANO, "contact.enqueue", {"id": LAB.name("c"), "topic": "small"}, "full")
        await LAB.ok(ROMA, "contact.cancel", id=names[0])
        await LAB.lined("small", names[1:])
        names[0] = await LAB.enqueue(ROMA, "small")
        for name in names:
            await LAB.ok(ROMA, "contact.cancel", id=name)


class Repeating(Checks):
    async def test_enqueue_repeated_answers_the_state_that_is(self):
        fields = {"id": LAB.name("c"), "topic": "same", "caller": "+39061", "attributes": {"a": 1, "b": [2]}}
        first = await LAB.ok(ROMA, "contact.enqueue", **fields)
        again = await LAB.ok(ROMA, "contact.enqueue", **fields)
        keep = ("id", "claim", "arrivedAt", "topic", "priority", "state")
        self.assertEqual({key: first[key] for key in keep}, {key: again[key] for key in keep})
        for change in ({"topic": "asked"}, {"priority": 7}, {"attributes": {"a": 2}}, {"caller": "+39062"}):
            error = await LAB.refused(ROMA, "contact.enqueue", fields | change, "conflict")
            self.assertTrue(error["message"])
        ended = await LAB.ok(ROMA, "contact.cancel", id=fields["id"])
        self.assert_has(ended, state="ended", outcome="abandoned")
        self.assert_has(await LAB.ok(ROMA, "contact.enqueue", **fields), state="ended", version=ended["version"])
        await LAB.lined("same", [])

    async def test_one_enqueue_sent_by_many_at_once_is_one_contact(self):
        fields = {"id": LAB.name("c"), "topic": "same"}
        answers = await asyncio.gather(*(LAB.ok(ROMA, "contact.enqueue", **fields) for _ in range(50)))
        self.assertEqual(len({(answer["claim"], answer["arrivedAt"]) for answer in answers}), 1)
        await LAB.lined("same", [fields["id"]])
        await LAB.ok(ROMA, "contact.cancel", id=fields["id"])

    async def test_cancel_repeated_answers_ended(self):
        name = await LAB.enqueue(ROMA, "same")
        first = await LAB.ok(ROMA, "contact.cancel", id=name)
        self.assertEqual(await LAB.ok(ROMA, "contact.cancel", id=name), first)

    async def test_cancel_right_behind_enqueue_leaves_no_gap(self):
        names = [LAB.name("c") for _ in range(20)]
        for name in names:
            queued, ended = await asyncio.gather(
                LAB.ok(ROMA, "contact.enqueue", id=name, topic="same"), LAB.ok(ROMA, "contact.cancel", id=name)
            )
            self.assertEqual(ended["state"], "ended")
        await LAB.lined("same", [])
        await asyncio.sleep(0.3)
        seen = {name: [event["version"] for event in LAB.events(ROMA, "contact", name)] for name in names}
        wrong = {name: versions for name, versions in seen.items() if versions not in ([], [1], [1, 2])}
        self.assertEqual(wrong, {}, "versions of the events")

    async def test_cancel_before_enqueue_is_remembered(self):
        name = LAB.name("c")
        answer = await LAB.ok(ROMA, "contact.cancel", id=name)
        self.assert_has(answer, id=name, state="ended")
        self.assertFalse({"claim", "topic"} & set(answer), answer)
        late = await LAB.ok(ROMA, "contact.enqueue", id=name, topic="same")
        self.assert_has(late, id=name, state="ended")
        self.assertEqual(await LAB.waiting("same"), [])

    async def test_login_repeated_keeps_the_intent(self):
        agent = await LAB.login(MILANO, "same")
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="break", reason="lunch")
        again = await LAB.ok(MILANO, "agent.login", agent=agent, topics={"same": 1})
        self.assert_has(again, intent="break", reason="lunch")
        asked = await LAB.ok(MILANO, "agent.login", agent=agent, topics={"same": 1}, intent="available")
        self.assertIn(asked["intent"], ("break", "available"))
        await LAB.offline(agent)

    async def test_first_login_may_name_the_intent(self):
        name = LAB.name("a")
        answer = await LAB.ok(MILANO, "agent.login", agent=name, topics={"same": 1}, intent="break")
        self.assert_has(answer, agent=name, intent="break", site=MILANO, activity="idle", contacts=[])

    async def test_requestid_of_a_requeue_does_it_once(self):
        agent = await LAB.login(MILANO, "same")
        contact = await LAB.enqueue(ROMA, "same")
        await LAB.accept(agent, contact)
        fields = {"id": contact, "topic": "left", "requestId": LAB.name("r")}
        first = await LAB.ok(ROMA, "contact.requeue", **fields)
        await LAB.lined("left", [contact])
        other = await LAB.login(NAPOLI, "left")
        await LAB.accept(other, contact)
        # Answered with the state that is, and done once.
        again = await LAB.ok(ROMA, "contact.requeue", **fields)
        self.assertEqual((again["claim"], again["state"]), (first["claim"], "connected"))
        await asyncio.sleep(0.3)
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=contact), state="connected", agent=other)

    async def test_requestid_of_an_accept_answers_the_same(self):
        contact = await LAB.enqueue(ROMA, "same")
        agent = await LAB.login(MILANO, "same")
        offer = (await LAB.offer(agent, contact))["offer"]
        fields = {"offer": offer, "agent": agent, "requestId": LAB.name("r")}
        first = await LAB.ok(MILANO, "offer.accept", **fields)
        self.assertEqual(await LAB.ok(MILANO, "offer.accept", **fields), first)
        fields = {"id": contact, "requestId": LAB.name("r")}
        first = await LAB.ok(ROMA, "contact.end", **fields)
        self.assertEqual(await LAB.ok(ROMA, "contact.end", **fields), first)
        fields = {"agent": agent, "intent": "offline", "requestId": LAB.name("r")}
        first = await LAB.ok(MILANO, "agent.state", **fields)
        again = await LAB.ok(MILANO, "agent.state", **fields)
        self.assertEqual(again | {"seq": 0}, first | {"seq": 0}, "but for how far the log has come")

    async def test_ifversion_guards_a_contact(self):
        name = await LAB.enqueue(ROMA, "same")
        version = (await LAB.ok(ROMA, "contact.get", id=name))["version"]
        for verb in ("end", "requeue"):
            await LAB.refused(ROMA, f"contact.{verb}", {"id": name, "ifVersion": version + 1}, "conflict")
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=name), version=version, state="waiting")
        agent = await LAB.login(MILANO, "same")
        await LAB.accept(agent, name)
        version = (await LAB.state(ROMA, name, "connected"))["version"]
        await LAB.refused(ROMA, "contact.requeue", {"id": name, "ifVersion": version - 1}, "conflict")
        moved = await LAB.ok(ROMA, "contact.requeue", id=name, topic="left", ifVersion=version)
        self.assertGreater(moved["version"], version)
        await LAB.refused(ROMA, "contact.requeue", {"id": name, "ifVersion": version}, "conflict")
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=name), topic="left", state="waiting")

    async def test_ifversion_guards_an_agent_and_an_offer(self):
        agent = await LAB.login(MILANO, "same")
        version = (await LAB.agent(agent))["version"]
        await LAB.refused(
            MILANO, "agent.state", {"agent": agent, "intent": "break", "ifVersion": version + 5}, "conflict"
        )
        self.assert_has(await LAB.agent(agent), intent="available", version=version)
        contact = await LAB.enqueue(ROMA, "same")
        offer = (await LAB.offer(agent, contact))["offer"]
        version = (await LAB.agent(agent))["version"]
        for verb in ("accept", "reject"):
            fields = {"offer": offer, "agent": agent, "ifVersion": version + 1}
            await LAB.refused(MILANO, f"offer.{verb}", fields, "conflict")
        taken = await LAB.ok(MILANO, "offer.accept", offer=offer, agent=agent, ifVersion=version)
        self.assert_has(taken, state="connected", id=contact)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(agent)


class Meetings(Checks):
    async def test_a_caller_in_rome_and_an_agent_in_milan_meet(self):
        contact = await LAB.enqueue(
            ROMA, "meet", caller="+390612345678", callerAddress="sip:caller@roma", attributes={"lang": "it"}
        )
        agent = await LAB.login(MILANO, "meet", agentAddress="sip:agent@milano")
        offer = await LAB.offer(agent, contact)
        self.assert_has(offer, topic="meet", priority=100, channel="voice", attributes={"lang": "it"})
        document = await LAB.state(ROMA, contact, "offered")
        self.assert_has(document, agent=agent, agentSite=MILANO, offer=offer["offer"])
        taken = await LAB.ok(MILANO, "offer.accept", offer=offer["offer"], agent=agent)
        self.assert_has(taken, id=contact, site=ROMA, state="connected", agent=agent, agentSite=MILANO)
        self.assertEqual([entry["agent"] for entry in taken.get("participants", [])], [agent], taken)
        busy = await LAB.activity(agent, "busy")
        self.assert_has(busy, contacts=[contact], offers=[])
        caller_side = await LAB.event(ROMA, "contact", contact, "connected")
        self.assert_has(
            caller_side, agent=agent, agentSite=MILANO, agentAddress="sip:agent@milano", offer=offer["offer"]
        )
        document = await LAB.state(ROMA, contact, "connected")
        self.assert_has(document, agentAddress="sip:agent@milano", agent=agent, agentSite=MILANO)
        ended = await LAB.ok(ROMA, "contact.end", id=contact, reason="done")
        self.assert_has(ended, state="ended", outcome="handled")
        self.assert_has(await LAB.event(MILANO, "agent", agent, "ended"), contact=contact, outcome="handled")
        self.assert_has(await LAB.activity(agent, "idle"), contacts=[], offers=[])
        await LAB.event(ROMA, "contact", contact, "ended")
        events = [event["event"] for event in LAB.events(ROMA, "contact", contact) if event["event"] != "position"]
        self.assertEqual(events, ["queued", "offered", "connected", "ended"])
        events = [event["event"] for event in LAB.events(MILANO, "agent", agent) if event["event"] != "state"]
        self.assertEqual([event for event in events if event != "offer"], ["connected", "ended"])
        await LAB.offline(agent)

    async def test_the_caller_is_masked_in_the_offer_and_clear_when_connected(self):
        contact = await LAB.enqueue(ROMA, "masks", caller="+390698765432", callerAddress="sip:secret@roma")
        agent = await LAB.login(MILANO, "masks")
        offer = await LAB.offer(agent, contact)
        event = await LAB.event(MILANO, "agent", agent, "offer")
        for document in (offer, event):
            self.assertIn("caller", document)
            self.assertNotIn("9876", json.dumps(document), "masked")
            self.assertNotIn("secret", json.dumps(document), "no address yet")
        await LAB.accept(agent, contact)
        connected = await LAB.event(MILANO, "agent", agent, "connected")
        self.assert_has(connected, caller="+390698765432", callerAddress="sip:secret@roma", contact=contact)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(agent)
        for subject, messages in LAB.seen.items():
            if f"agent.{agent}" in subject:
                continue
            for _, data in messages:
                self.assertNotIn(b"98765432", data, f"the caller in clear on {subject}")

    async def test_attributes_reach_the_desk_with_their_content(self):
        attributes = '{"n":12345678901234567890,"f":1.10,"e":1e5,"u":"\\u00e9\\ud83d\\ude00/","o":{"z":1,"a":[]}}'
        name = LAB.name("c")
        reply = await LAB.ask(
            ROMA, "contact.enqueue", f'{{"id":"{name}","topic":"masks","attributes":{attributes}}}'.encode()
        )
        self.assertIsNone(reply.error, str(reply))
        agent = await LAB.login(MILANO, "masks")
        await LAB.offer(agent, name)
        await LAB.event(MILANO, "agent", agent, "offer")
        got = LAB.seen[f"{POOL}.evt.{MILANO}.agent.{agent}"][-1][1].decode()
        self.assertEqual(json.loads(got)["attributes"], json.loads(attributes))
        await LAB.accept(agent)
        await LAB.ok(ROMA, "contact.end", id=name)
        await LAB.offline(agent)

    async def test_order_over_sites_is_priority_then_arrival(self):
        dice = random.Random(7)
        sent = []
        for turn in range(24):
            site, priority = SITES[dice.randrange(3)], dice.choice((10, 100, 100, 200, 255))
            sent.append((-priority, turn, site, await LAB.enqueue(site, "order", priority=priority)))
            await asyncio.sleep(0.005)
        sent.sort()
        ids = [name for _, _, _, name in sent]
        await LAB.lined("order", ids)
        for turn in (0, 11, 23):
            document = await LAB.ok(sent[turn][2], "contact.get", id=ids[turn])
            self.assert_has(document, position=turn + 1, state="waiting")
        agents = [await LAB.login(MILANO, "order")]
        served = []
        for _, _, site, _ in sent:
            served.append(await LAB.accept(agents[0]))
            self.assertEqual(served, ids[: len(served)])
            await LAB.ok(site, "contact.end", id=served[-1])
        await LAB.offline(*agents)

    async def test_waitedms_puts_a_contact_before_later_ones(self):
        late = await LAB.enqueue(ROMA, "early")
        early = await LAB.enqueue(MILANO, "early", waitedMs=30000)
        await LAB.lined("early", [early, late])
        await LAB.ok(ROMA, "contact.cancel", id=late)
        await LAB.ok(MILANO, "contact.cancel", id=early)

    async def test_longest_idle_agent_first_over_sites(self):
        agents = [await LAB.login(site, "order") for site in (NAPOLI, ROMA, MILANO)]
        await asyncio.sleep(0.3)
        for agent in agents:
            contact = await LAB.enqueue(ROMA, "order")
            self.assertEqual((await LAB.offer(agent))["contact"], contact)
        for agent in agents:
            await LAB.ok(ROMA, "contact.end", id=await LAB.accept(agent))
        await LAB.offline(*agents)

    async def test_reject_keeps_the_place(self):
        first, second = await LAB.enqueue(ROMA, "keep"), await LAB.enqueue(NAPOLI, "keep")
        await LAB.lined("keep", [first, second])
        agent = await LAB.login(MILANO, "keep")
        offer = (await LAB.offer(agent, first))["offer"]
        answer = await LAB.ok(MILANO, "offer.reject", offer=offer, agent=agent, reason="not mine")
        self.assert_has(answer, agent=agent)
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="break")
        await LAB.lined("keep", [first, second])
        revoked = await LAB.event(ROMA, "contact", first, "revoked")
        self.assert_has(revoked, offer=offer)
        await LAB.refused(MILANO, "offer.accept", {"offer": offer, "agent": agent}, "gone")
        other = await LAB.login(ROMA, "keep")
        self.assertEqual(await LAB.accept(other), first)
        await LAB.ok(ROMA, "contact.end", id=first)
        self.assertEqual(await LAB.accept(other), second)
        await LAB.ok(NAPOLI, "contact.end", id=second)
        await LAB.offline(agent, other)

    async def test_fail_keeps_the_place_for_every_cause(self):
        first, second = await LAB.enqueue(ROMA, "keep"), await LAB.enqueue(NAPOLI, "keep")
        for cause in ("busy", "noAnswer", "declined", "unreachable"):
            agent = await LAB.login(MILANO, "keep")
            offer = (await LAB.offer(agent, first))["offer"]
            self.assert_has(await LAB.ok(MILANO, "offer.fail", offer=offer, cause=cause), agent=agent)
            await LAB.offline(agent)
            await LAB.lined("keep", [first, second])
            await LAB.refused(MILANO, "offer.fail", {"offer": offer, "cause": cause}, "gone")
        await LAB.ok(ROMA, "contact.cancel", id=first)
        await LAB.ok(NAPOLI, "contact.cancel", id=second)

    async def test_fail_because_the_caller_is_gone_ends_the_contact(self):
        contact = await LAB.enqueue(ROMA, "keep")
        agent = await LAB.login(MILANO, "keep")
        offer = (await LAB.offer(agent, contact))["offer"]
        await LAB.ok(MILANO, "offer.fail", offer=offer, cause="callerGone")
        await LAB.state(ROMA, contact, "ended")
        await LAB.activity(agent, "idle")
        await LAB.offline(agent)

    async def test_no_answer_keeps_the_place_and_the_agent_comes_back(self):
        first, second = await LAB.enqueue(ROMA, "brief"), await LAB.enqueue(NAPOLI, "brief")
        agent = await LAB.login(MILANO, "brief")
        offer = await LAB.offer(agent, first)
        document = await LAB.activity(agent, "notResponding", 3)
        self.assertGreaterEqual(now(), offer["expiresAt"] - 100, "not before expiresAt")
        self.assert_has(document, offers=[], contacts=[])
        await LAB.lined("brief", [first, second])
        self.assert_has(await LAB.event(ROMA, "contact", first, "revoked"), offer=offer["offer"])
        self.assert_has(await LAB.event(MILANO, "agent", agent, "revoked"), offer=offer["offer"])
        await LAB.refused(MILANO, "offer.accept", {"offer": offer["offer"], "agent": agent}, "gone")
        away = time.monotonic()
        again = await LAB.offer(agent, first, 5)
        self.assertGreater(time.monotonic() - away, 0.8, "returnAfter is 2 s")
        self.assertNotEqual(again["offer"], offer["offer"])
        await LAB.activity(agent, "notResponding", 3)
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="available")
        await LAB.offer(agent, seconds=2.5)
        await LAB.offline(agent)
        await LAB.lined("brief", [first, second])
        other = await LAB.login(NAPOLI, "brief")
        self.assertEqual(await LAB.accept(other), first, "another agent gets the first")

    async def test_an_offer_has_one_expiresat_for_both_sides(self):
        agent = await LAB.login(MILANO, "keep")
        contact = await LAB.enqueue(ROMA, "keep")
        offer = await LAB.offer(agent, contact)
        ours = await LAB.event(MILANO, "agent", agent, "offer")
        theirs = await LAB.event(ROMA, "contact", contact, "offered")
        self.assertEqual(ours["expiresAt"], offer["expiresAt"])
        # Each home counts on its own clock, from when it holds or rings; the agent's home judges.
        self.assertAlmostEqual(theirs["expiresAt"], offer["expiresAt"], delta=1_000)

    async def test_cancel_while_offered_takes_the_offer_back(self):
        contact = await LAB.enqueue(ROMA, "keep")
        agent = await LAB.login(MILANO, "keep")
        offer = (await LAB.offer(agent, contact))["offer"]
        self.assert_has(await LAB.ok(ROMA, "contact.cancel", id=contact), state="ended", outcome="abandoned")
        self.assert_has(await LAB.event(MILANO, "agent", agent, "revoked"), offer=offer)
        self.assert_has(await LAB.activity(agent, "idle"), offers=[])
        await LAB.refused(MILANO, "offer.accept", {"offer": offer, "agent": agent}, "gone")
        await LAB.offline(agent)

    async def test_requeue_of_a_connected_contact_keeps_restarts_and_raises(self):
        kept, restarted, raised = contacts = [await LAB.enqueue(ROMA, "left") for _ in range(3)]
        agents = []
        for contact in contacts:
            agents.append(await LAB.login(MILANO, "left"))
            self.assertEqual(await LAB.accept(agents[-1]), contact)
        middle, urgent = await LAB.enqueue(MILANO, "right"), await LAB.enqueue(NAPOLI, "right", priority=150)
        await LAB.lined("right", [urgent, middle])
        moved = await LAB.ok(ROMA, "contact.requeue", id=kept, topic="right")
        self.assert_has(moved, topic="right", state="waiting")
        await LAB.lined("right", [urgent, kept, middle])
        self.assert_has(await LAB.event(ROMA, "contact", kept, "requeued"), id=kept)
        await LAB.ok(ROMA, "contact.requeue", id=restarted, topic="right", place="restart")
        await LAB.lined("right", [urgent, kept, middle, restarted])
        await LAB.ok(ROMA, "contact.requeue", id=raised, topic="right", priority=150)
        await LAB.lined("right", [raised, urgent, kept, middle, restarted])
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=raised), priority=150, state="waiting")
        for agent in agents:
            self.assert_has(await LAB.activity(agent, "idle"), contacts=[])

    async def test_requeue_of_a_waiting_contact_keeps_restarts_and_raises(self):
        first = await LAB.enqueue(ROMA, "left")
        middle = await LAB.enqueue(MILANO, "right")
        last = await LAB.enqueue(ROMA, "left")
        await LAB.lined("left", [first, last])
        moved = await LAB.ok(ROMA, "contact.requeue", id=first, topic="right")
        self.assert_has(moved, topic="right", state="waiting")
        await LAB.lined("right", [first, middle])
        await LAB.lined("left", [last])
        self.assert_has(await LAB.event(ROMA, "contact", first, "requeued"), id=first)
        await LAB.ok(ROMA, "contact.requeue", id=first, place="restart")
        await LAB.lined("right", [middle, first])
        await LAB.ok(ROMA, "contact.requeue", id=last, topic="right", priority=200)
        await LAB.lined("right", [last, middle, first])
        for site, name in ((ROMA, first), (MILANO, middle), (ROMA, last)):
            await LAB.ok(site, "contact.cancel", id=name)

    async def test_requeue_transfers_a_connected_contact(self):
        contact = await LAB.enqueue(ROMA, "left")
        one, two = await LAB.login(MILANO, "left"), await LAB.login(NAPOLI, "right")
        await LAB.accept(one, contact)
        moved = await LAB.ok(ROMA, "contact.requeue", id=contact, topic="right", reason="not ours")
        self.assert_has(moved, topic="right")
        self.assert_has(await LAB.event(MILANO, "agent", one, "ended"), contact=contact, outcome="transferred")
        self.assert_has(await LAB.activity(one, "idle"), contacts=[])
        self.assertEqual(await LAB.accept(two), contact)
        document = await LAB.state(ROMA, contact, "connected")
        self.assert_has(document, agent=two, agentSite=NAPOLI)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(one, two)

    async def consult(self, **fields):
        """An agent of milano in conversation with a contact of roma asks; one of napoli answers."""
        contact, asker = await LAB.enqueue(ROMA, "desks", caller="+390612345678"), await LAB.login(MILANO, "desks")
        await LAB.accept(asker, contact)
        colleague = await LAB.login(NAPOLI, "experts")
        question = LAB.name("q")
        asked = await LAB.ok(ROMA, "contact.consult", id=contact, consult=question, topic="experts", **fields)
        self.assert_has(asked, id=question, consultOf=contact, topic="experts")
        self.assertEqual(await LAB.accept(colleague), question)
        await LAB.until(
            lambda: any(event["event"] == "consulted" for event in LAB.events(ROMA, "contact", contact)), "consulted")
        return contact, asker, colleague, question

    async def roles(self, contact):
        document = await LAB.ok(ROMA, "contact.get", id=contact)
        return [(each["agent"], each["role"]) for each in document.get("participants", [])]

    async def test_an_agent_consults_a_colleague_of_another_site(self):
        contact, asker, colleague, question = await self.consult(
            callerAddress="sip:desk@milano", attributes={"about": "a seal"})
        document = await LAB.ok(ROMA, "contact.get", id=contact)
        self.assert_has(document, state="connected", agent=asker, consult=question)
        self.assertEqual(await self.roles(contact), [(asker, "agent"), (colleague, "consulted")])
        offer = next(each for each in LAB.events(NAPOLI, "agent", colleague) if each["event"] == "offer")
        self.assert_has(
            offer, contact=question, consultOf=contact, consultBy=asker, attributes={"about": "a seal"})
        self.assertNotIn("caller", offer, "the colleague speaks with the agent")
        connected = next(each for each in LAB.events(NAPOLI, "agent", colleague) if each["event"] == "connected")
        self.assertEqual(connected["callerAddress"], "sip:desk@milano")
        error = await LAB.refused(
            ROMA, "contact.consult", {"id": contact, "consult": LAB.name("q")}, "conflict")
        self.assertEqual(error["state"], "connected", "one question at a time")
        same = {"id": contact, "consult": question, "topic": "experts", "callerAddress": "sip:desk@milano"}
        about = {"attributes": {"about": "a seal"}}
        self.assert_has(await LAB.ok(ROMA, "contact.consult", **same, **about), id=question, state="connected")
        await LAB.refused(ROMA, "contact.consult", {**same, "attributes": {"about": "a lock"}}, "conflict")
        by_claim = await LAB.ok(ROMA, "contact.get", claim=document["claim"])
        self.assertEqual(by_claim["id"], contact, "the claim is the caller's")
        await LAB.ok(NAPOLI, "contact.end", id=question)
        await LAB.state(ROMA, question, "ended")
        self.assertEqual(await self.roles(contact), [(asker, "agent")])
        self.assertEqual((await LAB.activity(colleague, "idle"))["contacts"], [], "a question has no wrap-up")
        await LAB.event(ROMA, "contact", contact, "consultEnded")
        events = [event["event"] for event in LAB.events(ROMA, "contact", contact)]
        self.assertEqual(events[-3:], ["consulting", "consulted", "consultEnded"])
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(asker, colleague)

    async def test_a_question_ends_with_its_conversation(self):
        contact, asker, colleague, question = await self.consult()
        await LAB.ok(ROMA, "contact.cancel", id=contact)
        self.assertEqual((await LAB.state(ROMA, question, "ended"))["outcome"], "handled")
        await LAB.activity(colleague, "idle")
        await LAB.offline(asker, colleague)

    async def test_a_conference_is_handed_over_to_the_colleague(self):
        contact, asker, colleague, question = await self.consult()
        before = await LAB.ok(ROMA, "contact.get", id=contact)
        self.assert_has(await LAB.ok(ROMA, "contact.conference", id=contact, by=asker), state="connected")
        self.assertEqual(await self.roles(contact), [(asker, "agent"), (colleague, "conference")])
        await LAB.ok(ROMA, "contact.handover", id=contact, by=asker, requestId="once")
        await LAB.until(lambda: self.has(contact, colleague), f"{contact} is with {colleague}")
        await LAB.ok(ROMA, "contact.handover", id=contact, by=asker, requestId="once")
        after = await LAB.ok(ROMA, "contact.get", id=contact)
        self.assert_has(after, state="connected", agent=colleague, priority=before["priority"])
        self.assertEqual(await self.roles(contact), [(colleague, "agent")])
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=question), state="ended", outcome="transferred")
        self.assertEqual((await LAB.agent(colleague))["contacts"], [contact])
        await LAB.activity(asker, "idle")
        hop = [(each["event"], each.get("agent"), each.get("why"), each.get("by")) for each in after["timeline"]]
        self.assertIn(("conference", colleague, question, asker), hop)
        self.assertEqual(
            hop[-3:], [("requeued", None, "handover", asker), ("offered", colleague, None, None),
                       ("connected", colleague, None, None)])  # fmt: skip
        await LAB.refused(ROMA, "contact.handover", {"id": contact}, "conflict")
        await LAB.ok(NAPOLI, "contact.end", id=contact)
        await LAB.state(ROMA, contact, "ended")
        await LAB.offline(asker, colleague)

    async def has(self, contact, agent):
        document = await LAB.ok(ROMA, "contact.get", id=contact)
        return document["state"] == "connected" and document["agent"] == agent

    async def test_requeue_to_an_agent_reaches_this_agent(self):
        idle, wanted = await LAB.login(MILANO, "moves"), await LAB.login(NAPOLI, "right")
        contact = await LAB.enqueue(ROMA, "left")
        first = await LAB.login(MILANO, "left")
        await LAB.accept(first, contact)
        fields = {"id": contact, "topic": "moves", "agent": LAB.name("nobody")}
        error = await LAB.refused(ROMA, "contact.requeue", fields, "not_found")
        self.assertEqual(error["field"], "agent")
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=contact), state="connected", agent=first)
        await LAB.ok(ROMA, "contact.requeue", id=contact, topic="moves", agent=wanted)
        self.assertEqual((await LAB.offer(wanted))["contact"], contact, "whom it is for need not serve the topic")
        self.assertEqual((await LAB.agent(idle))["offers"], [])
        await LAB.accept(wanted)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(idle, wanted, first)

    async def test_a_contact_for_an_agent_counts_in_its_topics_line(self):
        wanted = await LAB.login(NAPOLI, "right", intent="break")
        named = await LAB.enqueue(ROMA, "left", agent=wanted)
        behind = await LAB.enqueue(ROMA, "left")
        line = await LAB.ok(ROMA, "topic.waiting", topic="left")
        self.assertEqual([(each["id"], each["position"]) for each in line["contacts"]], [(named, 1), (behind, 2)])
        other = await LAB.login(MILANO, "left")
        self.assertEqual(await LAB.accept(other), behind)
        await LAB.ok(ROMA, "contact.end", id=behind)
        await LAB.ok(ROMA, "contact.requeue", id=named)
        self.assertEqual(await LAB.accept(other), named, "without an agent it is everybody's")
        await LAB.ok(ROMA, "contact.end", id=named)
        await LAB.refused(
            ROMA, "contact.enqueue", {"id": LAB.name("c"), "topic": "left", "agent": "nobody-at-all"}, "not_found")
        await LAB.offline(wanted, other)

    async def test_the_last_agent_comes_first_for_a_time(self):
        await LAB.ok(ROMA, "config.apply", config=Configuration.changed("left", wrapUp=0, lastAgent="4s"))
        try:
            idle, last = await LAB.login(MILANO, "left"), await LAB.login(NAPOLI, "left")
            await asyncio.sleep(0.3)
            contact = await LAB.enqueue(ROMA, "left", lastAgent=last)
            self.assertEqual(await LAB.accept(last), contact, "though another is idle for longer")
            second = await LAB.enqueue(ROMA, "left", lastAgent=last)
            await asyncio.sleep(1.5)
            self.assertEqual((await LAB.agent(idle))["offers"], [], "who is busy is waited for")
            self.assertEqual((await LAB.offer(idle))["contact"], second, "until the time is over")
            self.assert_has(await LAB.event(ROMA, "contact", second, "relaxed"), why="last agent")
            await LAB.accept(idle)
            for each in (contact, second):
                await LAB.ok(ROMA, "contact.end", id=each)
            await LAB.ok(NAPOLI, "agent.state", agent=last, intent="break")
            third = await LAB.enqueue(ROMA, "left", lastAgent=last)
            self.assertEqual(await LAB.accept(idle), third, "who is on a break is not waited for")
            await LAB.ok(ROMA, "contact.end", id=third)
            await LAB.offline(idle, last)
        finally:
            await LAB.ok(ROMA, "config.apply", config=CONFIGURATION)

    async def test_steps_widen_who_is_asked_and_keep_the_place(self):
        steps = [{"after": "2s", "beyondSite": True}, {"after": "4s", "dropSkill": "it", "raisePriority": 5}]
        await LAB.ok(ROMA, "config.apply", config=Configuration.changed("left", wrapUp=0, relax=steps))
        try:
            far = await LAB.login(MILANO, "left", skills={"it": 9})
            first = await LAB.enqueue(ROMA, "left", requires={"it": 5})
            second = await LAB.enqueue(ROMA, "left")
            await asyncio.sleep(0.5)
            self.assertEqual((await LAB.agent(far))["offers"], [], "of another site")
            self.assertEqual((await LAB.offer(far))["contact"], first)
            self.assert_has(await LAB.event(ROMA, "contact", first, "relaxed"), why="step 1")
            await LAB.accept(far)
            await LAB.ok(ROMA, "contact.end", id=first)
            self.assertEqual(await LAB.accept(far), second)
            await LAB.ok(ROMA, "contact.end", id=second)
            near = await LAB.login(ROMA, "left")
            await LAB.ok(MILANO, "agent.state", agent=far, intent="offline")
            third = await LAB.enqueue(ROMA, "left", requires={"it": 5}, waitedMs=3000)
            self.assertEqual((await LAB.offer(near))["contact"], third, "the skill is dropped in a second")
            self.assert_has(await LAB.ok(ROMA, "contact.get", id=third), priority=105)
            await LAB.accept(near)
            await LAB.ok(ROMA, "contact.end", id=third)
            await LAB.offline(far, near)
        finally:
            await LAB.ok(ROMA, "config.apply", config=CONFIGURATION)

    async def test_either_side_ends(self):
        agent = await LAB.login(MILANO, "ends")
        for site in (ROMA, MILANO):
            contact = await LAB.enqueue(ROMA, "ends")
            await LAB.accept(agent, contact)
            self.assert_has(await LAB.ok(site, "contact.end", id=contact), state="ended", outcome="handled")
            await LAB.state(ROMA, contact, "ended")
            self.assert_has(await LAB.activity(agent, "idle"), contacts=[])
            self.assert_has(await LAB.event(ROMA, "contact", contact, "ended"), outcome="handled")
        await LAB.offline(agent)

    async def test_the_caller_leaves_while_connected(self):
        agent = await LAB.login(MILANO, "ends")
        contact = await LAB.enqueue(ROMA, "ends")
        await LAB.accept(agent, contact)
        await LAB.ok(ROMA, "contact.cancel", id=contact)
        await LAB.state(ROMA, contact, "ended")
        self.assert_has(await LAB.activity(agent, "idle"), contacts=[])
        await LAB.offline(agent)

    async def test_wrapup_ends_by_request(self):
        agent = await LAB.login(MILANO, "wraps")
        contact, later = await LAB.enqueue(ROMA, "wraps"), await LAB.enqueue(ROMA, "wraps")
        await LAB.accept(agent, contact)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.activity(agent, "wrapping")
        await LAB.unoffered(agent)
        fields = {"agent": agent, "contact": contact, "disposition": "solved", "note": "one\n\ttwo"}
        self.assertNotEqual((await LAB.ok(MILANO, "agent.wrapup", **fields))["activity"], "wrapping")
        self.assertEqual(await LAB.accept(agent), later)
        await LAB.ok(ROMA, "contact.end", id=later)
        await LAB.activity(agent, "wrapping")
        fields = {"agent": agent, "contact": later, "requestId": LAB.name("r")}
        self.assert_has(await LAB.ok(MILANO, "agent.wrapup", **fields), activity="idle")

    async def test_several_contacts_at_once_as_far_as_they_fit(self):
        agent = await LAB.login(MILANO, "several", channels={"voice": 1, "chat": 3})
        chats = [await LAB.enqueue(ROMA, "several", channel="chat") for _ in range(2)]
        for chat in chats:
            self.assertEqual(await LAB.accept(agent), chat)
        self.assert_has(await LAB.agent(agent), activity="busy", contacts=chats, room={"chat": 1})
        call = await LAB.enqueue(ROMA, "several")
        await LAB.unoffered(agent)
        chats.append(await LAB.enqueue(MILANO, "several", channel="chat"))
        self.assertEqual(await LAB.accept(agent), chats[2])
        fourth = await LAB.enqueue(ROMA, "several", channel="chat")
        await LAB.unoffered(agent)
        # One ends: until its wrap-up is over it takes its room, and the others go on.
        await LAB.ok(MILANO, "contact.end", id=chats[0])

        async def wraps():
            document = await LAB.agent(agent)
            return document if document.get("wrapping") == chats[:1] else None

        self.assert_has(await LAB.until(wraps, "the first is in wrap-up"), activity="busy", contacts=chats[1:])
        await LAB.unoffered(agent)
        await LAB.refused(MILANO, "agent.wrapup", {"agent": agent, "contact": chats[1]}, "conflict")
        await LAB.ok(MILANO, "agent.wrapup", agent=agent, contact=chats[0])
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="available")
        self.assertEqual(await LAB.accept(agent), fourth)
        # A break holds from the end of the last.
        self.assert_has(await LAB.ok(MILANO, "agent.state", agent=agent, intent="break"), intent="available")
        for contact in [*chats[1:], fourth]:
            await LAB.ok(MILANO, "contact.end", id=contact)
            await LAB.ok(MILANO, "agent.wrapup", agent=agent, contact=contact)
        document = await LAB.activity(agent, "idle")
        self.assert_has(document, intent="break", contacts=[])
        self.assertNotIn("wrapping", document)
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="available")
        self.assertEqual(await LAB.accept(agent), call)
        await LAB.ok(ROMA, "contact.end", id=call)
        await LAB.offline(agent)

    async def test_a_desk_in_the_terminal_has_several_contacts_at_once(self):
        name = LAB.name("terminal")
        urls = LAB.clients[MILANO].connected_url.geturl()
        child = await asyncio.create_subprocess_exec(
            BINARY, "agent", name, "--site", MILANO, "--topics", "several", "--channels", "chat:2", "--auto",
            "--talk", "1500ms", "--nats", urls,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            chats = [await LAB.enqueue(ROMA, "several", channel="chat") for _ in range(3)]
            connected = [await LAB.event(ROMA, "contact", chat, "connected", seconds=10) for chat in chats]
            ended = [await LAB.event(ROMA, "contact", chat, "ended", seconds=10) for chat in chats]
            # The second has begun before the first was over, and the third has not.
            self.assertLess(connected[1]["at"], ended[0]["at"])
            self.assertGreaterEqual(connected[2]["at"], ended[0]["at"])
            self.assertEqual([event["outcome"] for event in ended], ["handled"] * 3)
        finally:
            child.terminate()
            said, _ = await asyncio.wait_for(child.communicate(), 20)
        self.assertEqual(child.returncode, 0, said.decode())
        self.assertIn("served 3", said.decode())

    async def test_a_disposition_and_a_note_are_with_the_contact(self):
        agent = await LAB.login(MILANO, "wraps")
        contact = await LAB.enqueue(ROMA, "wraps")
        await LAB.accept(agent, contact)
        await LAB.ok(MILANO, "contact.end", id=contact)
        await LAB.activity(agent, "wrapping")
        fields = {"agent": agent, "contact": contact, "disposition": "solved", "note": "two\nlines", "by": "marta"}
        longer = await LAB.ok(MILANO, "agent.wrapup", **fields, extendMs=60_000)
        self.assertEqual(longer["activity"], "wrapping")
        entry = await LAB.until(lambda: self.noted(contact), f"{contact} is noted")
        self.assert_has(entry, agent=agent, disposition="solved", note="two\nlines", by="marta")
        await LAB.ok(MILANO, "agent.wrapup", agent=agent, contact=contact)
        await LAB.activity(agent, "idle")

    @staticmethod
    async def noted(contact):
        # By the agent's site's time, which may be a little before the end as the contact's own has it.
        timeline = (await LAB.ok(ROMA, "contact.get", id=contact))["timeline"]
        return next((entry for entry in timeline if entry["event"] == "noted"), None)

    async def test_what_is_said_of_a_contact_that_goes_on_is_told(self):
        agent = await LAB.login(MILANO, "wraps")
        contact = await LAB.enqueue(ROMA, "wraps")
        await LAB.accept(agent, contact)
        await LAB.ok(MILANO, "contact.requeue", id=contact, agent=agent)
        await LAB.event(ROMA, "contact", contact, "requeued")
        self.assert_has(await LAB.activity(agent, "wrapping"), contacts=[], wrapping=[contact])
        fields = {"agent": agent, "contact": contact, "disposition": "unsolved", "extendMs": 60_000}
        self.assert_has(await LAB.ok(MILANO, "agent.wrapup", **fields), activity="wrapping")
        noted = await LAB.event(ROMA, "contact", contact, "noted")
        self.assert_has(noted, agent=agent, disposition="unsolved")
        document = await LAB.ok(ROMA, "contact.get", id=contact)
        self.assertEqual(document["version"], noted["version"], (document, await LAB.agent(agent)))
        await LAB.ok(ROMA, "contact.cancel", id=contact)
        await LAB.offline(agent)

    async def test_who_asks_for_another_is_on_record(self):
        agent = await LAB.login(MILANO, "moves")
        state = await LAB.ok(MILANO, "agent.state", agent=agent, intent="break", reason="meeting", by="marta")
        self.assert_has(state, intent="break", reason="meeting", by="marta")
        contact = await LAB.enqueue(ROMA, "moves")
        await LAB.ok(ROMA, "contact.requeue", id=contact, priority=200, reason="complaint", by="marta")
        requeued = await LAB.event(ROMA, "contact", contact, "requeued")
        self.assert_has(requeued, why="complaint", by="marta", priority=200)
        timeline = (await LAB.ok(ROMA, "contact.get", id=contact))["timeline"]
        self.assert_has(timeline[-1], event="requeued", why="complaint", by="marta")
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="available")
        self.assertNotIn("by", await LAB.agent(agent))
        await LAB.accept(agent, contact)
        await LAB.ok(ROMA, "contact.end", id=contact)

    async def test_wrapup_of_another_contact_is_refused(self):
        agent = await LAB.login(MILANO, "wraps")
        contact = await LAB.enqueue(ROMA, "wraps")
        await LAB.accept(agent, contact)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.activity(agent, "wrapping")
        await LAB.refused(MILANO, "agent.wrapup", {"agent": agent, "contact": "other"}, ("not_found", "conflict"))
        self.assert_has(await LAB.agent(agent), activity="wrapping")

    async def test_wrapup_ends_by_time(self):
        agent = await LAB.login(MILANO, "wraps-1")
        contact = await LAB.enqueue(ROMA, "wraps-1")
        await LAB.accept(agent, contact)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.activity(agent, "wrapping")
        began = time.monotonic()
        await LAB.activity(agent, "idle", 3)
        self.assertGreater(time.monotonic() - began, 0.7)
        await LAB.offline(agent)

    async def test_a_break_while_busy_holds_from_the_end_of_work(self):
        agent = await LAB.login(MILANO, "pause")
        contact, later = await LAB.enqueue(ROMA, "pause"), await LAB.enqueue(ROMA, "pause")
        await LAB.accept(agent, contact)
        answer = await LAB.ok(MILANO, "agent.state", agent=agent, intent="break", reason="coffee")
        self.assert_has(answer, activity="busy", contacts=[contact])
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=contact), state="connected")
        await LAB.ok(ROMA, "contact.end", id=contact)
        self.assert_has(await LAB.activity(agent, "idle"), intent="break", reason="coffee")
        await LAB.unoffered(agent)
        await LAB.ok(MILANO, "agent.state", agent=agent, intent="available")
        self.assertEqual(await LAB.accept(agent), later)
        await LAB.ok(ROMA, "contact.end", id=later)
        await LAB.offline(agent)

    async def test_skills_are_required_at_their_level(self):
        weak = await LAB.login(MILANO, "skills", skills={"it": 4})
        contact = await LAB.enqueue(ROMA, "skills", requires={"it": 5})
        await LAB.unoffered(weak)
        strong = await LAB.login(NAPOLI, "skills", skills={"it": 5, "en": 1})
        self.assertEqual(await LAB.accept(strong), contact)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(weak, strong)

    async def test_channels_say_which(self):
        voice = await LAB.login(MILANO, "chats")
        chat = await LAB.enqueue(ROMA, "chats", channel="chat")
        await LAB.unoffered(voice)
        agent = await LAB.login(NAPOLI, "chats", channels={"chat": 1})
        self.assertEqual(await LAB.accept(agent), chat)

    async def test_open_offers_are_sent_again_each_2_seconds(self):
        agent = await LAB.login(MILANO, "again")
        contact = await LAB.enqueue(ROMA, "again")
        offer = await LAB.offer(agent, contact)
        await asyncio.sleep(5)
        sent = [
            (at, json.loads(data))
            for at, data in LAB.seen[f"{POOL}.evt.{MILANO}.agent.{agent}"]
            if json.loads(data)["event"] == "offer"
        ]
        self.assertIn(len(sent), (3, 4), [event for _, event in sent])
        self.assertEqual({event["offer"] for _, event in sent}, {offer["offer"]})
        self.assertEqual(len({event["version"] for _, event in sent}), 1, "the version it had")
        self.assertEqual(len({event["expiresAt"] for _, event in sent}), 1, "the same end")
        gaps = [later[0] - earlier[0] for earlier, later in zip(sent, sent[1:])]
        self.assertTrue(all(1.2 < gap < 2.8 for gap in gaps), gaps)
        await LAB.accept(agent)
        count = len(LAB.events(MILANO, "agent", agent))
        await LAB.ok(ROMA, "contact.end", id=contact)
        await asyncio.sleep(2.5)
        late = [event["event"] for event in LAB.events(MILANO, "agent", agent)[count:]]
        self.assertNotIn("offer", late, "not after the answer")
        await LAB.offline(agent)


class Agents(Checks):
    SECONDS = 40

    async def test_login_answers_what_was_said(self):
        name = LAB.name("a")
        answer = await LAB.ok(
            NAPOLI, "agent.login", agent=name, topics={"asked": 9, "left": 1}, skills={"it": 3},
            channels={"voice": 1, "chat": 3}, agentAddress="sip:x@napoli", intent="break",
        )  # fmt: skip
        self.assert_has(
            answer, agent=name, site=NAPOLI, topics={"asked": 9, "left": 1}, skills={"it": 3},
            channels={"voice": 1, "chat": 3}, agentAddress="sip:x@napoli", activity="idle", contacts=[],
        )  # fmt: skip
        self.assertTrue(re.fullmatch(r"napoli[a-z0-9-]*", answer["node"]), answer)
        presence = await LAB.until(lambda: LAB.presences(NAPOLI, name), "its presence document")
        got = dict(answer)
        got.pop("offers", None)
        got.pop("seq")
        self.assert_has(presence[-1], **got)

    async def test_topics_may_be_left_out_at_login(self):
        name = LAB.name("a")
        self.assert_has(await LAB.ok(ROMA, "agent.login", agent=name), topics={}, channels={"callback": 1, "voice": 1})

    async def test_unknown_agents_are_not_found(self):
        for verb, more in (("get", {}), ("state", {"intent": "break"}), ("wrapup", {"contact": "c"})):
            await LAB.refused(ROMA, f"agent.{verb}", {"agent": "nobody"} | more, "not_found")

    async def test_a_heartbeat_of_many_lists_those_who_are_unknown(self):
        agent = await LAB.login(ROMA, "asked", intent="break")
        answer = await LAB.ok(ROMA, "agent.heartbeat", agents=["nobody", agent])
        self.assertEqual(answer.get("unknown"), ["nobody"])
        answer = await LAB.ok(ROMA, "agent.heartbeat", agents=["nobody"])
        self.assertEqual(answer.get("unknown"), ["nobody"])

    async def test_agent_list_pages_over_the_pool(self):
        mine = [await LAB.login(SITES[turn % 3], "pages", intent="break") for turn in range(7)]

        async def listed(site):
            found, after = [], {}
            for _ in range(100):
                page = await LAB.ok(site, "agent.list", limit=3, **after)
                self.assertLessEqual(len(page["agents"]), 3)
                found += page["agents"]
                if "next" not in page:
                    break
                after = {"after": page["next"]}
            return found

        for site in SITES:
            found = await LAB.until(
                lambda site=site: self.all_of(listed(site), mine), f"agent.list at {site} has all of the pool"
            )
            names = [entry["agent"] for entry in found]
            self.assertEqual(len(names), len(set(names)), "no agent twice")
            sites = {entry["agent"]: entry["site"] for entry in found}
            self.assertEqual([sites[name] for name in mine], [SITES[turn % 3] for turn in range(7)])
        await LAB.offline(*mine)

    @staticmethod
    async def all_of(listing, names):
        found = await listing
        return found if set(names) <= {entry["agent"] for entry in found} else None

    async def test_agents_of_the_configuration_have_its_topics(self):
        revision = (await LAB.ok(ROMA, "config.get"))["revision"]
        anna = {"site": MILANO, "topics": {"named": 2}, "skills": {"it": 9}, "agentAddress": "sip:anna", "name": "Anna"}
        await LAB.ok(ROMA, "config.apply", config=CONFIGURATION | {"agents": {"anna": anna}}, ifRevision=revision)
        try:
            await LAB.until(lambda: self.has_agents(MILANO), "Milan has the configuration")
            answer = await LAB.ok(MILANO, "agent.login", agent="anna", topics={"asked": 1}, skills={"it": 1})
            self.assert_has(answer, topics={"named": 2}, skills={"it": 9}, agentAddress="sip:anna")
            self.assert_has(answer, channels={"voice": 1, "callback": 1})
            await LAB.refused(ROMA, "agent.login", {"agent": "anna"}, ("forbidden", "conflict"))
            await LAB.ok(MILANO, "agent.state", agent="anna", intent="offline")
        finally:
            await LAB.ok(ROMA, "config.apply", config=CONFIGURATION)

    async def test_agents_of_the_configuration_may_have_its_channels(self):
        anna = {"site": MILANO, "topics": {"named": 1}, "channels": {"chat": 3, "voice": 1}}
        revision = (await LAB.ok(ROMA, "config.get"))["revision"]
        await LAB.ok(ROMA, "config.apply", config=CONFIGURATION | {"agents": {"anna2": anna}}, ifRevision=revision)
        try:
            await LAB.until(lambda: self.has_agents(MILANO), "Milan has the configuration")
            shown = (await LAB.ok(MILANO, "config.get"))["config"]["agents"]["anna2"]
            self.assertEqual(shown["channels"], anna["channels"])
            answer = await LAB.ok(MILANO, "agent.login", agent="anna2")
            self.assert_has(answer, channels={"voice": 1, "chat": 3})
            answer = await LAB.ok(MILANO, "agent.login", agent="anna2", channels={"mail": 9})
            self.assert_has(answer, channels={"voice": 1, "chat": 3})
            anna["channels"] = {"mail": 2}
            answer = await LAB.ok(ROMA, "config.apply", config=CONFIGURATION | {"agents": {"anna2": anna}})
            self.assertIn("agents.anna2.channels.chat: 3 → none", answer["changes"])

            async def writes():
                return (await LAB.ok(MILANO, "agent.get", agent="anna2"))["channels"] == {"mail": 2}

            await LAB.until(writes, "a change holds for who is there")
            await LAB.ok(MILANO, "agent.state", agent="anna2", intent="offline")
        finally:
            await LAB.ok(ROMA, "config.apply", config=CONFIGURATION)

    @staticmethod
    async def has_agents(site):
        return (await LAB.ok(site, "config.get"))["config"].get("agents")

    async def test_an_agent_at_two_sites_is_one_agent(self):
        agent = await LAB.login(MILANO, "asked", intent="break")
        await LAB.refused(NAPOLI, "agent.login", {"agent": agent, "topics": {"asked": 1}}, "conflict")
        self.assert_has(await LAB.agent(agent), site=MILANO)
        await LAB.offline(agent)

    async def test_15_seconds_of_silence_is_unreachable_and_the_offer_is_taken_back(self):
        silent = await LAB.login(MILANO, "silent")
        idle = await LAB.login(MILANO, "pause")
        began = time.monotonic()
        LAB.agents.pop(silent)
        LAB.agents.pop(idle)
        await LAB.ok(MILANO, "agent.heartbeat", agents=[silent, idle])
        contact = await LAB.enqueue(ROMA, "silent")
        await LAB.until(lambda: LAB.events(MILANO, "agent", silent)[-1]["event"] == "offer", "the offer", 4)
        await LAB.until(lambda: LAB.presences(MILANO, silent)[-1]["activity"] == "unreachable", "unreachable", 20)
        passed = time.monotonic() - began
        self.assertTrue(14.5 < passed < 18.5, f"unreachable after {passed:.1f} s")
        self.assert_has(await LAB.event(MILANO, "agent", silent, "revoked"), id=silent)
        await LAB.lined("silent", [contact])
        await LAB.until(lambda: LAB.presences(MILANO, idle)[-1]["activity"] == "unreachable", "the idle one too", 3)
        other = await LAB.login(NAPOLI, "silent")
        self.assertEqual(await LAB.accept(other), contact)
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(other)
        await LAB.ok(MILANO, "agent.heartbeat", agent=silent)
        LAB.agents[silent] = LAB.agents[idle] = MILANO
        await LAB.activity(silent, "idle")
        later = await LAB.enqueue(ROMA, "silent")
        self.assertEqual(await LAB.accept(silent), later)
        await LAB.ok(ROMA, "contact.end", id=later)
        await LAB.offline(silent, idle)

    async def test_a_desk_that_closes_is_unreachable_everywhere_within_a_second(self):
        closing = await LAB.login(MILANO, "silent")
        idle = await LAB.login(MILANO, "pause")
        contact = await LAB.enqueue(ROMA, "silent")
        await LAB.until(lambda: LAB.events(MILANO, "agent", closing)[-1]["event"] == "offer", "the offer", 4)
        LAB.agents.pop(closing)
        LAB.agents.pop(idle)
        began = time.monotonic()
        answer = await LAB.ok(MILANO, "agent.heartbeat", agents=[closing, idle, "nobody"], closing=True)
        self.assertEqual(answer.get("unknown"), ["nobody"])

        async def is_seen(site):
            listed = {agent["agent"]: agent["activity"] for agent in (await LAB.ok(site, "agent.list"))["agents"]}
            return all(listed.get(agent) == "unreachable" for agent in (closing, idle))

        for site in (ROMA, MILANO, NAPOLI):
            while not await is_seen(site):
                self.assertLess(time.monotonic() - began, 1, site)
                await asyncio.sleep(0.01)
        self.assertEqual(LAB.presences(MILANO, closing)[-1]["activity"], "unreachable")
        self.assert_has(await LAB.event(MILANO, "agent", closing, "revoked"), id=closing)
        await LAB.lined("silent", [contact])
        # The intent stays, and the next sign of life brings the agent back.
        LAB.agents[closing] = LAB.agents[idle] = MILANO
        await LAB.ok(MILANO, "agent.heartbeat", agents=[closing, idle], closing=False)
        self.assertEqual(await LAB.accept(closing), contact)
        # A conversation goes on without the desk.
        await LAB.ok(MILANO, "agent.heartbeat", agent=closing, closing=True)
        await LAB.activity(closing, "busy")
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(closing, idle)

    async def test_heartbeats_answer_the_time(self):
        agent = await LAB.login(MILANO, "asked", intent="break")
        answer = await LAB.ok(MILANO, "agent.heartbeat", agent=agent)
        self.assertLess(abs(answer.get("at", 0) - now()), 5000, answer)
        self.assertNotIn("unknown", answer)
        await LAB.refused(MILANO, "agent.heartbeat", {}, "bad_request")
        await LAB.refused(MILANO, "agent.heartbeat", {"agents": [f"x{n}" for n in range(1001)]}, "bad_request")
        await LAB.ok(MILANO, "agent.heartbeat", agents=[agent, *(f"x{n}" for n in range(999))])


class Services(Checks):
    async def test_stats_agree_with_what_happened(self):
        before = (await LAB.ok(ROMA, "stats.get", limit=1))["totals"]
        gone = await LAB.enqueue(ROMA, "figures")
        await LAB.ok(ROMA, "contact.cancel", id=gone)
        lost = await LAB.enqueue(MILANO, "figures", waitedMs=30000)
        await LAB.ok(MILANO, "contact.cancel", id=lost)
        late = await LAB.enqueue(NAPOLI, "figures", waitedMs=25000)
        quick = [await LAB.enqueue(site, "figures") for site in SITES]
        await LAB.lined("figures", [late, *quick])

        async def figures():
            topics = (await LAB.ok(NAPOLI, "stats.get", after="early", limit=3))["topics"]
            return topics["figures"]

        async def agrees(**fields):
            got = await figures()
            return {name: got[name] for name in fields} == fields and got

        waiting = await LAB.until(lambda: agrees(waiting=4, arrived=6, abandoned=2, shortAbandoned=1), "4 waiting")
        self.assertGreaterEqual(waiting["longestWaitMs"], 25000)
        self.assert_has(waiting, offered=0, connected=0, agentsAvailable=0, agentsServing=0, answered=0)
        agent = await LAB.login(MILANO, "figures")
        await LAB.offer(agent, late)
        await LAB.until(lambda: agrees(waiting=3, offered=1), "1 offered")
        await LAB.accept(agent, late)
        await LAB.until(lambda: agrees(offered=0, connected=1, answered=1), "1 connected")
        await LAB.ok(NAPOLI, "contact.end", id=late)
        for site, name in zip(SITES, quick):
            await LAB.accept(agent, name)
            await LAB.ok(site, "contact.end", id=name)
        end = await LAB.until(lambda: agrees(waiting=0, connected=0, answered=4, agentsAvailable=1), "the end")
        level = end["serviceLevel"]
        self.assertEqual(level["thresholdMs"], 20000)
        self.assertEqual(level["answered"], {"numerator": 3, "denominator": 4})
        self.assertEqual(level["offered"], {"numerator": 3, "denominator": 5})
        self.assertEqual(level["all"], {"numerator": 3, "denominator": 6})
        self.assertGreaterEqual(end["waitMs"]["max"], 25000)
        await LAB.offline(agent)
        after = (await LAB.ok(ROMA, "stats.get", limit=1))["totals"]
        change = {name: after[name] - before[name] for name in shapes.COUNTERS}
        self.assertEqual(change, {"arrived": 6, "answered": 4, "abandoned": 2, "shortAbandoned": 1, "maxWait": 0})
        published = f"{POOL}.stats.topic.figures"

        def told():
            return LAB.seen[published] and json.loads(LAB.seen[published][-1][1])["answered"] == 4

        await LAB.until(told, "the topic's own subject says the same", 3)

    async def test_stats_come_each_second_from_the_owner(self):
        start = len(LAB.seen[f"{POOL}.stats"])
        await asyncio.sleep(3.3)
        documents = [json.loads(data) for _, data in LAB.seen[f"{POOL}.stats"][start:]]
        self.assertIn(len(documents), (3, 4))
        self.assertEqual(len({json.dumps(entry["owner"], sort_keys=True) for entry in documents}), 1, "one owner")
        self.assertEqual(set(documents[-1]["sites"]), set(SITES))
        self.assertEqual({entry["nodes"] for entry in documents[-1]["sites"].values()}, {1})
        seqs = [entry["seq"] for entry in documents]
        self.assertEqual(seqs, sorted(seqs))
        asked = await LAB.ok(MILANO, "stats.get")
        self.assertEqual(asked["owner"], documents[-1]["owner"])
        for topic in CONFIGURATION["topics"]:
            self.assertTrue(LAB.seen[f"{POOL}.stats.topic.{topic}"], f"stats of {topic}")

    async def test_stats_get_pages_the_topics_by_name(self):
        found, after = [], {}
        for _ in range(40):
            page = await LAB.ok(ROMA, "stats.get", limit=5, **after)
            self.assertLessEqual(len(page["topics"]), 5)
            found += page["topics"]
            if "next" not in page:
                break
            after = {"after": page["next"]}
        self.assertEqual(sorted(found), sorted(CONFIGURATION["topics"]))

    async def test_stats_count_agents_and_waiting_a_site(self):
        start = (await LAB.ok(ROMA, "stats.get", limit=1))["sites"]
        names = [await LAB.enqueue(NAPOLI, "asked") for _ in range(2)]

        async def counted():
            sites = (await LAB.ok(ROMA, "stats.get", limit=1))["sites"]
            return sites[NAPOLI]["waiting"] == start[NAPOLI]["waiting"] + 2

        await LAB.until(counted, "two more waiting in Naples", 3)
        for name in names:
            await LAB.ok(NAPOLI, "contact.cancel", id=name)

    async def test_micro_ping_info_and_stats(self):
        client = LAB.clients[ROMA]
        ids = set()
        for kind, shape in shapes.MICRO_SHAPES.items():
            for subject in (f"$SRV.{kind}", f"$SRV.{kind}.centralino"):
                inbox = client.new_inbox()
                answers = await client.subscribe(inbox)
                await client.publish(subject, b"", reply=inbox)
                for _ in SITES:
                    document = json.loads((await answers.next_msg(2)).data)
                    shapes.check(shape, document, f"{subject}: {document}")
                    self.assertEqual(document["type"], f"io.nats.micro.v1.{kind.lower()}_response")
                    self.assertEqual(document["metadata"].get("contract"), "1")
                    ids.add(document["id"])
                await answers.unsubscribe()
            self.assertEqual(len(ids), 3, "an id a node")
            for one in ids:
                message = await client.request(f"$SRV.{kind}.centralino.{one}", b"", timeout=2)
                self.assertEqual(json.loads(message.data)["id"], one)

    async def test_micro_info_lists_every_request(self):
        endpoints = {}
        for one in await self.answers("INFO"):
            endpoints |= {entry["subject"]: entry.get("queue_group") for entry in one["endpoints"]}
        due = {f"{POOL}.req.{site}.{verb}": "q" for site in SITES for verb in shapes.REPLIES}
        self.assertEqual(endpoints, endpoints | due)

    async def test_micro_stats_count_requests_and_errors(self):
        subject = f"{POOL}.req.{ROMA}.contact.get"
        await LAB.refused(ROMA, "contact.get", {"id": "never"}, "not_found")
        first = await self.counts(subject)
        for _ in range(5):
            await LAB.refused(ROMA, "contact.get", {"id": "never"}, "not_found")
        second = await self.counts(subject)
        self.assertEqual(second["num_requests"] - first["num_requests"], 5)
        self.assertEqual(second["num_errors"] - first["num_errors"], 5)
        self.assertTrue(second["last_error"])

    @staticmethod
    async def answers(kind):
        client = LAB.clients[ROMA]
        inbox = client.new_inbox()
        answers = await client.subscribe(inbox)
        await client.publish(f"$SRV.{kind}.centralino", b"", reply=inbox)
        found = [json.loads((await answers.next_msg(2)).data) for _ in SITES]
        await answers.unsubscribe()
        return found

    async def counts(self, subject):
        entries = [entry for one in await self.answers("STATS") for entry in one["endpoints"]]
        return next(entry for entry in entries if entry["subject"] == subject)


class Configuration(Checks):
    @staticmethod
    async def apply(config, **more):
        return await LAB.ok(ROMA, "config.apply", config=config, **more)

    @staticmethod
    def changed(topic="asked", **settings):
        topics = CONFIGURATION["topics"]
        return CONFIGURATION | {"topics": topics | {topic: topics.get(topic, {}) | settings}}

    async def test_get_writes_every_default_out_and_can_be_applied_again(self):
        got = await LAB.ok(MILANO, "config.get")
        topic = got["config"]["topics"]["asked"]
        self.assert_has(topic, priority=100, strategy="longestIdle", serviceLevel="20s", shortAbandon="5s")
        self.assert_has(topic, maxWaiting=1000)
        again = await self.apply(got["config"])
        self.assertEqual(again["changes"], [])
        self.assertEqual(again["revision"], got["revision"], "nothing changed")

    async def test_a_limit_of_the_pool_is_kept_to(self):
        first = await LAB.enqueue(ROMA, "asked")
        try:
            await self.apply(CONFIGURATION | {"pool": CONFIGURATION.get("pool", {}) | {"maxWaiting": 1}})
            await LAB.refused(MILANO, "contact.enqueue", {"id": LAB.name("c"), "topic": "asked"}, "full")
        finally:
            await self.apply(CONFIGURATION)
        second = await LAB.enqueue(MILANO, "asked")
        await LAB.ok(ROMA, "contact.cancel", id=first)
        await LAB.ok(MILANO, "contact.cancel", id=second)

    async def test_a_strategy_and_levels_decide_over_sites(self):
        await self.apply(self.changed("chosen", wrapUp=0, offerTimeout="60s", strategy="topDown"))
        try:
            first, second = await LAB.login(MILANO, "chosen"), await LAB.login(ROMA, "chosen")
            last = await LAB.login(NAPOLI, {"chosen": 2})
            await asyncio.sleep(0.3)
            for site in (ROMA, NAPOLI, MILANO):
                contact = await LAB.enqueue(site, "chosen")
                self.assertEqual(await LAB.accept(first), contact, "the first is always the first")
                await LAB.ok(site, "contact.end", id=contact)
                await asyncio.sleep(0.3)
            held = []
            for agent in (first, second, last):
                held.append(await LAB.enqueue(ROMA, "chosen"))
                self.assertEqual(await LAB.accept(agent), held[-1])
            for contact in held:
                await LAB.ok(ROMA, "contact.end", id=contact)
            await asyncio.sleep(0.3)
            contact = await LAB.enqueue(ROMA, "chosen")
            for agent in (first, second, last):
                offer = (await LAB.offer(agent, contact))["offer"]
                await LAB.ok(LAB.agents[agent], "offer.reject", offer=offer, agent=agent)
            self.assertEqual(await LAB.accept(first), contact, "all have been asked")
            await LAB.ok(ROMA, "contact.end", id=contact)
            await LAB.offline(first, second, last)
        finally:
            await self.apply(CONFIGURATION)

    async def test_several_ring_and_the_first_who_accepts_has_it(self):
        ringing = {"wrapUp": 0, "offerTimeout": "60s", "noAnswer": {"max": 3}}
        await self.apply(self.changed("rings", **ringing, strategy="ringAll"))
        try:
            agents = [await LAB.login(site, "rings") for site in SITES]
            first, second, third = agents
            await asyncio.sleep(0.3)
            contact = await LAB.enqueue(ROMA, "rings")
            offers = [(await LAB.offer(agent, contact))["offer"] for agent in agents]
            self.assertEqual(len(set(offers)), 3)
            got = await LAB.ok(ROMA, "contact.get", id=contact)
            self.assert_has(got, state="offered", offer=got["offers"][0]["offer"])
            self.assertEqual({each["agent"] for each in got["offers"]}, set(agents))
            await LAB.ok(ROMA, "offer.reject", offer=offers[0], agent=first)
            event = await LAB.event(ROMA, "contact", contact, "revoked")
            self.assert_has(event, offer=offers[0], offersLeft=2)
            answer = await LAB.ok(NAPOLI, "offer.accept", offer=offers[2], agent=third)
            self.assert_has(answer, state="connected", agent=third, agentSite=NAPOLI)
            event = await LAB.event(MILANO, "agent", second, "revoked")
            self.assert_has(event, offer=offers[1], why="answeredElsewhere")
            await LAB.activity(second, "idle")
            await LAB.refused(MILANO, "offer.accept", {"offer": offers[1], "agent": second}, "gone")
            await LAB.ok(ROMA, "contact.end", id=contact)
            await LAB.activity(third, "idle")
            await self.apply(self.changed("rings", **ringing, strategy="ringProgressively", ring={"every": "1s"}))
            contact = await LAB.enqueue(MILANO, "rings")
            await LAB.until(lambda: len(self.offered(MILANO, contact)) == 3, "all are rung", 8)
            rung = self.offered(MILANO, contact)
            self.assertEqual({each["agent"] for each in rung}, set(agents))
            self.assertTrue(all(late["at"] - soon["at"] >= 950 for soon, late in zip(rung, rung[1:])), rung)
            await LAB.accept(rung[0]["agent"], contact)
            await LAB.ok(MILANO, "contact.end", id=contact)
            await LAB.offline(*agents)
        finally:
            await self.apply(CONFIGURATION)

    def offered(self, site, contact):
        return [each for each in LAB.events(site, "contact", contact) if each["event"] == "offered"]

    async def test_who_waits_too_long_goes_on_in_another_line_with_the_place(self):
        next_line = {"overflow": {"after": "2s", "to": "right"}, "escalateTo": "right"}
        await self.apply(self.changed("passing", wrapUp=0, **next_line))
        try:
            first = await LAB.enqueue(ROMA, "passing")
            await LAB.lined("passing", [first])
            second = await LAB.enqueue(MILANO, "right")
            event = await LAB.event(ROMA, "contact", first, "requeued")
            self.assert_has(event, why="overflow", topic="right")
            await LAB.lined("right", [first, second])
            agent = await LAB.login(NAPOLI, "passing")
            third = await LAB.enqueue(ROMA, "passing")
            await LAB.accept(agent, third)
            await LAB.refused(ROMA, "contact.requeue", {"id": second, "escalate": True}, "not_found")
            await LAB.refused(MILANO, "contact.requeue", {"id": second, "escalate": True}, "conflict")
            both = {"id": third, "escalate": True, "topic": "left"}
            await LAB.refused(ROMA, "contact.requeue", both, "bad_request")
            await LAB.ok(NAPOLI, "contact.requeue", id=third, escalate=True)
            await LAB.lined("right", [first, second, third])
            for site, name in ((ROMA, first), (MILANO, second), (ROMA, third)):
                await LAB.ok(site, "contact.cancel", id=name)
            await LAB.offline(agent)
        finally:
            await self.apply(CONFIGURATION)

    async def test_a_line_that_nobody_serves_refuses_and_sends_away(self):
        rules = {"refuseWhen": ["noAgents"], "leaveWhen": ["allOnBreak"], "leaveAfter": "1s"}
        await self.apply(self.changed("staffed", wrapUp=0, offerTimeout="60s", **rules))
        try:
            error = await LAB.refused(ROMA, "contact.enqueue", {"id": "staffed-0", "topic": "staffed"}, "closed")
            self.assert_has(error, state="noAgents")
            agent = await LAB.login(NAPOLI, "staffed")
            await asyncio.sleep(0.3)
            taken = await LAB.enqueue(ROMA, "staffed")
            await LAB.accept(agent, taken)
            waiting = await LAB.enqueue(MILANO, "staffed")
            await asyncio.sleep(6)
            self.assert_has(await LAB.ok(MILANO, "contact.get", id=waiting), state="waiting")
            await LAB.ok(NAPOLI, "agent.state", agent=agent, intent="break")
            await LAB.ok(ROMA, "contact.end", id=taken)
            ended = await LAB.event(MILANO, "contact", waiting, "ended", seconds=8)
            self.assert_has(ended, outcome="rejected", reason="allOnBreak")
            await LAB.offline(agent)
        finally:
            await self.apply(CONFIGURATION)

    async def test_apply_counts_revisions_and_says_what_changed(self):
        before = (await LAB.ok(ROMA, "config.get"))["revision"]
        answer = await self.apply(self.changed(wrapUp="20s"), ifRevision=before)
        self.assertGreater(answer["revision"], before)
        self.assertTrue(any("topics.asked.wrapUp" in line and "20s" in line for line in answer["changes"]), answer)
        self.assertEqual(len(answer["changes"]), 1)
        added = await self.apply(self.changed("added", wrapUp=0))
        self.assertTrue(any("topics.added" in line for line in added["changes"]), added)
        back = await self.apply(CONFIGURATION)
        self.assertGreater(back["revision"], answer["revision"])

    async def test_the_contracts_example_applies_whole(self):
        path = LAB.processes.folder / "example.yaml"
        path.write_text(EXAMPLE)
        urls = LAB.clients[ROMA].connected_url.geturl()
        command = (BINARY, "apply", "-f", str(path), "--nats", urls, "--site", ROMA)
        try:
            child = await asyncio.create_subprocess_exec(
                *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            said, _ = await asyncio.wait_for(child.communicate(), 20)
            self.assertEqual(child.returncode, 0, said.decode())
            self.assertIn("numbers.+390600002: added", said.decode())
            shown = (await LAB.ok(ROMA, "config.get"))["config"]
            self.assertEqual(shown["numbers"]["+390600001"], {"topic": "pec", "priority": 120})
            self.assertEqual(shown["pool"]["capacity"], {"voice": 100, "chat": 25, "mail": 10})
            menu = (await LAB.ok(MILANO, "number.get", number="+390600002"))["menu"]
            self.assertEqual(menu, {"1": {"topic": "pec"}, "2": {"topic": "firma"}, "9": {"play": "faq"}})
        finally:
            await self.apply(CONFIGURATION)

    async def test_numbers_lead_to_topics_menus_and_what_is_played(self):
        await self.apply(CONFIGURATION | {"numbers": NUMBERS})
        try:
            got = await LAB.ok(MILANO, "number.get", number="+390600001")
            self.assertEqual(got, {"number": "+390600001", "topic": "asked", "priority": 120})
            got = await LAB.ok(MILANO, "number.get", number="+390600002", digits="*")
            self.assertEqual(got, {"number": "+390600002", "digits": "*", "menu": {"1": {"topic": "meet"}}})
            got = await LAB.ok(MILANO, "number.get", number="+390600002", digits="9")
            self.assertEqual(got, {"number": "+390600002", "digits": "9", "play": "faq"})
            got = await LAB.ok(MILANO, "number.get", number="+390600002", digits="2")
            self.assert_has(got, topic="urgent", priority=150)
            for number, digits, topic, priority in (
                ("+390600001", None, "asked", 120), ("+390600002", "1", "asked", 100),
                ("+390600002", "2", "urgent", 150), ("+390600002", "*1", "meet", 100),
            ):  # fmt: skip
                name = LAB.name("c")
                fields = {"id": name, "number": number} | ({"digits": digits} if digits else {})
                self.assert_has(await LAB.ok(ROMA, "contact.enqueue", **fields), topic=topic, priority=priority)
                self.assert_has(await LAB.ok(ROMA, "contact.enqueue", **fields), id=name, topic=topic)
                await LAB.ok(ROMA, "contact.cancel", id=name)
            name = LAB.name("c")
            taken = await LAB.ok(ROMA, "contact.enqueue", id=name, number="+390600001", priority=7)
            self.assert_has(taken, priority=7)
            await LAB.refused(ROMA, "contact.enqueue", {"id": name, "number": "+390600002", "digits": "1"}, "conflict")
            await LAB.ok(ROMA, "contact.cancel", id=name)
            for fields, code, field in (
                ({"number": "+399"}, "not_found", "number"), ({"number": "+390600002"}, "bad_request", "digits"),
                ({"number": "+390600002", "digits": "3"}, "bad_request", "digits"),
                ({"number": "+390600001", "digits": "1"}, "bad_request", "digits"),
                ({"number": "+390600001", "topic": "asked"}, "bad_request", "number"),
                ({"digits": "1", "topic": "asked"}, "bad_request", "digits"), ({}, "bad_request", "topic"),
            ):  # fmt: skip
                fields = {"id": LAB.name("c")} | fields
                error = await LAB.refused(ROMA, "contact.enqueue", fields, code, field)
                if fields == {"id": fields["id"], "number": "+390600002"}:
                    self.assertIn("1 for asked, 2 for urgent, 9 to hear faq", error["message"])
            await LAB.refused(ROMA, "number.get", {"number": "+399"}, "not_found", "number")
            await LAB.refused(ROMA, "number.get", {"number": "+390600002", "digits": "7"}, "bad_request", "digits")
        finally:
            await self.apply(CONFIGURATION)

    async def test_who_is_served_by_what_is_played_has_ended(self):
        await self.apply(CONFIGURATION | {"numbers": NUMBERS})
        try:
            name = LAB.name("c")
            played = await LAB.ok(ROMA, "contact.enqueue", id=name, number="+390600002", digits="9")
            self.assert_has(played, state="ended", outcome="selfServed", topic="faq", version=1)
            self.assert_has(await LAB.event(ROMA, "contact", name, "ended"), outcome="selfServed", version=1)
            again = await LAB.ok(ROMA, "contact.enqueue", id=name, number="+390600002", digits="9")
            self.assert_has(again, state="ended", claim=played["claim"])
            found = await LAB.ok(ROMA, "contact.get", claim=played["claim"])
            self.assertEqual([entry["event"] for entry in found["timeline"]], ["ended"])
            await LAB.ok(ROMA, "contact.cancel", id=name)
        finally:
            await self.apply(CONFIGURATION)

    async def test_a_topic_that_a_number_names_is_not_taken_away(self):
        before = await LAB.ok(ROMA, "config.get")
        config = CONFIGURATION | {"numbers": NUMBERS}
        dry = await self.apply(config, dryRun=True)
        self.assertEqual(dry["changes"], ["numbers.+390600001: added", "numbers.+390600002: added"])
        topics = {name: topic for name, topic in config["topics"].items() if name not in ("asked", "meet")}
        error = await LAB.refused(ROMA, "config.apply", {"config": config | {"topics": topics}}, "bad_request")
        due = ["numbers.+390600001.topic", "numbers.+390600002.menu.*.menu.1", "numbers.+390600002.menu.1"]
        self.assertEqual(sorted(issue["path"] for issue in error["issues"]), due)
        self.assertEqual(await LAB.ok(ROMA, "config.get"), before)
    async def test_any_revision_can_be_read_and_put_in_force_again(self):
        first = await self.apply(self.changed(wrapUp="21s"))
        second = await self.apply(CONFIGURATION)
        for site in SITES:
            got = await LAB.ok(site, "config.get", revision=first["revision"])
            self.assert_has(got, revision=first["revision"])
            self.assertEqual(got["config"]["topics"]["asked"]["wrapUp"], "21s")
        self.assert_has(await LAB.ok(ROMA, "config.get", revision=second["revision"]), revision=second["revision"])
        again = await self.apply(got["config"])
        self.assertEqual(again["changes"], ["topics.asked.wrapUp: 0s → 21s"])
        await self.apply(CONFIGURATION)
        error = await LAB.refused(ROMA, "config.get", {"revision": 1_000_000}, "not_found")
        self.assert_has(error, field="revision")

    async def test_who_calls_again_has_the_old_place(self):
        await self.apply(self.changed("again-soon", wrapUp=0, redial="60s"))
        number = "+390612345" + str(time.time_ns() % 1000)
        first = await LAB.enqueue(ROMA, "again-soon", caller=number)
        arrived = (await LAB.ok(ROMA, "contact.get", id=first))["arrivedAt"]
        await asyncio.sleep(0.05)
        other = await LAB.enqueue(MILANO, "again-soon", caller="+390655555555")
        await LAB.ok(ROMA, "contact.cancel", id=first)
        await LAB.lined("again-soon", [other])
        again = await LAB.enqueue(NAPOLI, "again-soon", caller=number.replace("+39", "+39 "))
        await LAB.lined("again-soon", [again, other])
        self.assert_has(await LAB.ok(NAPOLI, "contact.get", id=again), arrivedAt=arrived, position=1)
        for site, contact in ((NAPOLI, again), (MILANO, other)):
            await LAB.ok(site, "contact.cancel", id=contact)
        await self.apply(CONFIGURATION)

    async def test_no_callback_to_blocked_ranges_and_only_so_many_to_one_number(self):
        config = self.changed("called", wrapUp=0, callback={"perNumber": 1})
        config["pool"] = {**config.get("pool", {}), "noCallbackTo": ["899", "0039899"]}
        await self.apply(config)
        number = "+390612345" + str(time.time_ns() % 1000)
        premium = await LAB.enqueue(ROMA, "called", caller="+39 899 123456")
        first = await LAB.enqueue(ROMA, "called", caller=number)
        again = await LAB.enqueue(MILANO, "called", caller=number.replace("+39", "0039 "))
        error = await LAB.refused(ROMA, "contact.callback", {"id": premium}, "forbidden")
        self.assert_has(error, field="id")
        fields = {"id": premium, "callerAddress": "sip:899123456@sbc"}
        error = await LAB.refused(ROMA, "contact.callback", fields, "forbidden")
        self.assert_has(error, field="callerAddress")
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=premium), state="waiting", channel="voice")
        for field, value in (("caller", "899 1"), ("callerAddress", "tel:+39899")):
            fields = {"id": LAB.name("c"), "topic": "called", "channel": "callback", field: value}
            error = await LAB.refused(ROMA, "contact.enqueue", fields, "forbidden")
            self.assert_has(error, field=field)
        self.assert_has(await LAB.ok(ROMA, "contact.callback", id=first), channel="callback")
        claim = (await LAB.ok(ROMA, "contact.get", id=first))["claim"]

        async def is_known():
            return (await LAB.ok(MILANO, "contact.get", claim=claim))["channel"] == "callback"

        await LAB.until(is_known, "milano knows of the callback")
        await LAB.refused(MILANO, "contact.callback", {"id": again}, "full")
        self.assert_has(await LAB.ok(MILANO, "contact.get", id=again), state="waiting", channel="voice")
        # Another number's callback may be to the same one.
        fields = {"id": premium, "callerAddress": f"tel:{number}"}
        error = await LAB.refused(ROMA, "contact.callback", fields, "full")
        self.assert_has(error, field="callerAddress")
        await LAB.ok(ROMA, "contact.callback", id=premium, callerAddress="+390655555")
        for site, contact in ((ROMA, first), (ROMA, premium), (MILANO, again)):
            await LAB.ok(site, "contact.cancel", id=contact)
        await self.apply(CONFIGURATION)

    async def test_a_topic_that_is_removed_drains(self):
        await self.apply(self.changed("passing", wrapUp=0))
        first, second = await LAB.enqueue(ROMA, "passing"), await LAB.enqueue(MILANO, "passing")
        await self.apply(CONFIGURATION)
        error = await LAB.refused(ROMA, "contact.enqueue", {"id": LAB.name("c"), "topic": "passing"}, "not_found")
        self.assert_has(error, field="topic")
        self.assert_has(await LAB.ok(MILANO, "contact.get", id=second), state="waiting", position=2)
        # What presents itself again is served too: a request that is repeated, and an agent who comes only now.
        self.assert_has(await LAB.ok(ROMA, "contact.enqueue", id=first, topic="passing"), id=first, state="waiting")
        agent = await LAB.login(NAPOLI, "passing")
        for site, contact in ((ROMA, first), (MILANO, second)):
            self.assertEqual(await LAB.accept(agent, contact), contact)
            await LAB.ok(site, "contact.end", id=contact)
        await LAB.offline(agent)

    async def test_dryrun_says_and_does_nothing(self):
        before = await LAB.ok(ROMA, "config.get")
        answer = await self.apply(self.changed(wrapUp="25s"), dryRun=True)
        self.assertEqual(len(answer["changes"]), 1)
        self.assertEqual(await LAB.ok(ROMA, "config.get"), before)

    async def test_ifrevision_guards(self):
        before = await LAB.ok(ROMA, "config.get")
        for revision in (before["revision"] + 1, before["revision"] - 1):
            fields = {"config": self.changed(wrapUp="25s"), "ifRevision": revision}
            await LAB.refused(ROMA, "config.apply", fields, "conflict")
        self.assertEqual(await LAB.ok(ROMA, "config.get"), before)

    async def test_every_error_is_told_with_its_path(self):
        before = await LAB.ok(ROMA, "config.get")
        config = {
            "pool": {"timezone": "Europe/Rome", "aging": "yes"},
            "topics": {"bad id": {}, "a": {"wrapup": 1, "offerTimeout": "soon", "priority": 256, "noAnswer": {"x": 1}}},
            "agents": {"b": {"topics": {"nowhere": 1}}, "c": {"site": ROMA, "topics": {"a": 10}}},
            "more": 1,
        }
        error = await LAB.refused(ROMA, "config.apply", {"config": config}, "bad_request")
        paths = {issue["path"] for issue in error["issues"]}
        due = {
            "pool.timezone", "pool.aging", "topics.a.wrapup", "topics.a.offerTimeout", "topics.a.priority",
            "topics.a.noAnswer.x", "agents.b.site", "agents.b.topics.nowhere", "agents.c.topics.a", "more",
        }  # fmt: skip
        self.assertEqual(due - paths, set(), f"not told; told are {sorted(paths)}")
        self.assertTrue(any("bad id" in path for path in paths), sorted(paths))
        self.assertEqual(await LAB.ok(ROMA, "config.get"), before)

    async def test_a_closed_topic_says_when_it_opens(self):
        first = now() // DAY
        closed = [time.strftime("%Y-%m-%d", time.gmtime((first + each) * DAY // 1000)) for each in (0, 1)]
        always = {"mon-sun": "00:00-24:00"}
        before = (await LAB.ok(ROMA, "config.get"))["config"]
        config = before | {
            "pool": before["pool"] | {"timeZone": "UTC"},
            "calendars": {"open": {"open": always}, "shut": {"open": always, "closed": closed}},
            "topics": before["topics"] | {"hours": {"calendar": "shut"}, "day": {"calendar": "open"}},
        }
        try:
            answer = await self.apply(config)
            self.assertIn("calendars.shut: added", answer["changes"])
            shown = (await LAB.ok(ROMA, "config.get"))["config"]["calendars"]
            self.assertEqual((shown["open"]["open"]["wed"], shown["shut"]["closed"]), ("00:00-24:00", closed))
            error = await LAB.refused(ROMA, "contact.enqueue", {"id": LAB.name("c"), "topic": "hours"}, "closed")
            self.assertLess(abs(now() + error["retryAfterMs"] - (first + 2) * DAY), 2000, "at midnight")
            late = {"id": LAB.name("c"), "topic": "hours", "notBeforeAt": now() + 1500}
            await LAB.refused(ROMA, "contact.enqueue", late, "closed", "notBeforeAt")
            name = await LAB.enqueue(ROMA, "day")
            await LAB.ok(ROMA, "contact.cancel", id=name)
            lost = config | {"pool": config["pool"] | {"timeZone": "Mars/Olympus_Mons"}}
            error = await LAB.refused(ROMA, "config.apply", {"config": lost}, "bad_request", "pool.timeZone")
            self.assertIn("UTC", error["message"])
        finally:
            await self.apply(before)

    async def test_a_calendar_goes_by_the_clocks_of_its_time_zone(self):
        hour = now() // 3_600_000
        # Two hours from the one that it is in UTC; in Tokyo, nine hours ahead all year, they have long been over.
        window = {"mon-sun": f"{hour % 24:02}:00-{(hour + 2) % 24:02}:00"}
        opens = (hour + 24 - 9) * 3_600_000
        before = (await LAB.ok(ROMA, "config.get"))["config"]
        calendars = {"here": {"open": window}, "tokyo": {"open": window, "timeZone": "Asia/Tokyo"}}
        config = before | {
            "pool": before["pool"] | {"timeZone": "UTC"}, "calendars": calendars,
            "topics": before["topics"] | {"hours": {"calendar": "here", "calendars": {"chat": "tokyo"}}},
        }  # fmt: skip
        try:
            await self.apply(config)
            shown = (await LAB.ok(ROMA, "config.get"))["config"]["calendars"]
            self.assertEqual((shown["tokyo"]["timeZone"], "timeZone" in shown["here"]), ("Asia/Tokyo", False))
            name = await LAB.enqueue(ROMA, "hours")
            chat = {"id": LAB.name("c"), "topic": "hours", "channel": "chat"}
            error = await LAB.refused(MILANO, "contact.enqueue", chat, "closed")
            self.assertLess(abs(now() + error["retryAfterMs"] - opens), 2000, "at that hour in Tokyo")
            calendars["tokyo"]["timeZone"] = "UTC"
            answer = await self.apply(config)
            self.assertEqual(answer["changes"], ["calendars.tokyo.timeZone: Asia/Tokyo → UTC"])

            async def is_open():
                return (await LAB.ask(MILANO, "contact.enqueue", chat)).error is None

            await LAB.until(is_open, "the other clock holds")
            await LAB.ok(MILANO, "contact.cancel", id=chat["id"])
            await LAB.ok(ROMA, "contact.cancel", id=name)
            calendars["tokyo"]["timeZone"] = "Mars/Olympus_Mons"
            await LAB.refused(ROMA, "config.apply", {"config": config}, "bad_request", "calendars.tokyo.timeZone")
        finally:
            await self.apply(before)

    async def test_a_channel_has_hours_of_its_own(self):
        first = now() // DAY
        closed = [time.strftime("%Y-%m-%d", time.gmtime((first + each) * DAY // 1000)) for each in (0, 1)]
        always = {"mon-sun": "00:00-24:00"}
        before = (await LAB.ok(ROMA, "config.get"))["config"]
        hours = {
            "calendar": "shut", "calendars": {"chat": "open", "mail": "always"},
            "appointments": {"perSlot": 1, "slot": "1h", "days": 3}, "callback": {"attempts": 2},
        }  # fmt: skip
        config = before | {
            "pool": before["pool"] | {"timeZone": "UTC"},
            "calendars": {"open": {"open": always}, "shut": {"open": always, "closed": closed}},
            "topics": before["topics"] | {"hours": hours},
            "numbers": NUMBERS | {"+39065": {"menu": {"1": "hours"}}},
        }

        async def come(site, channel, **more):
            return await LAB.ask(site, "contact.enqueue", {"id": LAB.name("c"), "channel": channel} | more)

        async def said(channel):
            answer = await come(MILANO, channel, topic="hours")
            return "open" if answer.error is None else answer.error["code"]

        try:
            answer = await self.apply(config)
            self.assertIn("topics.hours: added", answer["changes"])
            shown = (await LAB.ok(ROMA, "config.get"))["config"]["topics"]["hours"]
            self.assertEqual(shown["calendars"], {"chat": "open", "mail": "always"})
            for channel in ("voice", "callback", "letter"):
                error = (await come(ROMA, channel, topic="hours")).error
                self.assert_has(error, code="closed")
                self.assertIn(f"closed to {channel}", error["message"])
                self.assertLess(abs(now() + error["retryAfterMs"] - (first + 2) * DAY), 2000, "at midnight")
            error = (await come(ROMA, "voice", number="+39065", digits="1")).error
            self.assert_has(error, code="closed")
            chat = (await come(ROMA, "chat", topic="hours")).document
            mail = (await come(NAPOLI, "mail", number="+39065", digits="1")).document
            self.assertEqual((chat["state"], mail["state"]), ("waiting", "waiting"))
            # A callback is in the hours of callbacks, whatever the contact's channel was; and so are its appointments.
            later = {"id": chat["id"], "notBeforeAt": now() + 60_000}
            self.assert_has(await LAB.refused(ROMA, "contact.callback", later, "closed"), field="notBeforeAt")
            slots = {
                channel: (await LAB.ok(ROMA, "appointment.slots", topic="hours", days=3, limit=1, **more))["slots"][0]
                for channel, more in (("voice", {}), ("chat", {"channel": "chat"}), ("callback", {"channel": "callback"}))
            }
            self.assertEqual(slots["voice"]["slotAt"], (first + 2) * DAY)
            self.assertEqual(slots["callback"], slots["voice"])
            soon = slots["chat"]["slotAt"]
            self.assertLess(soon - now(), 3_600_001)
            await LAB.refused(ROMA, "contact.callback", {"id": chat["id"], "slotAt": soon}, "closed", "slotAt")
            booked = (await come(MILANO, "chat", topic="hours", slotAt=soon)).document
            self.assert_has(booked, state="scheduled", slotAt=soon)
            # Another configuration holds for who comes, and takes nobody away.
            hours["calendars"] = {"voice": "always", "chat": "shut"}
            answer = await self.apply(config)
            self.assertIn("topics.hours.calendars.voice: none → always", answer["changes"])

            async def is_open():
                return (await said("voice"), await said("chat"), await said("mail")) == ("open", "closed", "closed")

            await LAB.until(is_open, "the other hours hold")
            await LAB.state(ROMA, chat["id"], "waiting", 1)
            for site, contact in ((ROMA, chat), (NAPOLI, mail), (MILANO, booked)):
                await LAB.ok(site, "contact.cancel", id=contact["id"])
            hours["calendars"] = {"chat": "nowhere", "fax": "open"}
            error = await LAB.refused(ROMA, "config.apply", {"config": config}, "bad_request")
            paths = {issue["path"] for issue in error["issues"]}
            self.assertEqual(paths, {"topics.hours.calendars.chat", "topics.hours.calendars.fax"})
        finally:
            await self.apply(before)

    async def test_durations_are_texts_or_milliseconds(self):
        for value, shown in (("300ms", "300ms"), ("20s", "20s"), ("5m", "5m"), ("2h", "2h"), (1500, "1500ms")):
            answer = await self.apply(self.changed(wrapUp=value), dryRun=True)
            self.assertTrue(any(shown in line for line in answer["changes"]), f"{value}: {answer}")
        for value in ("20", "20 s", "-1s", "1.5s", "", "s", 1.5, -1, "25h", [], {}):
            fields = {"config": self.changed(wrapUp=value), "dryRun": True}
            await LAB.refused(ROMA, "config.apply", fields, "bad_request")

    async def test_wrong_settings_are_refused_at_their_path(self):
        await self.all_refused(lambda value: value not in ("true", "false") and ":true" not in value)

    async def test_truth_values_for_settings_are_refused_at_their_path(self):
        await self.all_refused(lambda value: value in ("true", "false") or ":true" in value)

    async def all_refused(self, chosen):
        before = await LAB.ok(ROMA, "config.get")
        wrong = []
        for path, values in SETTINGS.items():
            for value in filter(chosen, values):
                text = value
                for name in reversed(path.split(".")):
                    text = f'{{"{name}":{text}}}'
                try:
                    reply = await LAB.ask(ROMA, "config.apply", f'{{"dryRun":true,"config":{text}}}'.encode(), 2)
                except (nats.errors.Error, asyncio.TimeoutError) as problem:
                    wrong.append(f"{path}={value[:40]}: no answer, {problem!r}, {LAB.processes.dead()}")
                    continue
                if reply.error is None:
                    wrong.append(f"{path}={value[:40]}: accepted, {reply.text[:200]}")
                    continue
                shapes.check_error(reply)
                paths = [issue["path"] for issue in reply.error.get("issues", [])]
                if not any(told.startswith(path) for told in [*paths, reply.error.get("field", "")]):
                    wrong.append(f"{path}={value[:40]}: told at {paths or reply.error.get('field')}")
            if crashed := LAB.processes.dead():
                self.fail("\n  ".join([f"{crashed} by one of these:", *wrong]))
        self.assertEqual(wrong, [], "\n  ".join(["wrong:", *wrong]))
        self.assertEqual(await LAB.ok(ROMA, "config.get"), before)

    async def test_a_configuration_of_nearly_1_mib_is_read(self):
        topics = {f"topic-{n:05}-{'x' * 50}": {"wrapUp": "10s"} for n in range(8000)}
        size = len(json.dumps({"config": {"topics": topics}}))
        self.assertTrue(600_000 < size < 1 << 20)
        started = time.monotonic()
        reply = await LAB.ask(ROMA, "config.apply", {"config": {"topics": topics}, "dryRun": True}, 10)
        if reply.error is None:
            self.assertGreaterEqual(len(reply.document["changes"]), 8000)
        else:
            shapes.check_error(reply)
            self.assertEqual(reply.error["code"], "full", str(reply)[:500])
        self.assertLess(time.monotonic() - started, 8)


async def picture():
    """What a stranger can see of the pool, without what passes by itself: two looks a little apart agree.

    Lists are what the log knows, which is told a moment after the one who asked."""
    last = await look()
    for _ in range(50):
        await asyncio.sleep(0.1)
        previous, last = last, await look()
        if previous == last:
            break
    return last


async def look():
    """What a stranger can see of the pool at this moment."""
    contacts, agents, after = {}, {}, {}
    for site in SITES:
        after = {}
        while True:
            page = await LAB.ok(site, "contact.list", limit=1000, **after)
            for entry in page["contacts"]:
                fields = ("state", "topic", "priority", "agent", "offer", "outcome", "claim")
                contacts[site, entry["id"]] = {name: entry.get(name) for name in fields}
            if "next" not in page:
                break
            after = {"after": page["next"]}
    after = {}
    while True:
        page = await LAB.ok(ROMA, "agent.list", limit=1000, **after)
        for entry in page["agents"]:
            kept = {name: entry[name] for name in ("site", "intent", "topics", "skills", "channels", "contacts")}
            agents[entry["agent"]] = kept
        if "next" not in page:
            break
        after = {"after": page["next"]}
    totals = (await LAB.ok(ROMA, "stats.get", limit=1))["totals"]
    totals = {name: totals[name] for name in shapes.COUNTERS}
    return contacts, agents, totals, await LAB.ok(ROMA, "config.get")


class Attacks(Checks):
    """Each gets its error and changes nothing."""

    SECONDS = 40

    async def unchanged(self, before):
        self.assertEqual(LAB.processes.dead(), [], "a process ended")
        after = await picture()
        for what, old, new in zip(("contacts", "agents", "totals", "configuration"), before, after):
            if isinstance(old, dict) and old != new:
                change = {key: (old.get(key), new.get(key)) for key in {*old, *new} if old.get(key) != new.get(key)}
                self.fail(f"{what} changed: {str(change)[:1500]}")

    async def every_refused(self, attacks, code="bad_request"):
        """Sends all, and tells of all that are not refused as they should be, not just of the first."""
        wrong = []
        for what, site, verb, data, field in attacks:
            try:
                reply = await LAB.ask(site, verb, data)
                if reply.error is None:
                    wrong.append(f"{verb}, {what}: accepted, {str(reply)[-200:]}")
                    continue
                shapes.check_error(reply)
                if reply.error["code"] != code:
                    wrong.append(f"{verb}, {what}: {reply.text[:200]}")
                elif field and not re.match(rf"{re.escape(field)}(\.|$)", reply.error.get("field", "")):
                    wrong.append(f"{verb}, {what}: field is not {field}: {reply.text[:200]}")
            except (nats.errors.Error, asyncio.TimeoutError) as problem:
                wrong.append(f"{verb}, {what}: no answer, {problem!r}")
                await LAB.until(lambda site=site: LAB.ready(site), f"{site} lives after {what}", 10)
            except AssertionError as problem:
                wrong.append(f"{verb}, {what}: {str(problem)[:300]}")
        if wrong:
            self.fail(f"{len(wrong)} wrong:\n  " + "\n  ".join(wrong[:60]))

    async def test_many_broken_requests_take_no_places(self):
        """A home may have 50,000 requests unanswered; what is refused is none of them."""
        bus = LAB.clients[ROMA]
        answers = 0

        async def heard(_):
            nonlocal answers
            answers += 1

        inbox = bus.new_inbox()
        await bus.subscribe(inbox, cb=heard)
        sent = 0
        while sent < 51_000:
            for _ in range(1_000):
                await bus.publish(f"{POOL}.req.{ROMA}.contact.get", b"{", reply=inbox)
            sent += 1_000
            await LAB.until(lambda sent=sent: answers >= sent, f"{sent} answers", 20)
        reply = await LAB.ask(ROMA, "contact.get", {"id": "nobody"})
        self.assertEqual(reply.error["code"], "not_found")

    async def test_broken_documents_are_bad_requests(self):
        before = await picture()
        await self.every_refused(
            [(what, ROMA, "contact.enqueue", data, None) for what, data in BROKEN.items()]
        )
        await self.unchanged(before)

    async def test_broken_documents_are_bad_requests_for_every_verb(self):
        before = await picture()
        some = ("not JSON", "truncated", "an array", "deep arrays", "wrong UTF-8", "a name twice", "a NUL escape")
        attacks = [(what, MILANO, verb, BROKEN[what], None) for verb in shapes.REPLIES for what in some]
        attacks += [
            ("64 KiB and 1", MILANO, verb, BROKEN["64 KiB and 1"], None)
            for verb in shapes.REPLIES
            if verb != "config.apply"
        ]
        attacks.append(
            ("1 MiB and 1", MILANO, "config.apply", b'{"config":{}, "x":"' + b"x" * (1 << 20) + b'"}', None)
        )
        await self.every_refused(attacks)
        await self.unchanged(before)

    async def test_exactly_64_kib_and_32_levels_are_read(self):
        name = LAB.name("c")
        head = f'{{"id":"{name}","topic":"raids","x":"'.encode()
        data = head + b"x" * (65536 - len(head) - 2) + b'"}'
        reply = await LAB.ask(ROMA, "contact.enqueue", data)
        self.assertIsNone(reply.error, str(reply))
        other = LAB.name("c")
        deep = f'{{"id":"{other}","topic":"raids","x":{"[" * 31}{"]" * 31}}}'.encode()
        reply = await LAB.ask(ROMA, "contact.enqueue", deep)
        self.assertIsNone(reply.error, str(reply))
        for gone in (name, other):
            await LAB.ok(ROMA, "contact.cancel", id=gone)

    async def test_wrong_fields_are_bad_requests_that_name_the_field(self):
        before = await picture()
        attacks = []
        for verb, (fits, fields) in FIELDS.items():
            for field, values in fields.items():
                for value in values:
                    entries = fits | {field: value}
                    data = "{" + ",".join(f'"{name}":{entry}' for name, entry in entries.items()) + "}"
                    attacks.append((f"{field}={value[:40]}", NAPOLI, verb, data.encode(), field))
        await self.every_refused(attacks)
        await self.unchanged(before)

    async def test_missing_and_null_fields_are_bad_requests(self):
        before = await picture()
        attacks = []
        for verb, (fits, _) in FIELDS.items():
            for field in fits:
                rest = [f'"{name}":{value}' for name, value in fits.items() if name != field]
                attacks.append((f"without {field}", ROMA, verb, ("{" + ",".join(rest) + "}").encode(), field))
                rest.append(f'"{field}":null')
                attacks.append((f"{field} null", ROMA, verb, ("{" + ",".join(rest) + "}").encode(), field))
        attacks.append(("nothing", ROMA, "contact.enqueue", b"", "id"))
        await self.every_refused(attacks)
        await self.unchanged(before)

    async def test_an_empty_request_is_an_empty_document(self):
        for verb in ("contact.list", "agent.list", "stats.get", "config.get"):
            reply = await LAB.ask(ROMA, verb, b"")
            self.assertIsNone(reply.error, str(reply))
            shapes.check(shapes.REPLIES[verb], reply.document, str(reply))

    async def test_unknown_requests_get_an_error_or_no_responders(self):
        before = await picture()
        client = LAB.clients[ROMA]
        body = b'{"id":"hostile","topic":"raids","agent":"hostile"}'
        for tail in (
            f"req.{ROMA}.contact.destroy", f"req.{ROMA}.nothing.enqueue", f"req.{ROMA}.contact",
            f"req.{ROMA}.contact.enqueue.more", f"req.{ROMA}.contact.ENQUEUE", f"req.{ROMA}.*.enqueue",
            f"req.{ROMA}.contact.*", f"req.{ROMA}.>", "req.*.contact.enqueue", "req.nowhere.contact.enqueue",
            "req.ROMA.contact.enqueue", f"req.{'x' * 200}.contact.enqueue", f"req.{ROMA}.contact.enqueue{'x' * 2000}",
            f"req.{ROMA}.contact.énqueue", f"other.{ROMA}.contact.enqueue",
        ):  # fmt: skip
            try:
                message = await client.request(f"{POOL}.{tail}", body, timeout=3)
            except nats.errors.NoRespondersError:
                continue
            except asyncio.TimeoutError:
                self.fail(f"{tail}: neither an answer nor no responders")
            document = json.loads(message.data)
            self.assertIn("error", document, f"{tail}: {document}")
            self.assertIn(document["error"]["code"], ("bad_request", "not_found"), tail)
        await self.unchanged(before)

    async def test_requests_without_a_reply_subject_harm_nothing(self):
        client = LAB.clients[ROMA]
        for data in (b"", b"{}", b"hello", b"[" * DEEP, b'{"id":"no-reply","topic":"raids"}'):
            for verb in shapes.REPLIES:
                if verb == "config.apply":
                    continue
                await client.publish(f"{POOL}.req.{ROMA}.{verb}", data)
        await client.flush()
        await asyncio.sleep(0.3)
        self.assertEqual(LAB.processes.dead(), [])
        await LAB.ok(ROMA, "contact.cancel", id="no-reply")
        self.assertEqual([name for name in await LAB.waiting("raids") if name == "no-reply"], [])

    async def test_a_reply_subject_cannot_make_a_node_speak_for_us(self):
        victim = LAB.name("c")
        await LAB.ok(MILANO, "contact.enqueue", id=victim, topic="raids")
        got = []

        async def on_message(message):
            got.append((message.subject, message.data.decode()))

        spoofed = await LAB.watcher.subscribe(f"{POOL}.evt.{MILANO}.contact.spoofed", cb=on_message)
        config = await LAB.watcher.subscribe("$JS.API.STREAM.spoofed", cb=on_message)
        await LAB.watcher.flush()
        client = LAB.clients[ROMA]
        await LAB.ok(ROMA, "contact.enqueue", id=victim, topic="raids")
        lookup = json.dumps({"id": victim}).encode()
        for reply in (
            f"{POOL}.req.{MILANO}.contact.cancel", f"{POOL}.req.{MILANO}.contact.end",
            f"{POOL}.evt.{MILANO}.contact.spoofed", "$JS.API.STREAM.spoofed",
        ):  # fmt: skip
            await client.publish(f"{POOL}.req.{ROMA}.contact.get", lookup, reply=reply)
        await client.flush()
        await asyncio.sleep(1)
        await spoofed.unsubscribe()
        await config.unsubscribe()
        LAB.seen.pop(f"{POOL}.evt.{MILANO}.contact.spoofed", None)
        state = (await LAB.ok(MILANO, "contact.get", id=victim))["state"]
        for site in (ROMA, MILANO):
            await LAB.ok(site, "contact.cancel", id=victim)
        wrong = [f"the node of {ROMA} published to {subject}" for subject, _ in got]
        if state != "waiting":
            wrong.append(f"a reply of {ROMA} was taken by {MILANO} as a request: the contact there is {state}")
        self.assertEqual(wrong, [])

    async def test_1000_requests_at_once_are_all_answered(self):
        names = [(SITES[turn % 3], LAB.name("c")) for turn in range(1000)]
        started = time.monotonic()
        answers = await asyncio.gather(
            *(LAB.ask(site, "contact.enqueue", {"id": name, "topic": "flood"}, 20) for site, name in names)
        )
        took = time.monotonic() - started
        accepted = []
        for (site, name), reply in zip(names, answers):
            if reply.error is None:
                shapes.check(shapes.contact, reply.document, str(reply))
                accepted.append((site, name))
            else:
                shapes.check_error(reply)
                self.assertIn(reply.error["code"], ("full", "unavailable"), str(reply))
        self.assertEqual(len(accepted), 1000, f"all have room; {took:.1f} s")
        claims = {reply.document.get("claim") for reply in answers if reply.error is None}
        self.assertEqual(len(claims), len(accepted), "claims are unique")

        async def total():
            return (await LAB.ok(NAPOLI, "topic.waiting", topic="flood", limit=1))["total"]

        async def is_total(count):
            return await total() == count

        await LAB.until(lambda: is_total(len(accepted)), "all in line", 10)
        line = (await LAB.ok(NAPOLI, "topic.waiting", topic="flood", limit=1000))["contacts"]
        self.assertEqual(line, sorted(line, key=lambda entry: (-entry["priority"], entry["arrivedAt"])), "in order")
        gone = await asyncio.gather(*(LAB.ask(site, "contact.cancel", {"id": name}, 20) for site, name in accepted))
        for reply in gone:
            self.assertIsNone(reply.error, str(reply))
        await LAB.until(lambda: is_total(0), "an empty line", 10)

    async def test_one_offer_accepted_by_many_desks_connects_once(self):
        contact = await LAB.enqueue(ROMA, "raids")
        agent = await LAB.login(MILANO, "raids")
        others = [await LAB.login(site, "same") for site in SITES]
        offer = (await LAB.offer(agent, contact))["offer"]
        desks = [(MILANO, agent)] * 40 + [(LAB.agents[other], other) for other in others] * 20
        random.Random(3).shuffle(desks)
        replies = await asyncio.gather(
            *(LAB.ask(site, "offer.accept", {"offer": offer, "agent": name}) for site, name in desks)
        )
        for (_, name), reply in zip(desks, replies):
            if reply.error is not None:
                shapes.check_error(reply)
                self.assertIn(reply.error["code"], ("gone", "conflict", "not_found", "forbidden"), str(reply))
            else:
                self.assertEqual(name, agent, f"another agent took it: {reply}")
                self.assert_has(reply.document, id=contact, state="connected", agent=agent)
        self.assertTrue(any(reply.error is None for reply in replies), "nobody connected")
        document = await LAB.state(ROMA, contact, "connected")
        self.assertEqual([entry["agent"] for entry in document["participants"]], [agent])
        await LAB.event(ROMA, "contact", contact, "connected")
        events = [event["event"] for event in LAB.events(ROMA, "contact", contact)]
        self.assertEqual(events.count("connected"), 1)
        for other in others:
            self.assert_has(await LAB.agent(other), contacts=[], activity="idle")
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(agent, *others)

    async def test_another_agents_offer_cannot_be_answered(self):
        contact = await LAB.enqueue(ROMA, "raids")
        agent = await LAB.login(MILANO, "raids")
        offer = (await LAB.offer(agent, contact))["offer"]
        near, far = await LAB.login(MILANO, "same"), await LAB.login(NAPOLI, "same")
        before = await picture()
        for name in (near, far):
            for verb in ("accept", "reject"):
                await LAB.refused(
                    LAB.agents[name], f"offer.{verb}", {"offer": offer, "agent": name},
                    ("not_found", "forbidden", "conflict", "gone"),
                )  # fmt: skip
        for site in (ROMA, NAPOLI):
            for verb in ("accept", "reject"):
                fields = {"offer": offer, "agent": agent}
                await LAB.refused(site, f"offer.{verb}", fields, ("not_found", "forbidden"))
            fields = {"offer": offer, "cause": "busy"}
            await LAB.refused(site, "offer.fail", fields, ("not_found", "forbidden", "gone"))
        await self.unchanged(before)
        self.assertEqual(await LAB.accept(agent), contact, "the offer stands")
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.offline(agent, near, far)

    async def test_fail_in_the_name_of_another_agent_is_refused(self):
        contact = await LAB.enqueue(ROMA, "raids")
        agent, other = await LAB.login(MILANO, "raids"), await LAB.login(MILANO, "same")
        fields = {"offer": (await LAB.offer(agent, contact))["offer"], "cause": "busy", "agent": other}
        await LAB.refused(MILANO, "offer.fail", fields, ("not_found", "forbidden", "conflict", "gone"))
        self.assertEqual(await LAB.accept(agent), contact, "the offer stands")

    async def test_made_up_offers_are_not_found_or_gone(self):
        agent = await LAB.login(MILANO, "raids")
        before = await picture()
        for offer in ("1.999999999", "999999.1", "0.0", "18446744073709551615.18446744073709551615", "1.1"):
            for verb, more in (("accept", {}), ("reject", {}), ("fail", {"cause": "busy"})):
                fields = {"offer": offer, "agent": agent} | more
                await LAB.refused(MILANO, f"offer.{verb}", fields, ("not_found", "gone"))
        await self.unchanged(before)
        await LAB.offline(agent)

    async def test_a_third_site_cannot_end_or_move_a_contact(self):
        waiting = await LAB.enqueue(ROMA, "order")
        contact = await LAB.enqueue(ROMA, "raids")
        agent = await LAB.login(MILANO, "raids")
        await LAB.accept(agent, contact)
        before = await picture()
        for name in (waiting, contact):
            for verb in ("end", "requeue"):
                await LAB.refused(NAPOLI, f"contact.{verb}", {"id": name}, ("not_found", "forbidden"))
        await LAB.refused(NAPOLI, "agent.state", {"agent": agent, "intent": "offline"}, ("not_found", "forbidden"))
        await LAB.refused(
            NAPOLI, "agent.wrapup", {"agent": agent, "contact": contact}, ("not_found", "forbidden", "conflict")
        )
        await self.unchanged(before)
        self.assertEqual((await LAB.ok(NAPOLI, "contact.cancel", id=contact))["state"], "ended", "its own tombstone")
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=contact), state="connected", agent=agent)
        self.assert_has(await LAB.agent(agent), activity="busy", contacts=[contact])
        await LAB.ok(ROMA, "contact.end", id=contact)
        await LAB.ok(ROMA, "contact.cancel", id=waiting)
        await LAB.offline(agent)

    async def test_what_the_state_does_not_allow_is_a_conflict(self):
        contact = await LAB.enqueue(ROMA, "raids")
        await LAB.ok(ROMA, "contact.cancel", id=contact)
        error = await LAB.refused(ROMA, "contact.requeue", {"id": contact}, "conflict")
        self.assertEqual(error.get("state"), "ended", error)
        agent = await LAB.login(MILANO, "raids")
        other = await LAB.enqueue(ROMA, "raids")
        await LAB.accept(agent, other)
        await LAB.refused(ROMA, "contact.requeue", {"id": other, "topic": "no-such"}, "not_found")
        self.assert_has(await LAB.ok(ROMA, "contact.get", id=other), state="connected", agent=agent)

    async def test_forged_events_and_presence_change_nothing(self):
        contact = await LAB.enqueue(ROMA, "raids")
        before = await picture()
        client = await LAB.client(LAB.clients[ROMA].connected_url.geturl())
        for subject, document in (
            (f"{POOL}.evt.{ROMA}.contact.{contact}x", {"event": "forged", "id": f"{contact}x", "version": 1}),
            (f"{POOL}.presence.{ROMA}.forged", {"agent": "forged", "version": 1}),
            (f"{POOL}.stats.topic.forged", {"topic": "forged"}),
        ):
            await client.publish(subject, json.dumps(document).encode())
        await client.flush()
        await client.close()
        await asyncio.sleep(0.3)
        for subject in [name for name in LAB.seen if "forged" in name or name.endswith(f"{contact}x")]:
            del LAB.seen[subject]
        await self.unchanged(before)
        await LAB.ok(ROMA, "contact.cancel", id=contact)


class Everything(Checks):
    """All that was published while the checks ran."""

    def documents(self, kind):
        for subject, messages in sorted(LAB.seen.items()):
            if subject.startswith(f"{POOL}.{kind}"):
                yield subject, [json.loads(data) for _, data in messages]

    def none_wrong(self, wrong, total):
        self.assertTrue(total, "nothing was published")
        if wrong:
            self.fail(f"{len(wrong)} of {total} wrong:\n  " + "\n  ".join(wrong[:20]))

    def each(self, kind, shape_of):
        wrong, total = [], 0
        for subject, documents in self.documents(kind):
            shape = shape_of(subject)
            for document in documents:
                total += 1
                if problem := shape(document):
                    wrong.append(f"{problem} in {subject}: {json.dumps(document)[:300]}")
        self.none_wrong(wrong, total)

    def test_every_event_has_its_shape(self):
        def shape_of(subject):
            kind, whose = subject.split(".")[4:]
            return shapes.event(shapes.CONTACT_EVENTS if kind == "contact" else shapes.AGENT_EVENTS, whose)

        self.each("evt.", shape_of)

    def test_every_presence_document_has_its_shape(self):
        def shape_of(subject):
            site, agent = subject.split(".")[3:]

            def shape(value):
                wrong = shapes.presence(value)
                return wrong or ("" if (value["site"], value["agent"]) == (site, agent) else "another agent's")

            return shape

        self.each("presence.", shape_of)

    def test_every_stats_document_has_its_shape(self):
        def shape_of(subject):
            return shapes.stats if subject == f"{POOL}.stats" else shapes.topic_stats_alone

        self.each("stats", shape_of)

    def test_versions_of_contacts_leave_no_gap_and_never_go_back(self):
        """The same, where a `position` may bear the version that was."""
        self.count_by_one("evt.", lambda subject: ".contact." in subject, ("position",))

    def test_versions_of_agents_count_by_one(self):
        self.count_by_one("evt.", lambda subject: ".agent." in subject)

    def test_versions_of_presence_count_by_one(self):
        self.count_by_one("presence.", lambda subject: True)

    def count_by_one(self, kind, chosen, repeating=()):
        wrong, total = [], 0
        for subject, documents in self.documents(kind):
            if not chosen(subject):
                continue
            total += 1
            last, offers = 0, {}
            for document in documents:
                version = document["version"]
                if document.get("event") == "offer":
                    if offers.setdefault(document["offer"], version) != version:
                        wrong.append(f"{subject}: offer {document['offer']} sent again with another version")
                        break
                    if version <= last:
                        continue
                if version == last and document.get("event") in repeating:
                    continue
                if version != last + 1:
                    seen = [(entry.get("event", entry.get("activity")), entry["version"]) for entry in documents]
                    wrong.append(f"{subject}: after version {last} comes {version} in {seen}"[:500])
                    break
                last = version
        self.none_wrong(wrong, total)

    def test_presence_and_events_of_an_agent_have_the_same_versions(self):
        wrong, total = [], 0
        for subject, documents in self.documents("presence."):
            total += 1
            site, agent = subject.split(".")[3:]
            presence = {document["version"] for document in documents}
            events = {event["version"] for event in LAB.events(site, "agent", agent)}
            if presence != events:
                only = f"presence only {sorted(presence - events)}, events only {sorted(events - presence)}"
                wrong.append(f"{agent}: {only}")
        self.none_wrong(wrong, total)

    def test_the_last_presence_is_what_agent_get_answers(self):
        async def compare():
            wrong = []
            agents = [subject.split(".")[3:] for subject in LAB.seen if subject.startswith(f"{POOL}.presence.")]
            for site, name in agents:
                answer = await LAB.ok(site, "agent.get", agent=name)
                last = LAB.presences(site, name)[-1]
                for field in ("version", "intent", "activity", "contacts", "topics"):
                    if answer[field] != last[field]:
                        wrong.append(f"{name}: {field} is {answer[field]}, published {last[field]}")
            return wrong, len(agents)

        self.none_wrong(*LAB.run(compare(), 20))

    def test_every_contact_ends_once(self):
        wrong, total = [], 0
        for subject, documents in self.documents("evt."):
            if ".contact." in subject:
                total += 1
                ends = [index for index, event in enumerate(documents) if event["event"] == "ended"]
                if len(ends) > 1 or (ends and ends[0] != len(documents) - 1):
                    wrong.append(f"{subject}: {[event['event'] for event in documents]}")
        self.none_wrong(wrong, total)

    def test_subjects_are_those_of_the_contract(self):
        identifier, name = r"[A-Za-z0-9_-]{1,64}", r"[a-z0-9-]{1,32}"
        known = re.compile(
            rf"{re.escape(POOL)}\.(evt\.{name}\.(contact|agent)\.{identifier}|presence\.{name}\.{identifier}"
            rf"|stats|stats\.topic\.{identifier})"
        )
        self.assertEqual([subject for subject in LAB.seen if LAB.seen[subject] and not known.fullmatch(subject)], [])

    def test_no_process_ended_by_itself(self):
        self.assertEqual(LAB.crashes + LAB.processes.dead(), [])


class Shapes(Checks):
    """Every reply to a request that succeeded, verb by verb. The checks are made below."""

    def has_its_shape(self, verb):
        self.assertTrue(LAB.answered[verb], f"no {verb} succeeded")
        if wrong := LAB.misshapen[verb]:
            self.fail(f"{len(wrong)} of {LAB.answered[verb]} wrong:\n  " + "\n  ".join(wrong[:5]))


for _verb in shapes.REPLIES:
    setattr(
        Shapes,
        f"test_replies_of_{_verb.replace('.', '_')}_have_their_shape",
        lambda self, verb=_verb: self.has_its_shape(verb),
    )


class TheEnd(Checks):
    def test_bad_usage_is_64(self):
        for arguments in ((), ("--site", "Not A Site"), ("--nonsense",)):
            done = subprocess.run(
                [BINARY, "node", *arguments], capture_output=True, text=True, timeout=20, check=False, cwd="/"
            )
            self.assertEqual(done.returncode, 64, f"{arguments}: {done.stdout}{done.stderr}")

    def test_nodes_exit_0_on_sigterm(self):
        codes = LAB.stop()
        self.assertEqual({name: code for name, code in codes.items() if name.startswith("node-")},
                         {f"node-{site}": 0 for site in SITES})  # fmt: skip


def load_tests(*_):
    """In the order of this page: the attacker comes last, and what looks at everything after that."""
    suite = unittest.TestSuite()
    for kind in (Contacts, Repeating, Meetings, Agents, Services, Configuration, Attacks, Everything, Shapes, TheEnd):
        suite.addTests(kind(name) for name in vars(kind) if name.startswith("test_"))
    return suite


def main():
    wanted = sys.argv[1:]
    chosen = [test for test in load_tests() if not wanted or any(word in test.id() for word in wanted)]
    result = unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(chosen))
    bad = {test.id() for test, _ in result.failures + result.errors + result.skipped}
    failed = len(bad) if result.testsRun else 1
    print(f"{max(result.testsRun - len(bad), 0)} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

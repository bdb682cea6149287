# SPDX-License-Identifier: Apache-2.0
"""What an operator learns afterwards: `explain`, `history` and `report` against real nodes, and without them."""
import datetime
import json
import signal
import sqlite3
import time
import unittest

from commands import Dialect, command, folders, servers
from lab import SITES, Lab

ROMA, MILANO, NAPOLI = SITES
LAB = Lab()
CONFIGURATION = {
    "pool": {},
    "topics": {"pec": {"wrapUp": "1s", "offerTimeout": "60s", "strategy": "topDown"}, "firma": {"wrapUp": 0}},
    "agents": {},
}


def on_term(*_):
    raise KeyboardInterrupt


def setUpModule():
    signal.signal(signal.SIGTERM, on_term)
    LAB.start(CONFIGURATION)


def tearDownModule():
    LAB.stop()


async def served(topic):
    """A caller in Rome whom the first agent lets go and the second serves, both in Milan, and asks a colleague in Naples
    about; one who leaves; their claim."""
    first = await LAB.login(MILANO, topic)
    second = await LAB.login(MILANO, topic)
    contact = await LAB.enqueue(ROMA, topic, caller="+390612345678")
    claim = (await LAB.ok(ROMA, "contact.get", id=contact))["claim"]
    offer = await LAB.offer(first, contact)
    await LAB.ok(MILANO, "offer.reject", offer=offer["offer"], agent=first)
    offer = await LAB.offer(second, contact)
    await LAB.ok(MILANO, "offer.accept", offer=offer["offer"], agent=second)
    await LAB.state(ROMA, contact, "connected")
    colleague, consult = await LAB.login(NAPOLI, "firma"), LAB.name("q")
    await LAB.ok(ROMA, "contact.consult", id=contact, consult=consult, topic="firma")
    await LAB.accept(colleague, consult)
    await LAB.ok(ROMA, "contact.end", id=consult)
    await LAB.ok(ROMA, "contact.end", id=contact)
    await LAB.activity(second, "idle")
    await LAB.offline(first, second, colleague)
    again = await LAB.enqueue(NAPOLI, topic, claim=claim)
    await LAB.ok(NAPOLI, "contact.cancel", id=again)
    return contact, again, claim, first, second, consult, colleague


class Afterwards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dialects = {name: Dialect(LAB, name) for name in ("asterisk", "freeswitch")}
        for dialect in cls.dialects.values():
            cls.addClassCleanup(dialect.stop)
        (cls.contact, cls.again, cls.claim, cls.first, cls.second, cls.consult, cls.colleague) = LAB.run(
            served("pec"), 40
        )
        cls.key = ["--key", str(LAB.processes.folder / "key")]

    def until(self, condition):
        deadline = time.monotonic() + 10
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)

    def rows(self, site, query):
        with sqlite3.connect(f"file:{LAB.processes.folder}/data-{site}/history.sqlite?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def test_explain_says_who_was_asked_and_why(self):
        for subject in (self.contact, self.claim):
            document = json.loads(command("explain", subject, *servers(LAB), *self.key, "--json"))
            told = next(contact for contact in document["contacts"] if contact.get("id") == self.contact)
            self.assertEqual(document["readFromAt"], 0)
            self.assertEqual((told["claim"], told["site"], told["isComplete"]), (self.claim, ROMA, True))
            offers = [event for event in told["events"] if event["event"] == "offered"]
            self.assertEqual([offer["agent"] for offer in offers], [self.first, self.second])
            for offer in offers:
                choice = offer["choice"]
                self.assertEqual(choice["candidates"][0]["agent"], offer["agent"], choice)
                self.assertEqual((choice["strategy"], choice["position"]), ("topDown", 1), choice)
                self.assertEqual(choice["heads"][0]["contact"], self.contact, choice)
            # Both were free at first; then the one who had just let it go was not.
            self.assertEqual([agent["agent"] for agent in offers[0]["choice"]["candidates"]], [self.first, self.second])
            self.assertEqual([event["event"] for event in told["events"]][-1], "ended")
        about = {contact.get("id"): contact.get("consultOf") for contact in document["contacts"]}
        self.assertEqual(about, {self.contact: None, self.again: None, self.consult: self.contact})
        text = command("explain", self.contact, *servers(LAB), *self.key)
        self.assertIn(f"offered to {self.second} at {MILANO}", text)
        self.assertNotIn("612345678", text)

    def test_explain_of_nobody_says_so(self):
        command("explain", "nobody", *servers(LAB), *self.key, expected=1)
        command("explain", "no body", *servers(LAB), *self.key, expected=64)
        command("explain", "nobody", *servers(LAB), expected=64)

    def test_history_tells_every_contact_of_a_claim_from_every_site(self):
        document = json.loads(command("history", self.claim, *servers(LAB), "--json"))
        self.assertEqual(document["silentSites"], [])
        served_, consult, left = document["contacts"]
        self.assertEqual((served_["id"], served_["site"], served_["outcome"]), (self.contact, ROMA, "handled"))
        self.assertEqual(served_["agents"], [self.second])
        events = [entry["event"] for entry in served_["timeline"]]
        asked = ["consulting", "consulted", "consultEnded"]
        self.assertEqual(events, ["queued", "offered", "revoked", "offered", "connected", *asked, "ended"])
        self.assertEqual((consult["id"], consult["consultOf"], consult["agents"]),
                         (self.consult, self.contact, [self.colleague]))  # fmt: skip
        connected = next(entry["at"] for entry in served_["timeline"] if entry["event"] == "connected")
        self.assertEqual(served_["waitedMs"], connected - served_["arrivedAt"])
        self.assertEqual(served_["talkedMs"], served_["endedAt"] - connected)
        self.assertEqual((left["id"], left["site"], left["outcome"]), (self.again, NAPOLI, "abandoned"))
        self.assertIn(f"with {self.second}", command("history", self.claim, *servers(LAB)))
        command("history", "12", *servers(LAB), expected=1)
        command("history", "1a", *servers(LAB), expected=64)

    def test_history_is_in_tables_of_each_home(self):
        self.until(lambda: self.rows(ROMA, "SELECT 1 FROM contact") and self.rows(NAPOLI, "SELECT 1 FROM contact"))
        asked = "SELECT id, claim, outcome, offers, conversations, agent, in_line_ms + talk_ms = ended_at - arrived_at"
        row = self.rows(ROMA, f"{asked}, length(caller_hash) FROM contact WHERE consult_of IS NULL")
        self.assertEqual(row, [(self.contact, self.claim, "handled", 2, 1, self.second, 1, 64)])
        row = self.rows(ROMA, "SELECT id, agent, conversations FROM contact WHERE consult_of IS NOT NULL")
        self.assertEqual(row, [(self.consult, self.colleague, 1)])
        self.assertEqual(
            self.rows(NAPOLI, f"{asked}, caller_hash FROM contact"),
            [(self.again, self.claim, "abandoned", 0, 0, None, 1, None)],
        )
        self.assertEqual(self.rows(MILANO, "SELECT count(*) FROM contact"), [(0,)])
        self.until(lambda: "idle/offline" in self.activities())
        self.assertEqual([word.split("/")[0] for word in self.activities() if "busy" in word or "wrap" in word],
                         ["busy", "wrapping"])  # fmt: skip

    def activities(self):
        query = f"SELECT activity, intent FROM presence WHERE agent = '{self.second}' ORDER BY at, version"
        return ["/".join(row) for row in self.rows(MILANO, query)]

    def test_dialects_say_what_asterisk_and_freeswitch_would(self):
        def lines():
            return [line.split("|") for line in self.dialects["asterisk"].text.splitlines()]

        self.until(lambda: any(line[1:5] == [self.again, "pec", "NONE", "ABANDON"] for line in lines()))
        self.assertEqual([line for line in lines() if line[1] == self.consult], [], "no caller of a queue")
        life = [line[2:5] for line in lines() if line[1] == self.contact]
        self.assertEqual(
            life,
            [["pec", "NONE", "ENTERQUEUE"], ["pec", self.first, "RINGNOANSWER"], ["pec", self.second, "CONNECT"],
             ["pec", self.second, "COMPLETECALLER"]],
        )  # fmt: skip
        self.assertEqual([line[4] for line in lines() if line[3] == self.second and line[1] == "NONE"],
                         ["AGENTLOGIN", "AGENTLOGOFF"])  # fmt: skip
        blocks = self.dialects["freeswitch"].text.split("\n\n")
        mine = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks if self.contact in block]
        actions = ["member-queue-start", "agent-offering", "bridge-agent-fail", "agent-offering", "bridge-agent-start",
                   "bridge-agent-end", "member-queue-end"]  # fmt: skip
        self.assertEqual([event["CC-Action"] for event in mine], actions)
        self.assertEqual({event["Event-Subclass"] for event in mine}, {"callcenter::info"})

    def test_report_counts_the_day_over_all_sites(self):
        self.until(lambda: self.rows(ROMA, "SELECT 1 FROM contact") and self.rows(NAPOLI, "SELECT 1 FROM contact"))
        self.until(lambda: "wrapping/available" in self.activities())
        arrived = self.rows(ROMA, "SELECT arrived_at FROM contact")[0][0]
        day = datetime.datetime.fromtimestamp(arrived / 1_000, datetime.timezone.utc).date().isoformat()
        days = ["report", "--day", day, "--days", "2", *folders(LAB)]
        report = json.loads(command(*days, "--by", "site", "--json"))
        total = report["total"]["contacts"]
        self.assertEqual((total["arrived"], total["answered"], total["abandoned"]), (2, 1, 1))
        self.assertEqual(total["serviceLevels"]["all"], {"numerator": 1, "denominator": 2})
        self.assertEqual(total["waits"]["answeredWithin5Min"], {"numerator": 1, "denominator": 1})
        self.assertEqual([group["name"] for group in report["groups"]], sorted(SITES))
        work = next(group["work"] for group in report["groups"] if group["name"] == MILANO)
        self.assertEqual(work["wrapUpMs"]["denominator"], 1)
        self.assertGreaterEqual(work["wrapUpMs"]["numerator"], 900)
        lines = command(*days, "--by", "agent", "--csv").splitlines()
        self.assertTrue(lines[0].startswith("group,arrived,answered,"))
        self.assertEqual({len(line.split(",")) for line in lines}, {len(lines[0].split(","))})
        self.assertIn(self.second, [line.split(",")[0] for line in lines])
        self.assertIn("2 arrived, 1 answered, 1 abandoned", command(*days))
        command("report", "--day", "2026-02-30", *folders(LAB), expected=64)
        command("report", "--day", day, "--data", str(LAB.processes.folder / "nowhere"), expected=74)

    def test_what_a_crash_kept_out_is_written_again(self):
        # The last of these: what was known of presence goes with the file.
        node = next(child for name, child in LAB.processes.children if name == f"node-{NAPOLI}")
        node.kill()
        node.wait()
        for file in (LAB.processes.folder / f"data-{NAPOLI}").glob("history.sqlite*"):
            file.unlink()
        LAB.processes.revive()
        LAB.run(LAB.revived(), 60)
        query = "SELECT id, claim, outcome FROM contact"
        self.until(lambda: self.rows(NAPOLI, query) == [(self.again, self.claim, "abandoned")])


if __name__ == "__main__":
    unittest.main()

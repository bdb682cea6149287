# SPDX-License-Identifier: Apache-2.0
"""The fault lab's checkers find what they are for, in histories that are made up here."""
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "Cluster" / "lab"))

import checks  # noqa: E402
from history import Story  # noqa: E402


class Writer:
    """A history, deed by deed; each deed takes a tenth of a second."""

    def __init__(self):
        self.lines, self.ops = [], 0

    def deed(self, at, verb, ask, answer, kind="ok"):
        self.ops += 1
        self.lines.append({"t": at, "k": "invoke", "op": self.ops, "by": "x", "verb": verb, "ask": ask})
        self.lines.append({"t": at + 0.1, "k": kind, "op": self.ops, "answer": answer})

    def enqueue(self, at, name, claim="18"):
        self.deed(at, "contact.enqueue", {"id": name}, {"id": name, "claim": claim, "version": 1, "state": "waiting"})

    def accept(self, at, agent, offer, name):
        self.deed(at, "offer.accept", {"agent": agent, "offer": offer}, {"id": name, "state": "connected"})

    def end(self, at, name):
        self.deed(at, "contact.end", {"id": name}, {"id": name, "state": "ended"})

    def event(self, at, of, **say):
        self.lines.append({"t": at, "k": "event", "of": of, "say": say})

    def final(self, name, **say):
        self.lines.append({"t": 100.0, "k": "final", "id": name, "say": say or {"id": name, "state": "ended"}})

    def found(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "history"
            path.write_text("".join(json.dumps(line) + "\n" for line in self.lines), encoding="utf-8")
            return [text.split(":")[0] for text in checks.violations(Story({"roma": path}))]


class LabChecks(unittest.TestCase):
    def setUp(self):
        self.history = Writer()
        self.history.enqueue(1, "c")
        self.history.accept(2, "anna", "1.5", "c")

    def expect(self, *invariants, final=True):
        if final:
            self.history.final("c")
        self.assertEqual(self.history.found(), list(invariants))

    def test_a_good_life_breaks_nothing(self):
        self.history.end(3, "c")
        self.expect()

    def test_an_acknowledged_contact_that_nobody_knows(self):
        self.history.final("c", code="not_found")
        self.expect("I1", final=False)

    def test_an_acknowledged_contact_that_nobody_could_ask_about(self):
        self.expect("I1", final=False)

    def test_somebody_who_still_waits_at_the_end(self):
        self.history.final("c", id="c", state="waiting")
        self.expect("I15", final=False)

    def test_two_agents_with_one_contact(self):
        self.history.accept(3, "bruno", "1.6", "c")
        self.expect("I3")

    def test_two_agents_one_after_the_other(self):
        self.history.deed(3, "contact.requeue", {"id": "c"}, {"id": "c", "state": "waiting"})
        self.history.accept(4, "bruno", "1.6", "c")
        self.expect()

    def test_one_agent_with_two_contacts(self):
        self.history.enqueue(2.5, "d", claim="26")
        self.history.accept(3, "anna", "1.6", "d")
        self.history.final("d")
        self.expect("I4")

    def test_one_agent_whose_first_caller_was_about_to_leave_when_it_accepted(self):
        self.history.deed(1.95, "contact.cancel", {"id": "c"}, {"id": "c", "state": "ended"})
        self.history.enqueue(1.5, "d", "26")
        self.history.accept(2.5, "anna", "1.6", "d")
        self.history.final("d")
        self.expect()

    def test_two_ends(self):
        self.history.event(3, "contact", event="ended", id="c", version=4, outcome="handled")
        self.history.event(4, "contact", event="ended", id="c", version=5, outcome="abandoned")
        self.expect("I10", "I10")

    def test_life_after_the_end(self):
        self.history.event(3, "contact", event="ended", id="c", version=4, outcome="handled")
        self.history.event(4, "contact", event="offered", id="c", version=5, offer="1.7")
        self.expect("I10")

    def test_a_claim_number_twice(self):
        self.history.enqueue(3, "d", claim="18")
        self.history.final("d")
        self.expect("I11")

    def test_a_connection_after_an_answered_cancel(self):
        self.history.deed(3, "contact.cancel", {"id": "c"}, {"id": "c", "state": "ended"})
        self.history.accept(4, "bruno", "1.6", "c")
        self.expect("S3")

    def test_a_version_that_is_two_things(self):
        self.history.event(3, "contact", event="offered", id="c", version=2, offer="1.5")
        self.history.event(4, "contact", event="revoked", id="c", version=2, offer="1.5")
        self.expect("C2")


if __name__ == "__main__":
    unittest.main()

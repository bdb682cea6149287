# SPDX-License-Identifier: Apache-2.0
"""The judge of Benchmarks/Beside finds what it is for and nothing else, and a short run of it goes from end to end."""
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

from lab import BINARY

BESIDE = pathlib.Path(__file__).resolve().parents[2] / "Benchmarks" / "Beside"
sys.path.append(str(BESIDE))

import judge  # noqa: E402
from judge import Contact  # noqa: E402

WHOLE = (0, 1_000_000)


def contact(priority, sent, acknowledged=0, asked=0, offered=0, found=0):
    return Contact(priority, sent, sent, acknowledged, asked, offered, found)


class Judge(unittest.TestCase):
    def violations(self, *contacts, window=WHOLE):
        return judge.order_violations(contacts, *window)

    def test_a_line_taken_in_its_order_breaks_nothing(self):
        urgent, first, second = contact(9, 30, 40, 50, 55), contact(1, 10, 20, 60, 65), contact(1, 25, 28, 70, 75)
        self.assertEqual(self.violations(urgent, first, second), 0)

    def test_a_higher_priority_passed_over_is_a_violation(self):
        self.assertEqual(self.violations(contact(9, 30, 40, 60, 65), contact(1, 10, 20, 50, 55)), 1)

    def test_an_earlier_of_the_same_priority_passed_over_is_a_violation(self):
        self.assertEqual(self.violations(contact(1, 10, 20, 60, 65), contact(1, 25, 28, 50, 55)), 1)

    def test_who_was_never_offered_still_waited(self):
        self.assertEqual(self.violations(contact(9, 10, 20), contact(1, 25, 28, 50, 55)), 1)

    def test_each_offer_counts_once(self):
        better = [contact(9, 10, 20), contact(8, 10, 20)]
        self.assertEqual(self.violations(*better, contact(1, 25, 28, 50, 55), contact(1, 25, 28, 60, 65)), 2)

    def test_what_was_acknowledged_after_the_agent_asked_proves_nothing(self):
        self.assertEqual(self.violations(contact(9, 30, 51, 60, 65), contact(1, 10, 20, 50, 55)), 0)

    def test_what_another_agent_had_asked_for_by_then_proves_nothing(self):
        self.assertEqual(self.violations(contact(9, 30, 40, 54, 65), contact(1, 10, 20, 50, 55)), 0)

    def test_two_of_the_same_priority_under_way_at_once_have_no_order(self):
        self.assertEqual(self.violations(contact(1, 10, 27, 60, 65), contact(1, 25, 28, 50, 55)), 0)

    def test_what_was_never_acknowledged_has_no_place(self):
        self.assertEqual(self.violations(contact(9, 30, 0), contact(1, 10, 20, 50, 55)), 0)

    def test_only_offers_of_the_measured_time_are_judged(self):
        trace = (contact(9, 30, 40, 60, 65), contact(1, 10, 20, 50, 55))
        self.assertEqual(self.violations(*trace, window=(0, 55)), 0)
        self.assertEqual(self.violations(*trace, window=(55, 56)), 1)

    def test_it_agrees_with_comparing_each_with_each(self):
        draw = random.Random(7)
        found = 0
        for _ in range(200):
            trace = []
            for _ in range(40):
                sent = draw.randrange(1, 200)
                acknowledged = draw.choice([0, sent + draw.randrange(1, 30)])
                asked = draw.randrange(1, 250)
                offered = draw.choice([0, max(asked, sent) + draw.randrange(1, 30)])
                trace.append(contact(draw.randrange(3), sent, acknowledged, asked if offered else 0, offered))
            expected = sum(any(passes_over(a, b) for a in trace) for b in trace if b.offered)
            found += expected
            self.assertEqual(judge.order_violations(trace, *WHOLE), expected)
        self.assertGreater(found, 500)

    def test_latency_counts_from_when_it_was_due_and_who_still_waits_counts_until_the_end(self):
        trace = [Contact(1, 100, 150, 160, 10, 170), Contact(1, 100, 150, 160), Contact(1, 2000, 2000, 2001, 1, 2002)]
        self.assertEqual(judge.latencies(trace, 0, 1000), [70, 900])

    def test_percentiles_are_of_values_that_were_measured(self):
        values = [1000 * value for value in range(1, 1001)]
        self.assertEqual([judge.percentile(values, share) for share in (0.5, 0.99, 0.999)], [501, 991, 1000])
        self.assertIsNone(judge.percentile([], 0.5))

    def test_lost_is_what_was_acknowledged_and_neither_offered_nor_found(self):
        trace = [
            contact(1, 10, 20), contact(1, 10, 20, 5, 25), contact(1, 10, 20, found=99), contact(1, 10),
            contact(1, 10, 20),
        ]  # fmt: skip
        verdict = judge.verdict(trace, 0, 1_000_000_000)
        self.assertEqual((verdict["lost"], verdict["offers"], verdict["contactsPerSecond"]), (2, 1, 1))
        self.assertEqual((verdict["waitingAtBegin"], verdict["waitingAtEnd"]), (0, 4))

    def test_it_reads_what_drivers_write(self):
        with tempfile.NamedTemporaryFile() as file:
            for number in range(2 * judge.COLUMNS):
                file.write(number.to_bytes(8, sys.byteorder, signed=True))
            file.flush()
            self.assertEqual(judge.read(file.name, 2), [Contact(*range(7)), Contact(*range(7, 14))])


def passes_over(a, b):
    """The rule as judge.py says it, word by word."""
    is_before = a.priority > b.priority or (a.priority == b.priority and a.acknowledged < b.sent)
    asked = a.asked if a.offered else math.inf
    return bool(a.acknowledged) and is_before and a.acknowledged < b.asked and asked > b.offered


class Run(unittest.TestCase):
    def side_by_side(self, *words):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "lines"
            done = subprocess.run(
                [BESIDE / "run", "--json", path, *words], capture_output=True, text=True, timeout=300, check=False
            )
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()], done.stdout

    def test_systems_take_all_that_comes_and_are_killed_and_looked_through(self):
        lines, table = self.side_by_side(
            "--binary", BINARY, "--systems", "centralino,jetstream-publish", "--workloads", "paced", "--rate", "50",
            "--rounds", "1", "--seconds", "2", "--warm", "1",
        )  # fmt: skip
        self.assertEqual([line["system"] for line in lines], ["centralino", "jetstream-publish"])
        for line in lines:
            self.assertAlmostEqual(line["contactsPerSecond"], 50, delta=10, msg=line)
            self.assertGreater(line["p50Us"], 0, line)
            self.assertLessEqual(line["p50Us"], line["p999Us"], line)
            self.assertIn(line["system"], table)
        self.assertEqual((lines[0]["orderViolations"], lines[0]["lost"]), (0, 0), lines[0])

    def test_what_is_not_there_is_said_to_be_missing(self):
        lines, table = self.side_by_side("--binary", "/nowhere/centralino", "--systems", "centralino", "--rounds", "1")
        self.assertEqual([line["workload"] for line in lines], ["paced", "busy", "full"])
        for line in lines:
            self.assertIn("centralino", line["missing"])
            self.assertIsNone(line["contactsPerSecond"])
        self.assertIn("missing", table)


if __name__ == "__main__":
    unittest.main()

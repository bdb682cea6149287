# SPDX-License-Identifier: Apache-2.0
"""`centralino simulate` as programs use it: the range of seeds, the last line, the exit code."""

import json
import os
import pathlib
import pty
import subprocess
import unittest

from lab import BINARY


def simulate(*arguments, **variables):
    return subprocess.run(
        [BINARY, "simulate", *arguments], capture_output=True, text=True, timeout=120, env={**os.environ, **variables}
    )


class Simulate(unittest.TestCase):
    def summary(self, run):
        self.assertEqual(run.stderr, "")
        return json.loads(run.stdout.splitlines()[-1])

    def test_it_ends_with_one_line_of_json(self):
        run = simulate("--seeds", "3..5", "--minutes", "6")
        self.assertEqual(run.returncode, 0)
        summary = self.summary(run)
        digits = summary.pop("hash")
        self.assertEqual(len(bytes.fromhex(digits)), 8)
        self.assertEqual(summary, {"seeds": 3, "simulatedHours": 0.3, "violations": 0})

    def test_who_watches_sees_how_far_it_is(self):
        terminal, end = pty.openpty()
        arguments = [BINARY, "simulate", "--seeds", "1..3", "--minutes", "1"]
        subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=end, timeout=60, check=True)
        os.close(end)
        seen = os.read(terminal, 4096).decode()
        os.close(terminal)
        self.assertIn("1 of 3 seeds", seen)
        self.assertIn("2 of 3 seeds", seen)

    def test_it_says_which_commit_it_is(self):
        run = simulate("--seeds", "1", "--minutes", "1")
        self.summary(run)
        root = pathlib.Path(__file__).resolve().parents[2]
        if not pathlib.Path(BINARY).resolve().is_relative_to(root):
            self.assertIn(", version 0.", run.stdout)
            return
        describe = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
        commit = subprocess.run(describe, capture_output=True, text=True, timeout=20, check=True).stdout.strip()
        self.assertIn(f", commit {commit}\n", run.stdout)

    def test_a_seed_gives_one_hash_whatever_runs_beside_it(self):
        one, two = (
            self.summary(simulate("--seeds", "7..8", "--minutes", "5", "--jobs", jobs))["hash"] for jobs in "12"
        )
        other = self.summary(simulate("--minutes", "5", CENTRALINO_SEEDS="8..9"))["hash"]
        self.assertEqual(one, two)
        self.assertNotEqual(one, other)

    def test_what_was_asked_for_and_not_seen_is_a_failure(self):
        run = simulate("--seeds", "1", "--minutes", "1", "--reach-all")
        self.assertEqual(run.returncode, 1)
        self.assertEqual(self.summary(run)["violations"], 0)
        self.assertIn("never reached: ", run.stdout)

    def test_a_range_that_is_none_is_refused(self):
        for seeds in "5..3", "..3", "1...3", "one", "1..18446744073709551615", "-1..3":
            run = simulate(f"--seeds={seeds}", "--minutes", "1")
            self.assertEqual(run.returncode, 64, seeds)
            self.assertIn("seeds", run.stderr)


if __name__ == "__main__":
    unittest.main()

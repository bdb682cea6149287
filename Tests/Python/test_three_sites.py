# SPDX-License-Identifier: Apache-2.0
"""The configuration of the three-site cluster, run for real."""
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class ThreeSites(unittest.TestCase):
    def test_cluster_forms_and_grants_only_what_it_should(self):
        check = subprocess.run(
            ["bash", str(ROOT / "Cluster/three-sites/check")], capture_output=True, text=True, timeout=240, check=False
        )
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)


if __name__ == "__main__":
    unittest.main()

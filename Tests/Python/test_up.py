# SPDX-License-Identifier: Apache-2.0
"""What `centralino up` makes of the nats-server it finds: a server that only says its version shows what it is told."""
import os
import pathlib
import subprocess
import tempfile
import unittest

from lab import BINARY, free_ports

STUB = """#!/bin/sh
[ "$1" = --version ] && echo "nats-server: v{version}" && exit 0
echo "no server at all" && exit 3
"""


class Up(unittest.TestCase):
    def up(self, version, sites=1):
        """Runs it until its server has ended. Its exit code, its standard error, and the servers' configurations."""
        with tempfile.TemporaryDirectory(prefix="centralino-up-") as name:
            folder = pathlib.Path(name)
            stub = folder / "nats-server"
            stub.write_text(STUB.format(version=version), encoding="ascii")
            stub.chmod(0o755)
            run = subprocess.run(
                [BINARY, "up", "--sites", str(sites), "--data", str(folder / "data"), "--json",
                 "--nats-port", str(free_ports(1)[0]), "--context", str(folder / "context")],
                env=os.environ | {"CENTRALINO_NATS_SERVER": str(stub)},
                capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            configurations = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("data/nats/*.conf"))]
        self.assertEqual(run.stdout, "", "nothing is ready")
        return run.returncode, run.stderr, configurations

    def test_it_has_servers_write_at_once_that_keep_to_it(self):
        for version, syncs in (
            ("2.9.10", False), ("2.10.0", False), ("2.10.22", False), ("2.10.23", True), ("2.11.0", True),
            ("2.12.8", True), ("3.0.0", True),
        ):  # fmt: skip
            with self.subTest(version):
                code, errors, configurations = self.up(version, sites=3)
                self.assertEqual(code, 70, errors)
                self.assertIn("no server at all", errors)
                self.assertEqual(len(configurations), 3, errors)
                for text in configurations:
                    lines = [line.strip() for line in text.splitlines()]
                    self.assertEqual("sync_interval: always" in lines, syncs, text)
                    self.assertEqual("sync_interval" in text, syncs, text)
                    self.assertLess(lines.index("jetstream {"), lines.index("cluster {"))

    def test_it_warns_of_servers_that_may_lose_the_log(self):
        for version, warns in (
            ("2.9.10", False), ("2.9.25", False), ("2.10.0", True), ("2.10.20", True), ("2.10.22", True),
            ("2.10.23", False), ("2.12.8", False),
        ):  # fmt: skip
            with self.subTest(version):
                _, errors, _ = self.up(version)
                self.assertEqual("may lose the whole log" in errors, warns, errors)
                if warns:
                    self.assertIn(f"nats-server {version} ", errors)
                    self.assertIn("install 2.10.23 or later", errors)
                    self.assertIn("CENTRALINO_NATS_SERVER", errors)

    def test_it_refuses_servers_that_are_too_old_or_none(self):
        for version, words in (("2.9.9", "needs 2.9.10 or later"), ("unknown", "does not say its version")):
            with self.subTest(version):
                code, errors, configurations = self.up(version)
                self.assertEqual((code, configurations), (69, []), errors)
                self.assertIn(words, errors)


if __name__ == "__main__":
    unittest.main()

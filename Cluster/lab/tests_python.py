# SPDX-License-Identifier: Apache-2.0
"""What the lab shares with the contract test: Tests/Python is put on the path, and its pieces come from here."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Python"))

import hostile  # noqa: E402
from lab import BINARY, POOL, ROOT, SITES, quietly  # noqa: E402

__all__ = ["BINARY", "POOL", "ROOT", "SITES", "hostile", "quietly"]

# SPDX-License-Identifier: Apache-2.0
"""The faults, a file each. A file has KINDS: each kind is a coroutine `(cluster, draw)` that does the fault, holds it
and heals it, and may return a few words for the table. MUST says what must hold besides the checkers."""
import importlib
import pathlib

NUMBERS = {}
for file in sorted(pathlib.Path(__file__).parent.glob("f[0-9]*.py")):
    module = importlib.import_module(f"faults.{file.stem}")
    NUMBERS["F" + file.stem.split("_")[0].lstrip("f").lstrip("0")] = module


def kinds(number, only=None):
    """The kinds of a fault, by name: {"F1 owner": coroutine}."""
    found = NUMBERS[number].KINDS
    return {f"{number} {name}": deed for name, deed in found.items() if only in (None, name)}

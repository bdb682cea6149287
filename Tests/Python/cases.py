# SPDX-License-Identifier: Apache-2.0
"""What tests against a lab share: each asynchronous one runs on the lab's loop, and leaves it tidy."""
import asyncio
import functools
import inspect
import sys
import unittest

import nats.errors


def blocking(work, seconds):
    @functools.wraps(work)
    def test(self):
        problem = None
        try:
            self.LAB.run(work(self), seconds)
        except (nats.errors.Error, asyncio.TimeoutError) as caught:
            problem = caught
        except AssertionError:
            if crashed := self.LAB.tidy():
                print(f"ended by themselves: {crashed}", file=sys.stderr)
            raise
        crashed = self.LAB.tidy()
        if problem or crashed:
            raise AssertionError(f"no answer: {problem!r}; ended by themselves: {crashed}") from problem

    return test


class Checks(unittest.TestCase):
    """Each asynchronous test runs on the lab's loop, in the time it has."""

    LAB = None
    SECONDS = 25
    maxDiff = 4000

    def __init_subclass__(cls):
        for name, work in list(vars(cls).items()):
            if name.startswith("test_") and inspect.iscoroutinefunction(work):
                setattr(cls, name, blocking(work, cls.SECONDS))

    def assert_has(self, document, **fields):
        """These fields, of these values, among others."""
        self.assertEqual({name: document.get(name) for name in fields}, fields, document)

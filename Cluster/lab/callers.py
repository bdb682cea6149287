# SPDX-License-Identifier: Apache-2.0
"""Callers: they wait as long as their patience, hang up, are sent back to the line, or talk until the desk ends it."""
import asyncio
import time

TOPICS = ("pec", "firma")


class Contact:
    """What its caller knows of a contact."""

    def __init__(self):
        self.version = 0
        self.state = "asked"
        self.is_over = False
        self.news = asyncio.Event()

    def hear(self, version, state):
        if version > self.version or version == self.version and state != self.state:
            self.version, self.state = version, state
            self.is_over = state == "ended"
            self.news.set()

    def hear_event(self, say):
        states = {"queued": "waiting", "offered": "offered", "revoked": "waiting", "requeued": "waiting",
                  "connected": "connected", "ended": "ended"}  # fmt: skip
        if state := states.get(say["event"]):
            self.hear(say["version"], state)

    async def next(self, seconds):
        """Waits for news, so long at most."""
        self.news.clear()
        try:
            await asyncio.wait_for(self.news.wait(), max(0.01, seconds))
        except asyncio.TimeoutError:
            pass


async def caller(site, name):
    """One caller's call."""
    draw = site.random
    site.contacts[name] = contact = Contact()
    ask = {"id": name, "topic": draw.choice(TOPICS)}
    if draw.random() < 0.15:
        ask["priority"] = draw.choice((50, 150, 200))
    if draw.random() < 0.2:
        ask |= {"caller": "+3906555" + str(draw.randrange(10000)).zfill(4), "attributes": {"from": name}}
    leaves = time.monotonic() + (draw.uniform(0.05, 2) if draw.random() < 0.1 else draw.uniform(8, 40))
    requeues = draw.random() < 0.05
    hangs_up = draw.random() < 0.1
    kind, answer = await site.insist(name, "contact.enqueue", ask, lambda: time.monotonic() < leaves)
    if kind == "fail":
        contact.is_over = True
        return
    if kind == "ok":
        contact.hear(answer["version"], answer["state"])
    while not contact.is_over:
        if contact.state == "connected":
            if requeues or hangs_up:
                await asyncio.sleep(draw.uniform(0.05, 0.4))
                verb = "contact.requeue" if requeues else "contact.end"
                once = {"id": name, "requestId": f"{verb[8:]}-{name}"}
                kind, answer = await site.insist(name, verb, once)
                requeues = hangs_up = False
                if kind == "ok":
                    contact.hear(answer["version"], answer["state"])
                continue
        elif time.monotonic() > leaves:
            kind, answer = await site.insist(name, "contact.cancel", {"id": name})
            if kind == "ok":
                contact.hear(answer["version"], answer["state"])
            leaves = time.monotonic() + 5
            continue
        await contact.next(min(3, leaves - time.monotonic()) if contact.state != "connected" else 3)
        if not contact.news.is_set():
            kind, answer = await site.ask(name, "contact.get", {"id": name})
            if kind == "ok":
                contact.hear(answer["version"], answer["state"])


async def hasty_caller(site, name):
    """One of a flood: calls once, and leaves after a second."""
    site.contacts[name] = contact = Contact()
    await site.ask(name, "contact.enqueue", {"id": name, "topic": "pec", "priority": 1})
    await asyncio.sleep(1)
    kind, answer = await site.insist(name, "contact.cancel", {"id": name})
    if kind == "ok":
        contact.hear(answer["version"], answer["state"])

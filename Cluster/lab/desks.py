# SPDX-License-Identifier: Apache-2.0
"""Desks: agents that accept, reject, miss, accept too late, talk, and end."""
import asyncio


class Desk:
    """One agent. It takes the next offer it hears of, and asks after three quiet seconds."""

    def __init__(self, site, name):
        self.site = site
        self.name = name
        self.is_in = False
        self.heard = asyncio.Queue()
        self.seen = set()
        self.over = set()
        self.serial = 0

    def hear(self, say):
        if say["event"] == "offer" and say["offer"] not in self.seen:
            self.seen.add(say["offer"])
            self.heard.put_nowait((say["offer"], say["contact"]))
        elif say["event"] == "ended":
            self.over.add(say["contact"])

    def once(self):
        self.serial += 1
        return f"{self.name}-{self.site.options.run}-{self.serial}"

    async def work(self):
        while True:
            if not self.is_in:
                await self.log_in()
                continue
            try:
                offer, contact = await asyncio.wait_for(self.heard.get(), 3)
            except asyncio.TimeoutError:
                await self.look()
                continue
            await self.answer(offer, contact)

    async def log_in(self):
        topics = {topic: 1 for topic in self.site.options.topics.split(",")}
        kind, _ = await self.site.insist(self.name, "agent.login", {"agent": self.name, "topics": topics})
        self.is_in = kind == "ok"

    async def look(self):
        """Asks what is, since something may have been missed."""
        kind, answer = await self.site.ask(self.name, "agent.get", {"agent": self.name})
        if kind == "fail" and answer["code"] == "not_found":
            self.is_in = False
        if kind != "ok":
            return
        if answer["contacts"]:
            await self.talk(answer["contacts"][0])
        elif answer["activity"] == "notResponding":
            await self.site.ask(
                self.name, "agent.state", {"agent": self.name, "intent": "available", "requestId": self.once()}
            )
        for offer in answer.get("offers", []):
            self.hear({"event": "offer", **offer})

    async def answer(self, offer, contact):
        draw = self.site.random
        self.over.discard(contact)  # It may come a second time.
        await asyncio.sleep(draw.uniform(0.02, 0.25))
        chance = draw.random()
        if chance < 0.03:
            return  # Misses it.
        ask = {"offer": offer, "agent": self.name, "requestId": self.once()}
        if chance < 0.08:
            await self.site.insist(self.name, "offer.reject", ask)
            return
        if chance < 0.10:
            await asyncio.sleep(3)  # Just when it is over.
        kind, answer = await self.site.insist(self.name, "offer.accept", ask)
        if kind == "ok" and answer["state"] == "connected":
            await self.talk(contact)
        else:
            await self.look()

    async def talk(self, contact):
        for _ in range(int(self.site.random.uniform(2, 12))):
            if contact in self.over:
                return
            await asyncio.sleep(0.1)
        await self.site.insist(self.name, "contact.end", {"id": contact, "requestId": self.once()})
        self.over.add(contact)

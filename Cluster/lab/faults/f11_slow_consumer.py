# SPDX-License-Identifier: Apache-2.0
"""F11: who listens and does not keep up. Others notice nothing; agents who fall silent are seen so within 16 s."""
import asyncio
import json
import sys
import time

import nats

from network import HERE
from tests_python import POOL, quietly


async def wallboard(cluster, draw):
    """A subscriber of everything, frozen for 15 s."""
    site = draw.choice(cluster.sites)
    words = [sys.executable, "-B", str(HERE / "wallboard.py"), cluster.urls(site), cluster.passwords["client"]]
    program = cluster.program("wallboard", site, words)
    cluster.others["wallboard"] = program
    await asyncio.sleep(2)
    program.pause()
    await asyncio.sleep(15)
    program.resume()
    program.kill()
    return site


async def desks(cluster, draw):
    """A site's second client process, with three agents, is killed: each server's clients see them unreachable."""
    site = draw.choice(cluster.sites)
    name = f"extra-{len(cluster.histories)}"
    await cluster.add_people(name, site, rate=0.001, agents=3, prefix=f"{name}-", run=name, topics="quiet")
    seen, watchers = {}, []
    try:
        for other in cluster.sites:
            watcher = await nats.connect(f"nats://{cluster.address(other)}", user="node",
                                         password=cluster.passwords["node"], error_cb=quietly)  # fmt: skip
            watchers.append(watcher)

            async def hear(message, other=other):
                say = json.loads(message.data)
                if say["agent"].startswith(name) and say["activity"] == "unreachable":
                    seen.setdefault((other, say["agent"]), time.monotonic())

            await watcher.subscribe(f"{POOL}.presence.>", cb=hear)
        await asyncio.sleep(5)
        killed = time.monotonic()
        cluster.people[name].kill()
        while len(seen) < 9 and time.monotonic() < killed + 40:
            await asyncio.sleep(0.1)
        cluster.measures["F11 agents' silence seen at a site, s"] += [heard - killed for heard in seen.values()]
        if late := [heard - killed for heard in seen.values() if heard > killed + 16]:
            cluster.wrong.append(f"F11: silent agents were seen only after {max(late):.1f} s")
        if len(seen) < 9:
            cluster.wrong.append(f"F11: of 3 silent agents at 3 sites, {len(seen)} of 9 were seen within 40 s")
    finally:
        for watcher in watchers:
            await watcher.close()
    return f"{site}, {len(seen)} of 9 seen"


KINDS = {"wallboard": wallboard, "desks": desks}

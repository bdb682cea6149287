# SPDX-License-Identifier: Apache-2.0
"""F12: what nodes said to each other is said again: doubled, in any order, and late."""
import asyncio
import collections

from tests_python import POOL

KEPT = 20_000


async def replay(cluster, draw):
    """Of 10 s of talk, and of everything kept from earlier replays, 2,000 messages three times over."""
    kept = cluster.__dict__.setdefault("old_messages", collections.deque(maxlen=KEPT))

    async def keep(message):
        kept.append((message.subject, message.data, message.headers))

    subscriptions = [await cluster.control.subscribe(f"{POOL}.{name}", cb=keep) for name in ("node.>", "committed")]
    await asyncio.sleep(10)
    for subscription in subscriptions:
        await subscription.unsubscribe()
    said = draw.choices(list(kept), k=2000) * 3
    draw.shuffle(said)
    for number, (subject, data, headers) in enumerate(said):
        await cluster.control.publish(subject, data, headers=headers)
        if number % 200 == 0:
            await asyncio.sleep(0.05)
    return f"{len(said)} of {len(kept)}"


KINDS = {"replay": replay}

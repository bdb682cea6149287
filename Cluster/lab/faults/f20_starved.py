# SPDX-License-Identifier: Apache-2.0
"""F20: a node that hardly gets the processor: stopped nine tenths of the time."""
import asyncio
import time


async def starve(cluster, name, seconds):
    node = cluster.nodes[name]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        node.pause()
        await asyncio.sleep(0.09)
        node.resume()
        await asyncio.sleep(0.01)
    return name


async def owner(cluster, _):
    """The owner, for 10 s."""
    return await starve(cluster, cluster.owner, 10)


async def home(cluster, draw):
    """Another node, for 10 s."""
    return await starve(cluster, draw.choice([name for name in cluster.nodes if name != cluster.owner]), 10)


KINDS = {"owner": owner, "home": home}

# SPDX-License-Identifier: Apache-2.0
"""F3: SIGSTOP of the owner, for three times the silence that others bear, then SIGCONT: it wakes up as an old owner."""
import asyncio


async def freeze(cluster, name, seconds):
    cluster.nodes[name].pause()
    await asyncio.sleep(seconds)
    cluster.nodes[name].resume()
    return name


async def owner(cluster, _):
    """The owner, for 6 s."""
    return await freeze(cluster, cluster.owner, 6)


async def blink(cluster, draw):
    """The owner, for about as long as silence is borne: 1 to 3 s."""
    return await freeze(cluster, cluster.owner, draw.uniform(1, 3))


async def home(cluster, draw):
    """Another node, for 7 s: longer than a home's silence is borne."""
    return await freeze(cluster, draw.choice([name for name in cluster.nodes if name != cluster.owner]), 7)


KINDS = {"owner": owner, "blink": blink, "home": home}

# SPDX-License-Identifier: Apache-2.0
"""F2: kill -9, or a pause, of nats-servers. An election of the log's server takes 4 to 9 s."""
import asyncio


async def kill(cluster, sites, down):
    for site in sites:
        cluster.servers[site].kill()
    await asyncio.sleep(down)
    for site in sites:
        cluster.servers[site].start()
    return ", ".join(sites)


async def the_leader(cluster):
    while not (site := await cluster.leader()):
        await asyncio.sleep(0.1)
    return site


async def leader(cluster, _):
    """The server that leads the log."""
    return await kill(cluster, [await the_leader(cluster)], 12)


async def leader_paused(cluster, _):
    """The same, frozen by SIGSTOP."""
    site = await the_leader(cluster)
    cluster.servers[site].pause()
    await asyncio.sleep(12)
    cluster.servers[site].resume()
    return site


async def follower(cluster, draw):
    """A server that does not lead it."""
    first = await the_leader(cluster)
    return await kill(cluster, [draw.choice([site for site in cluster.sites if site != first])], 3)


async def two(cluster, draw):
    """Two of three: no majority is left."""
    return await kill(cluster, draw.sample(cluster.sites, 2), 3)


KINDS = {"leader": leader, "leader-paused": leader_paused, "follower": follower, "two": two}

# SPDX-License-Identifier: Apache-2.0
"""F1: kill -9 of a node, which is started again after a second."""
import asyncio


async def kill(cluster, name, down=1.0):
    node = cluster.nodes[name]
    node.kill()
    await asyncio.sleep(down)
    node.start()
    return name


async def owner(cluster, _):
    """The node that orders and matches."""
    return await kill(cluster, cluster.owner)


async def home(cluster, draw):
    """A node that holds a site's contacts and agents, and is not the owner."""
    return await kill(cluster, draw.choice([name for name in cluster.nodes if name != cluster.owner]))


async def all_nodes(cluster, _):
    """Every node at once."""
    for node in cluster.nodes.values():
        node.kill()
    await asyncio.sleep(1)
    for node in cluster.nodes.values():
        node.start()


KINDS = {"owner": owner, "home": home, "all": all_nodes}

# SPDX-License-Identifier: Apache-2.0
"""F4: cut cables and filtered packets."""
import asyncio
import shutil

from faults.f02_server_killed import the_leader

HOLD = 10


async def site(cluster, draw):
    """A site from the rest: its server, node and clients see each other only."""
    name = draw.choice(cluster.sites)
    cluster.network.cut_site(name)
    await asyncio.sleep(cluster.options.hold or HOLD)
    cluster.network.mend_site(name)
    return name


async def owner(cluster, _):
    """The owner's node from every server."""
    name = cluster.owner
    cluster.network.cut_node(name)
    await asyncio.sleep(cluster.options.hold or HOLD)
    cluster.network.mend_node(name)
    return name


async def leader(cluster, _):
    """The log's leading server, with its site, from the rest."""
    name = await the_leader(cluster)
    cluster.network.cut_site(name)
    await asyncio.sleep(cluster.options.hold or HOLD)
    cluster.network.mend_site(name)
    return name


async def leader_anew(cluster, draw):
    """The same, and then what the runbook says of a wrong copy: that server copies the log anew."""
    name = await leader(cluster, draw)
    await cluster.recovered()
    server = cluster.servers[name]
    server.stop()
    for path in (cluster.folder / "nats" / name).iterdir():
        shutil.rmtree(path)
    server.start()
    await cluster.until(cluster.copies_are_current, "every server has the log", 90)
    return name


async def one_way(cluster, draw):
    """A site hears nothing from the others, and they hear it."""
    name = draw.choice(cluster.sites)
    others = [machine for other in cluster.sites if other != name for machine in cluster.network.machines(other)]
    cluster.network.deafen(cluster.network.machines(name), [*others, "hub"])
    await asyncio.sleep(cluster.options.hold or HOLD)
    cluster.network.mend()
    return f"{name} is deaf"


async def bridge(cluster, draw):
    """Two sites do not see each other; the third sees both."""
    one, two, _ = draw.sample(cluster.sites, 3)
    cluster.network.sever(cluster.network.machines(one), cluster.network.machines(two))
    await asyncio.sleep(cluster.options.hold or HOLD)
    cluster.network.mend()
    return f"{one}, {two}"


KINDS = {"site": site, "owner": owner, "leader": leader, "leader-anew": leader_anew, "one-way": one_way, "bridge": bridge}
NOT_IN_SOAK = ("leader-anew",)
"""Where other servers have wrong copies too, it could take away the only right one."""

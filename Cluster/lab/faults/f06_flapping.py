# SPDX-License-Identifier: Apache-2.0
"""F6: a site's cable is out for 2 s and in for 2 s, again and again: at most one takeover in 10 s."""
import asyncio


async def site(cluster, draw):
    """Five times."""
    name = draw.choice(cluster.sites)
    epoch = cluster.epoch
    for _ in range(5):
        cluster.network.cut_site(name)
        await asyncio.sleep(2)
        cluster.network.mend_site(name)
        await asyncio.sleep(2)
    return f"{name}, {cluster.epoch - epoch} takeovers"


KINDS = {"site": site}

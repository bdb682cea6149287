# SPDX-License-Identifier: Apache-2.0
"""F15: fifty times the callers for some seconds, and every client reconnecting at once."""
import asyncio

import nats

from tests_python import quietly


async def burst(cluster, draw):
    """Ten times 100 callers a site; each leaves after a second."""
    for _ in range(10):
        await asyncio.gather(*(cluster.order(site, "burst 100") for site in cluster.sites))
        await asyncio.sleep(0.5)


async def reconnect(cluster, draw):
    """All clients at once, three times, and 300 connections that come and go."""
    for _ in range(3):
        await asyncio.gather(*(cluster.order(site, "reconnect") for site in cluster.sites))
        site = draw.choice(cluster.sites)
        clients = await asyncio.gather(*(
            nats.connect(f"nats://{cluster.address(site)}", user="client", password=cluster.passwords["client"],
                         error_cb=quietly) for _ in range(100)
        ), return_exceptions=True)  # fmt: skip
        await asyncio.gather(*(each.close() for each in clients if not isinstance(each, BaseException)))


KINDS = {"burst": burst, "reconnect": reconnect}

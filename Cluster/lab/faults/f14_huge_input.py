# SPDX-License-Identifier: Apache-2.0
"""F14: documents up to the server's limit, and ten thousand tiny ones."""
from faults.f13_hostile_input import send
from tests_python import POOL


async def huge(cluster, draw):
    """64 KiB and a byte, 1 MiB, and just under 8 MiB: each is refused. Then the tiny ones, which nobody waits for."""
    site = draw.choice(cluster.sites)
    for size in (65_537, 1 << 20, (8 << 20) - 1000):
        if not await send(cluster, site, "contact.enqueue", b"x" * size):
            cluster.wrong.append(f"F14: a document of {size} bytes was not refused at {site}")
    for _ in range(10_000):
        await cluster.control.publish(f"{POOL}.req.{site}.contact.get", b"{")
    await cluster.control.flush(10)
    return site


KINDS = {"huge": huge}

# SPDX-License-Identifier: Apache-2.0
"""F17: bytes of the log's files at one server are changed while it is down: it repairs itself from the others, or the
nodes refuse to act; never is anything wrong in silence."""
import asyncio

from cluster import STREAM


async def block(cluster, draw):
    """A byte in the middle of each block of the log, at a server that does not lead it."""
    leader = await cluster.leader()
    site = draw.choice([site for site in cluster.sites if site != leader])
    cluster.servers[site].kill()
    await asyncio.sleep(1)
    damaged = 0
    for path in (cluster.folder / "nats" / site).rglob("*.blk"):
        if STREAM in path.parts and (size := path.stat().st_size) > 200:
            with open(path, "r+b") as file:
                file.seek(draw.randrange(100, size - 100))
                byte = file.read(1)
                file.seek(-1, 1)
                file.write(bytes([byte[0] ^ 0x40]))
            damaged += 1
    cluster.servers[site].start()
    return f"{site}, {damaged} files"


SOAK = False
KINDS = {"block": block}

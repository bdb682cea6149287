# SPDX-License-Identifier: Apache-2.0
"""F7: a full disk under a server's store, and under a node's. Each store has a small disk of its own for this."""
import asyncio
import contextlib


def prepare(options):
    options.small_disks = True


async def fill(folder, hold):
    """Every byte that is left, for some seconds."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
    with contextlib.suppress(OSError), open(filler, "ab", buffering=0) as file:
        while True:
            file.write(bytes(512))
    await asyncio.sleep(hold)
    filler.unlink()


async def server(cluster, draw):
    """One server's; it may end, and is started again."""
    site = draw.choice(cluster.sites)
    program = cluster.servers[site]
    program.may_end = True
    await fill(cluster.folder / "nats" / site, 8)
    program.kill()
    program.start()
    return site


async def node(cluster, draw):
    """One node's: it says so and ends, and is started again."""
    name = draw.choice(list(cluster.nodes))
    program = cluster.nodes[name]
    program.may_end = True
    await fill(cluster.folder / "nodes" / name, 8)
    ended = not program.runs
    if not ended:
        program.kill()
    program.start()
    return f"{name} {'ended' if ended else 'went on'}"


PREPARE = prepare
KINDS = {"server": server, "node": node}

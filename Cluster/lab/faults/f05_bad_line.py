# SPDX-License-Identifier: Apache-2.0
"""F5: delay, jitter and loss on every site's line: 100 ms each way with 1 % loss makes nobody take over."""
import asyncio

HOLD = 25


async def bad(cluster, may_change=True, **line):
    for site in cluster.sites:
        # Each way leads over two lines, to the hub and from it.
        cluster.network.slow(site, **line)
    await asyncio.sleep(2)
    epoch = cluster.epoch
    await asyncio.sleep(cluster.options.hold or HOLD)
    changed = cluster.epoch - epoch
    for site in cluster.sites:
        cluster.network.straighten(site)
    if changed and not may_change:
        cluster.wrong.append(f"F5: the owner changed {changed} times on a slow line, and nobody had failed")
    return f"{changed} changes of owner"


async def slow(cluster, _):
    """100 ms each way between sites, 10 ms jitter, 1 % loss."""
    return await bad(cluster, may_change=False, delay_ms=50, jitter_ms=5, loss=0.5)


async def far(cluster, _):
    """250 ms each way, 3 % loss."""
    return await bad(cluster, delay_ms=125, jitter_ms=10, loss=1.5)


async def dirty(cluster, _):
    """20 ms, and packets doubled, reordered and corrupted."""
    return await bad(cluster, delay_ms=10, jitter_ms=2, loss=1, duplicate=2, reorder=5, corrupt=1)


KINDS = {"slow": slow, "far": far, "dirty": dirty}

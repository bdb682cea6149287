# SPDX-License-Identifier: Apache-2.0
"""F10: a node's wall clock jumps by an hour or a day, forth and back; its monotonic clock goes on (libfaketime)."""
import asyncio
import glob

PLACES = "/usr/lib/*/faketime/libfaketime.so.1"


def prepare(options):
    """Every node runs under a clock that a file of its own sets."""
    found = glob.glob(PLACES)
    if not found:
        raise SystemExit("lab: F10 needs libfaketime (Debian package faketime). Run:  bash .ci/deps lab")

    def environment(node, folder):
        (folder / f"clock-{node}").write_text("+0\n")
        return {"LD_PRELOAD": found[0], "FAKETIME_TIMESTAMP_FILE": str(folder / f"clock-{node}"),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}  # fmt: skip

    options.environments.append(environment)


async def jump(cluster, draw):
    """An hour or a day forth, 5 s later back, and back again."""
    name = draw.choice(list(cluster.nodes))
    by = draw.choice((3600, 86400))
    for offset in (by, -by, 0):
        (cluster.folder / f"clock-{name}").write_text(f"{offset:+d}\n")
        await asyncio.sleep(5)
    return f"{name} by {by} s"


PREPARE = prepare
SOAK = False
KINDS = {"jump": jump}

# SPDX-License-Identifier: Apache-2.0
"""The log, read from its first message and judged by the simulator's own checker: `centralino audit`."""
import asyncio

from tests_python import BINARY


async def audit(cluster, story):
    """What it says in one line, and the violations."""
    asked = cluster.folder / "asked"
    asked.write_text("".join(f"{deed.ask['id']}\n" for deed in story.deeds if deed.verb == "contact.enqueue"))
    child = await asyncio.create_subprocess_exec(
        BINARY, "audit", "--nats", ",".join(f"nats://{cluster.address(site)}" for site in cluster.sites),
        "--user", "node", "--password", cluster.passwords["node"], "--key", str(cluster.folder / "key"),
        "--asked", str(asked), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await child.communicate()
    lines = output.decode().splitlines() or ["nothing"]
    if child.returncode == 0:
        return lines[-1], []
    return f"audit: exit {child.returncode}", [f"audit: {line}" for line in lines]

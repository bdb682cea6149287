# SPDX-License-Identifier: Apache-2.0
"""F16: a client's user tries to purge and delete the log, to write into it, and to speak as a node: all is denied."""
import asyncio
import json

import nats
import nats.errors

from cluster import STREAM
from tests_python import POOL

FORBIDDEN = (f"$JS.API.STREAM.PURGE.{STREAM}", f"$JS.API.STREAM.DELETE.{STREAM}", f"$JS.API.STREAM.UPDATE.{STREAM}",
             f"{POOL}.log", f"{POOL}.committed", f"{POOL}.node.roma-1", f"$JS.API.STREAM.INFO.{STREAM}")  # fmt: skip


async def client(cluster, draw):
    """Each forbidden subject once; the server says "permissions violation" to each."""
    denied = []

    async def hear(error):
        denied.append(str(error))

    site = draw.choice(cluster.sites)
    user = await nats.connect(f"nats://{cluster.address(site)}", user="client", password=cluster.passwords["client"],
                              error_cb=hear)  # fmt: skip
    for subject in FORBIDDEN:
        try:
            await user.request(subject, b"{}", timeout=0.5)
            cluster.wrong.append(f"I18: a client's user is answered at {subject}")
        except (nats.errors.Error, asyncio.TimeoutError):
            pass
    await user.close()
    found = sum("permissions violation" in text.lower() for text in denied)
    if found < len(FORBIDDEN):
        cluster.wrong.append(f"I18: {found} of {len(FORBIDDEN)} forbidden subjects were denied: {json.dumps(denied)}")
    return f"{found} of {len(FORBIDDEN)} denied"


KINDS = {"client": client}

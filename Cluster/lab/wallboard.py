#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A subscriber of everything a client may hear: to be frozen. Arguments: servers, password."""
import asyncio
import sys

import nats

from tests_python import POOL, quietly


async def listen(servers, password):
    client = await nats.connect(servers.split(","), user="client", password=password, error_cb=quietly)
    for subject in ("evt.>", "presence.>", "stats", "stats.>"):
        await client.subscribe(f"{POOL}.{subject}", cb=quietly)
    await asyncio.Event().wait()


asyncio.run(listen(*sys.argv[1:]))

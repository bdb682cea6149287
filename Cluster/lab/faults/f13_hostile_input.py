# SPDX-License-Identifier: Apache-2.0
"""F13: broken and wrong documents on every verb: each is refused, and nobody falls."""
import asyncio
import json

import nats.errors

from tests_python import POOL, hostile


def documents(verb):
    """What does not fit: each field in turn, as JSON texts, and what is no document."""
    fits, wrong = hostile.FIELDS[verb]
    for field, values in wrong.items():
        for value in values:
            fields = {**fits, field: value}
            yield ("{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in fields.items()) + "}").encode()
    yield from hostile.BROKEN.values()


async def send(cluster, site, verb, data):
    """Whether it was answered as it should: by a refusal."""
    try:
        message = await cluster.control.request(f"{POOL}.req.{site}.{verb}", data, timeout=5)
        return "error" in json.loads(message.data)
    except (nats.errors.Error, asyncio.TimeoutError):
        return False


async def everything(cluster, draw):
    """Every wrong document there is, at one site, eight at a time."""
    site = draw.choice(cluster.sites)
    work = [(verb, data) for verb in hostile.FIELDS for data in documents(verb)]
    draw.shuffle(work)
    refused = 0
    for start in range(0, len(work), 8):
        refused += sum(await asyncio.gather(*(send(cluster, site, *each) for each in work[start : start + 8])))
    if refused < len(work):
        cluster.wrong.append(f"F13: {len(work) - refused} of {len(work)} wrong documents were not refused at {site}")
    return f"{site}, {refused} of {len(work)} refused"


KINDS = {"everything": everything}

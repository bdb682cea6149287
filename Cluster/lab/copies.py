# SPDX-License-Identifier: Apache-2.0
"""N1: every nats-server holds the same log. Compared in the servers' own files, since a reader sees one copy only.

A record of a block file is: length with a mark for headers (4 bytes), sequence (8), time (8), length of the subject (2),
subject, then headers and message, and a checksum (8); numbers are little-endian."""
import asyncio
import collections
import hashlib
import struct

from cluster import STREAM

START = struct.Struct("<IQQH")
CHECKSUM = 8
HEADERS = 1 << 31
ERASED = 1 << 63
CATCH_UP = 3
"""Seconds in which a server has what another had before."""


def messages(folder):
    """The digest of each message of the log in a server's store, by sequence."""
    found = {}
    for path in folder.rglob("*.blk"):
        if STREAM not in path.parts:
            continue
        data, place = path.read_bytes(), 0
        while place + START.size <= len(data):
            length, sequence, _, subject = START.unpack_from(data, place)
            length &= ~HEADERS
            if length < START.size + CHECKSUM or place + length > len(data):
                break  # Not written to its end.
            if not sequence & ERASED:
                body = data[place + START.size + subject : place + length - CHECKSUM]
                found[sequence] = hashlib.sha256(body).hexdigest()
            place += length
    return found


async def differences(cluster):
    """The messages that are not the same at all servers that hold them, and the copies that do not reach the end that
    the others had some seconds before: a line each."""
    end = max(max(messages(cluster.folder / "nats" / site), default=0) for site in cluster.sites)
    await asyncio.sleep(CATCH_UP)
    held = collections.defaultdict(dict)
    lines = []
    for site in cluster.sites:
        found = messages(cluster.folder / "nats" / site)
        if not found:
            lines.append(f"N1: no message of the log can be read in the store of {site}'s server")
        elif max(found) < end:
            lines.append(f"N1: the log of {site}'s server ends with message {max(found)}, and another's with {end}")
        for sequence, digest in found.items():
            held[sequence][site] = digest
    for sequence, digests in sorted(held.items()):
        counts = collections.Counter(digests.values())
        if len(counts) > 1:
            lines.append(f"N1: message {sequence} of the log is not the same at {', '.join(sorted(digests))}")
    return lines

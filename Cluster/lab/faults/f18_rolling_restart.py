# SPDX-License-Identifier: Apache-2.0
"""F18: every node is asked to end (SIGTERM) and started again, one after the other, under load. With
CENTRALINO_OTHER_BINARY every second round runs that version."""
import os
import time


async def nodes(cluster, _):
    """All nodes; the owner hands over."""
    other = os.environ.get("CENTRALINO_OTHER_BINARY")
    for name, node in cluster.nodes.items():
        began = time.monotonic()
        code = node.stop()
        if code != 0:
            cluster.wrong.append(f"F18: {name} ended with {code} when asked to end")
        if other:
            node.words[0], other = other, node.words[0]
        node.start()
        await cluster.until(cluster.all_ready, f"{name} serves again", 60)
        cluster.measures["F18 a node's restart, s"].append(time.monotonic() - began)


KINDS = {"nodes": nodes}

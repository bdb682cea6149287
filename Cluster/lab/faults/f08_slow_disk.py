# SPDX-License-Identifier: Apache-2.0
"""F8: a node's fsync takes 200 ms longer, or fails: strace does it to the running process."""
import asyncio
import signal


async def inject(cluster, name, what, seconds):
    """Ends early if the node does."""
    program = cluster.nodes[name]
    tracer = await asyncio.create_subprocess_exec(
        "strace", "-f", "-qq", "-o", "/dev/null", "-p", str(program.child.pid), "-e", "trace=fsync,fdatasync",
        "-e", f"inject=fsync,fdatasync:{what}",
    )  # fmt: skip
    for _ in range(int(seconds * 10)):
        await asyncio.sleep(0.1)
        if not program.runs:
            break
    if tracer.returncode is None:
        tracer.send_signal(signal.SIGINT)
    await tracer.wait()


async def slow(cluster, draw):
    """200 ms longer, for 8 s."""
    name = draw.choice(list(cluster.nodes))
    await inject(cluster, name, "delay_exit=200000", 8)
    return name


async def failing(cluster, draw):
    """EIO: the node must end rather than go on."""
    name = draw.choice(list(cluster.nodes))
    program = cluster.nodes[name]
    program.may_end = True
    await inject(cluster, name, "error=EIO", 5)
    ended = not program.runs
    if not ended:
        program.kill()
    program.start()
    return f"{name} {'ended' if ended else 'went on'}"


KINDS = {"slow": slow, "failing": failing}

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A bad line: a cable in user space that delays, loses, doubles, reorders and corrupts, for kernels without netem.

Two TAP interfaces, one here and one in another network namespace; what goes in at one comes out at the other, later or
never. Prints "up" when both are there. Each line on its input is six numbers that replace the settings: delay and
jitter in milliseconds each way; loss, duplicates, reordering and corruption in percent. Ends when its input does.
Needs root and /dev/net/tun."""
import argparse
import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
FRAME_MAX = 2048
QUEUE_MAX = 20_000
LIBC = ctypes.CDLL(None, use_errno=True)


class Line:
    """Frames under way, and what happens to them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.settings = (0.0,) * 6
        self.queue = []
        self.count = 0

    def take(self, frame, way, now):
        delay, jitter, loss, duplicate, reorder, corrupt = self.settings
        if self.chance(loss) or len(self.queue) >= QUEUE_MAX:
            return
        if self.chance(corrupt):
            place = self.random.randrange(len(frame))
            frame = frame[:place] + bytes([frame[place] ^ 1 << self.random.randrange(8)]) + frame[place + 1 :]
        for _ in range(2 if self.chance(duplicate) else 1):
            wait = 0.0 if self.chance(reorder) else max(0.0, self.random.gauss(delay, jitter)) / 1000
            self.count += 1
            heapq.heappush(self.queue, (now + wait, self.count, way, frame))

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def due(self, now):
        while self.queue and self.queue[0][0] <= now:
            _, _, way, frame = heapq.heappop(self.queue)
            yield way, frame

    def wait(self, now):
        return max(0.0, self.queue[0][0] - now) if self.queue else None


def tap(name):
    """A new TAP interface in the present network namespace."""
    interface = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(interface, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP | IFF_NO_PI))
    return interface


def tap_in(namespace, name):
    """A new TAP interface in a named network namespace."""
    here = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if LIBC.setns(there, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    interface = tap(name)
    LIBC.setns(here, CLONE_NEWNET)
    os.close(here)
    os.close(there)
    return interface


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("here", help="the interface's name in this namespace")
    parser.add_argument("there", help="the interface's name in the other namespace")
    parser.add_argument("namespace", help="the other namespace")
    parser.add_argument("--seed", type=int, default=1, help="what chance is drawn from (default: 1)")
    options = parser.parse_args()
    line = Line(options.seed)
    ends = [tap(options.here), tap_in(options.namespace, options.there)]
    print("up", flush=True)
    while True:
        ready, _, _ = select.select([*ends, 0], [], [], line.wait(time.monotonic()))
        if 0 in ready:
            text = sys.stdin.readline()
            if not text:
                return
            line.settings = tuple(float(number) for number in text.split())
        now = time.monotonic()
        for way, end in enumerate(ends):
            if end in ready:
                for _ in range(64):
                    try:
                        line.take(os.read(end, FRAME_MAX), 1 - way, now)
                    except (BlockingIOError, OSError):
                        break
        for way, frame in line.due(time.monotonic()):
            try:
                os.write(ends[way], frame)
            except OSError:
                pass  # The cable is out.


if __name__ == "__main__":
    main()

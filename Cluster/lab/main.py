#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The fault lab: real nats-servers, Centralino nodes and clients in network namespaces of this machine, real faults,
clients that write their own histories, and checkers over histories and log.

Needs root, and from Debian: iproute2, nftables, strace, nats-server (`bash .ci/deps lab`). CENTRALINO_BINARY names
another binary, CENTRALINO_OTHER_BINARY one of another version for F18. Exit codes: 0 no violation, 1 violations, 64 bad
usage, 69 something is missing, 77 not root. Ctrl-C ends and removes everything."""
import argparse
import sys

EXAMPLES = """
examples:
  make fault FAULT=F1 SECONDS=20               one fault, all its kinds in turn
  make fault FAULT=F1 KIND=owner TIMES=100     one kind of it, so often
  make fault-soak MINUTES=30 SEED=1            random faults, drawn from a seed
"""


def options():
    parser = argparse.ArgumentParser(
        prog="Cluster/lab/run", description=__doc__, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", required=True, metavar="fault | soak | list")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--seed", type=int, default=1, help="what chance is drawn from (default: 1)")
    common.add_argument("--nodes", type=int, default=1, help="nodes a site, 1 to 8 (default: 1)")
    common.add_argument("--rate", type=float, default=4.0, help="callers a second and site (default: 4)")
    common.add_argument("--agents", type=int, default=8, help="agents a site (default: 8)")
    common.add_argument("--hold", type=float, help="seconds that F4 and F5 last (default: 10, and 25)")
    common.add_argument("--keep", metavar="FOLDER", help="keep logs, histories and stores there (default: removed)")
    fault = commands.add_parser("fault", parents=[common], help="one fault of the matrix")
    fault.add_argument("fault", metavar="F1…F20", help="which")
    fault.add_argument("--kind", help="one kind of it (default: all, in turn)")
    fault.add_argument("--seconds", type=float, default=60, help="how long to go on, in seconds (default: 60)")
    fault.add_argument("--times", type=int, help="how often, instead of how long")
    soak = commands.add_parser("soak", parents=[common], help="random faults")
    soak.add_argument("--minutes", type=float, default=30, help="how long, in minutes (default: 30)")
    commands.add_parser("list", help="the faults and their kinds")
    return parser, parser.parse_args()


def main():
    parser, given = options()
    import faults  # After --help, which needs nothing.

    if given.command == "list":
        for number, module in faults.NUMBERS.items():
            print(f"{number:<4} {', '.join(module.KINDS):<40} {module.__doc__.split(':', 1)[1].strip()}")
        return 0
    if given.command == "fault":
        given.fault = given.fault.upper()
        if given.fault not in faults.NUMBERS:
            parser.error(f"there is no fault {given.fault} here; there are {', '.join(faults.NUMBERS)}")
        if not faults.kinds(given.fault, given.kind):
            parser.error(f"{given.fault} has the kinds {', '.join(faults.NUMBERS[given.fault].KINDS)}")
    if given.hold is not None and given.hold <= 0:
        parser.error("--hold is above 0 seconds")
    if not 1 <= given.nodes <= 8 or given.rate <= 0 or given.agents < 1:
        parser.error("--nodes is 1 to 8, --rate above 0, --agents at least 1")
    from experiment import run  # Needs the Python environment.

    return run(given)


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""The network: a hub, a namespace a site with its server and clients, a namespace a node, and ways to cut them.

    hub (this process) ── bridge ── roma (10.77.1.1: server, clients) ── bridge ── roma-1 (10.77.1.11: node)
                                 ├─ milano (10.77.2.1) …
                                 └─ napoli (10.77.3.1) …
"""
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def command(*words, text=None, check=True):
    """Runs a short program; what it complains about is the error's text."""
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=20, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def ip(*words):
    command("ip", *words)


class Network:
    """Machines and cables. A machine is a network namespace, named for its site or node."""

    def __init__(self, sites, nodes):
        self.sites = list(sites)
        self.nodes = nodes
        self.addresses = {"hub": "10.77.0.1"}
        self.relays = {}

    def build(self):
        # Names of namespaces are files; ours go away with this mount namespace.
        command("mount", "--make-rprivate", "/")
        pathlib.Path("/run/netns").mkdir(exist_ok=True)
        command("mount", "-t", "tmpfs", "lab", "/run/netns")
        ip("link", "set", "lo", "up")
        ip("link", "add", "hub", "type", "bridge")
        ip("addr", "add", "10.77.0.1/16", "dev", "hub")
        ip("link", "set", "hub", "up")
        for number, site in enumerate(self.sites, 1):
            self.machine(site, f"10.77.{number}.1")
            ip("-n", site, "link", "add", "lan", "type", "bridge")
            ip("-n", site, "addr", "add", f"10.77.{number}.1/16", "dev", "lan")
            ip("-n", site, "link", "set", "lan", "up")
            ip("link", "add", site, "type", "veth", "peer", "name", "out", "netns", site)
            ip("link", "set", site, "master", "hub", "up")
            ip("-n", site, "link", "set", "out", "master", "lan", "up")
            for index in range(1, self.nodes + 1):
                node = f"{site}-{index}"
                self.machine(node, f"10.77.{number}.{10 + index}")
                ip("-n", site, "link", "add", node, "type", "veth", "peer", "name", "eth0", "netns", node)
                ip("-n", site, "link", "set", node, "master", "lan", "up")
                ip("-n", node, "addr", "add", f"{self.addresses[node]}/16", "dev", "eth0")
                ip("-n", node, "link", "set", "eth0", "up")

    def machine(self, name, address):
        self.addresses[name] = address
        ip("netns", "add", name)
        ip("-n", name, "link", "set", "lo", "up")

    @staticmethod
    def inside(machine):
        """What to put before a command so that it runs on a machine."""
        return ("nsenter", f"--net=/run/netns/{machine}")

    def site_of(self, node):
        return node.rsplit("-", 1)[0]

    def machines(self, site):
        return [site] + [f"{site}-{index}" for index in range(1, self.nodes + 1)]

    # Cables

    def cut_site(self, site):
        """A site loses its cable to the others; inside it everybody sees everybody."""
        ip("link", "set", site if site not in self.relays else f"{site}-r", "down")

    def mend_site(self, site):
        ip("link", "set", site if site not in self.relays else f"{site}-r", "up")

    def cut_node(self, node):
        """A node loses its cable, and with it every server."""
        ip("-n", self.site_of(node), "link", "set", node, "down")

    def mend_node(self, node):
        ip("-n", self.site_of(node), "link", "set", node, "up")

    # Filters

    def deafen(self, listeners, speakers):
        """Packets of some machines do not arrive at others; the other way they do."""
        names = ", ".join(self.addresses[name] for name in speakers)
        for machine in listeners:
            self.filter(machine, f"add rule inet lab in ip saddr {{ {names} }} drop\n")

    def sever(self, some, others):
        """Two groups of machines do not hear each other."""
        self.deafen(some, others)
        self.deafen(others, some)

    def lose(self, machine, percent):
        """So many of the packets to a machine are lost."""
        self.filter(machine, f"add rule inet lab in numgen random mod 100 < {percent} drop\n")

    def filter(self, machine, rules):
        table = "add table inet lab\nadd chain inet lab in { type filter hook input priority 0; }\n"
        command(*self.inside(machine), "nft", "-f", "-", text=table + rules)

    def mend(self):
        """Takes every filter away, and plugs every cable in."""
        for site in self.sites:
            for machine in self.machines(site):
                command(*self.inside(machine), "nft", "flush", "ruleset")
                if machine != site:
                    self.mend_node(machine)
            self.mend_site(site)

    # Bad lines

    def slow(self, site, delay_ms=0.0, jitter_ms=0.0, loss=0.0, duplicate=0.0, reorder=0.0, corrupt=0.0):
        """A site's cable becomes a relay in user space: delays in milliseconds each way, the rest in percent."""
        settings = f"{delay_ms} {jitter_ms} {loss} {duplicate} {reorder} {corrupt}\n"
        if site not in self.relays:
            relay = subprocess.Popen(
                [sys.executable, "-B", str(HERE / "relay.py"), f"{site}-r", "relay", site],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            if relay.stdout.readline() != "up\n":
                raise RuntimeError("the relay does not start")
            self.relays[site] = relay
            ip("link", "set", site, "down")
            ip("link", "set", f"{site}-r", "master", "hub", "up")
            ip("-n", site, "link", "set", "relay", "master", "lan", "up")
        self.relays[site].stdin.write(settings)
        self.relays[site].stdin.flush()

    def straighten(self, site):
        """The cable is a cable again."""
        if site in self.relays:
            relay = self.relays.pop(site)
            relay.stdin.close()
            relay.wait(10)
            ip("link", "set", site, "up")

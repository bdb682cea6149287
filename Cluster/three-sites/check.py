# SPDX-License-Identifier: Apache-2.0
"""The checks of `check`, against three running servers: check.py CERTIFICATES PORT×9 (clients, routes, monitoring)."""
import asyncio
import contextlib
import json
import logging
import socket
import ssl
import sys
import time
import urllib.request

import nats
from nats.js.api import StreamConfig

SITES = ["roma", "milano", "napoli"]
LOG, SNAPSHOT, KEYS = "centralino-main", "centralino-main-snapshot", "KV_centralino-main-keys"


class Cluster:
    """Where the servers are, and connections to them as one of the users."""

    def __init__(self, folder, ports):
        self.folder = folder
        self.clients, self.routes, self.monitors = ports[:3], ports[3:6], ports[6:9]
        self.violations = []

    def context(self, user):
        """TLS as the user (a file of make-certificates), or without a certificate of its own."""
        context = ssl.create_default_context(cafile=f"{self.folder}/servers-ca.pem")
        if user:
            context.load_cert_chain(f"{self.folder}/{user}.pem", f"{self.folder}/{user}.key")
        return context

    @contextlib.asynccontextmanager
    async def connection(self, site, user, inbox="_INBOX"):
        """A connection to a site's server; what the server forbids it is noted in `violations`."""
        self.violations = []

        async def note(error):
            self.violations.append(str(error).lower())

        connection = await nats.connect(
            f"tls://127.0.0.1:{self.clients[SITES.index(site)]}",
            tls=self.context(user),
            inbox_prefix=inbox.encode(),
            error_cb=note,
            allow_reconnect=False,
            connect_timeout=5,
        )
        try:
            yield connection
        finally:
            await connection.close()

    async def forbidden(self, connection, subject):
        """Whether the server forbids a publish; it says so a moment later."""
        await connection.publish(subject, b"")
        return await self.violated(connection, subject)

    async def violated(self, connection, subject):
        """Whether the server has answered with a permissions violation that names the subject."""
        await connection.flush()
        await asyncio.sleep(0.05)
        return any("permissions violation" in each and subject.lower() in each for each in self.violations)


async def together(cluster):
    """The three servers know each other, and one leads JetStream."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            reports = []
            for port in cluster.monitors:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/jsz", timeout=2) as answer:
                    reports.append(json.load(answer))
            if all(r.get("meta_cluster", {}).get("cluster_size") == 3 and r["meta_cluster"].get("leader") for r in reports):
                return
        except OSError:
            pass
        await asyncio.sleep(0.2)
    raise AssertionError("no JetStream leader within 30 s")


async def streams(cluster):
    """A node makes the streams of a pool with a replica at each site, and writes and reads the log."""
    async with cluster.connection("roma", "roma/node") as node:
        jetstream = node.jetstream(timeout=10)
        wanted = [
            (LOG, ["centralino.main.log"]),
            (SNAPSHOT, ["centralino.main.snapshot.>"]),
            (KEYS, ["$KV.centralino-main-keys.>"]),
        ]
        for name, subjects in wanted:
            for attempt in range(20):
                try:
                    await jetstream.add_stream(StreamConfig(name=name, subjects=subjects, num_replicas=3, allow_direct=True))
                    break
                except nats.js.errors.APIError:
                    # A cluster this young may not have heard yet that all its servers can hold a replica.
                    if attempt == 19:
                        raise
                    await asyncio.sleep(0.5)
            info = await jetstream.stream_info(name)
            holders = {info.cluster.leader} | {replica.name for replica in info.cluster.replicas}
            assert holders == set(SITES), f"{name} is held by {holders}"
        expectation = {"Nats-Expected-Last-Sequence": "0"}
        acknowledged = await jetstream.publish("centralino.main.log", b"first", headers=expectation)
        assert acknowledged.seq == 1
        try:
            await jetstream.publish("centralino.main.log", b"late", headers=expectation)
        except nats.js.errors.APIError as refused:
            assert refused.err_code == 10071, refused
        else:
            raise AssertionError("an append with an old expectation was taken")
        assert (await jetstream.get_msg(LOG, 1)).data == b"first"
        await jetstream.publish("$KV.centralino-main-keys.today", b"key")
        await jetstream.publish("centralino.main.snapshot.manifest", b"chunk")
        follower = await jetstream.subscribe("centralino.main.log", stream=LOG, ordered_consumer=True)
        assert (await follower.next_msg(timeout=5)).data == b"first"
        assert not cluster.violations, cluster.violations


async def nodes(cluster):
    """A node cannot delete the log, speak for another site or hear another site's requests."""
    async with cluster.connection("milano", "milano/node") as node:
        assert await cluster.forbidden(node, f"$JS.API.STREAM.DELETE.{LOG}")
        assert await cluster.forbidden(node, "centralino.main.evt.roma.contact.c1")
        assert not await cluster.forbidden(node, "centralino.main.evt.milano.contact.c1")
        assert await cluster.forbidden(node, "centralino.main.req.roma.agent.state")
        assert await cluster.forbidden(node, "centralino.main.req.milano.config.apply")
        assert not await cluster.forbidden(node, "centralino.main.req.milano.agent.state")
        for subject in ("centralino.main.req.roma.>", "centralino.main.evt.roma.agent.*"):
            await node.subscribe(subject)
            assert await cluster.violated(node, subject)


async def clients(cluster):
    """A site's client asks its own site and gets the answer, and reaches nothing else."""
    async with cluster.connection("napoli", "napoli/node") as node:

        async def answer(request):
            await request.respond(b"{}")

        await node.subscribe("centralino.main.req.napoli.>", queue="nodes", cb=answer)
        await node.flush()
        async with cluster.connection("napoli", "napoli/client", "_INBOX.napoli") as client:
            assert (await client.request("centralino.main.req.napoli.contact.get", b"{}", timeout=5)).data == b"{}"
            for subject in [
                "centralino.main.req.roma.contact.enqueue",
                "centralino.main.req.napoli.config.apply",
                "centralino.main.evt.napoli.contact.c1",
                "centralino.main.node.napoli-1",
                "centralino.main.log",
                f"$JS.API.STREAM.INFO.{LOG}",
                "$KV.centralino-main-keys.today",
            ]:
                assert await cluster.forbidden(client, subject), f"client@napoli may publish {subject}"
            for subject in ["centralino.main.evt.roma.>", "centralino.main.log", "_INBOX.>", "_INBOX.roma.>", ">"]:
                await client.subscribe(subject)
                assert await cluster.violated(client, subject), f"client@napoli may subscribe {subject}"


async def across(cluster):
    """An operator in Milan reaches the node in Rome, and its figures reach the wallboard in Naples."""
    async with cluster.connection("roma", "roma/node") as node:

        async def answer(request):
            await request.respond(b"{}")

        await node.subscribe("centralino.main.req.roma.>", queue="nodes", cb=answer)
        await node.flush()
        async with cluster.connection("milano", "operator", "_INBOX.operator") as operator:
            for _ in range(50):
                try:
                    await operator.request("centralino.main.req.roma.config.apply", b"{}", timeout=5)
                    break
                except nats.errors.NoRespondersError:
                    await asyncio.sleep(0.1)
            else:
                raise AssertionError("the operator's request found nobody")
    async with cluster.connection("roma", "roma/node") as node:
        async with cluster.connection("napoli", "wallboard", "_INBOX.wallboard") as wallboard:
            figures = await wallboard.subscribe("centralino.main.stats")
            assert await cluster.forbidden(wallboard, "centralino.main.req.napoli.stats.get")
            await wallboard.subscribe("centralino.main.evt.napoli.>")
            assert await cluster.violated(wallboard, "centralino.main.evt.napoli.>")
            for _ in range(50):
                await node.publish("centralino.main.stats", b"{}")
                try:
                    await figures.next_msg(timeout=0.1)
                    return
                except nats.errors.TimeoutError:
                    continue
            raise AssertionError("no stats reached the wallboard")


async def strangers(cluster):
    """Without a certificate nobody connects; with a client's nobody joins as a server."""
    try:
        async with cluster.connection("roma", None):
            pass
    except (OSError, nats.errors.Error, asyncio.TimeoutError):
        pass
    else:
        raise AssertionError("a connection without a certificate was taken")
    for user, welcome in [("roma/client", False), ("roma/server", True)]:
        assert handshake(cluster, user) == welcome, f"the port of routes and {user}"


def handshake(cluster, user):
    """Whether a server lets this certificate in as a route. TLS 1.2, so that refusal shows in the handshake."""
    context = cluster.context(user)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    try:
        with socket.create_connection(("127.0.0.1", cluster.routes[0]), timeout=5) as plain:
            # A route's TLS starts at once or after the server's INFO line, by version: look which.
            plain.settimeout(1)
            try:
                plain.recv(4096)
            except socket.timeout:
                pass
            plain.settimeout(5)
            with context.wrap_socket(plain, server_hostname="127.0.0.1"):
                return True
    except (ssl.SSLError, ConnectionError):
        return False


async def main(folder, ports):
    # asyncio warns about TLS connections that a server closes; here that is what is wanted.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    cluster = Cluster(folder, ports)
    failed = 0
    for check in [together, streams, nodes, clients, across, strangers]:
        try:
            await asyncio.wait_for(check(cluster), 60)
            print(f"  ok      {check.__doc__}")
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f"  FAILED  {check.__doc__}\n          {type(error).__name__}: {error}")
    return 1 if failed else 0


sys.exit(asyncio.run(main(sys.argv[1], [int(port) for port in sys.argv[2:]])))

# SPDX-License-Identifier: Apache-2.0
"""Three nodes under the permissions of this folder: check_nodes.py CERTIFICATES PORT×3. One contact's life, by the users
that a deployment has: the operator configures, a caller in Rome is served by an agent in Milan, the wallboard sees it."""
import asyncio
import json
import ssl
import sys
import time

import nats

SITES = ["roma", "milano", "napoli"]


async def connect(folder, port, user, inbox):
    context = ssl.create_default_context(cafile=f"{folder}/servers-ca.pem")
    context.load_cert_chain(f"{folder}/{user}.pem", f"{folder}/{user}.key")
    return await nats.connect(f"tls://127.0.0.1:{port}", tls=context, inbox_prefix=inbox.encode(), connect_timeout=5)


async def ask(connection, site, request, **document):
    """Asks, until the site serves: it says so by answering at all."""
    until = time.monotonic() + 60
    while True:
        try:
            answer = await connection.request(f"centralino.main.req.{site}.{request}", json.dumps(document).encode(), timeout=5)
            break
        except (nats.errors.NoRespondersError, nats.errors.TimeoutError):
            if time.monotonic() > until:
                raise AssertionError(f"{site} does not serve {request}") from None
            await asyncio.sleep(0.3)
    reply = json.loads(answer.data)
    assert "error" not in reply, reply
    return reply


async def main(folder, ports):
    operator = await connect(folder, ports[0], "operator", "_INBOX.operator")
    rome = await connect(folder, ports[0], "roma/client", "_INBOX.roma")
    milan = await connect(folder, ports[1], "milano/client", "_INBOX.milano")
    wallboard = await connect(folder, ports[2], "wallboard", "_INBOX.wallboard")
    figures = await wallboard.subscribe("centralino.main.stats")
    for site in SITES:
        await ask(operator, site, "config.get")
    await ask(operator, "roma", "config.apply", config={"topics": {"pec": {"wrapUp": 0}}})
    offers = await milan.subscribe("centralino.main.evt.milano.agent.anna")
    await milan.flush()
    contact = await ask(rome, "roma", "contact.enqueue", id="c1", topic="pec", caller="+390612345678")
    assert contact["claim"], contact
    await ask(milan, "milano", "agent.login", agent="anna", topics={"pec": 1})
    while True:
        event = json.loads((await offers.next_msg(timeout=10)).data)
        if event["event"] == "offer":
            break
    connected = await ask(milan, "milano", "offer.accept", offer=event["offer"], agent="anna")
    assert connected["state"] == "connected", connected
    ended = await ask(rome, "roma", "contact.end", id="c1")
    assert ended["outcome"] == "handled", ended
    for _ in range(10):
        if json.loads((await figures.next_msg(timeout=5)).data)["totals"]["answered"] == 1:
            break
    else:
        raise AssertionError("the wallboard does not see the answered contact")
    for each in [operator, rome, milan, wallboard]:
        await each.close()
    print("  ok      Three nodes under these permissions: a caller in Rome, an agent in Milan, a wallboard in Naples.")


asyncio.run(asyncio.wait_for(main(sys.argv[1], [int(port) for port in sys.argv[2:]]), 120))

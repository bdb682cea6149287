# SPDX-License-Identifier: Apache-2.0
"""The shapes of the contract's documents. A shape is a function from a value to what is wrong with it, or ''."""
import re

ERROR_NUMBERS = {
    "bad_request": 400,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "gone": 410,
    "closed": 423,
    "full": 429,
    "unavailable": 503,
}
YEAR_10000 = 253_402_300_800_000


def text(value):
    return "" if isinstance(value, str) else "not a text"


def pattern(expression):
    compiled = re.compile(expression)
    return lambda value: text(value) or ("" if compiled.fullmatch(value) else f"does not match {expression}")


def integer(low, high):
    def shape(value):
        if isinstance(value, bool) or not isinstance(value, int):
            return "not an integer"
        return "" if low <= value <= high else f"not in {low}...{high}"

    return shape


def one_of(*words):
    return lambda value: "" if value in words else f"not one of {words}"


def true(value):
    return "" if value is True else "not true"


def boolean(value):
    return "" if isinstance(value, bool) else "not a boolean"


def anything(_):
    return ""


def array(shape, most=1000):
    def check_all(value):
        if not isinstance(value, list):
            return "not an array"
        if len(value) > most:
            return f"more than {most} entries"
        return next((f"[{index}]: {wrong}" for index, entry in enumerate(value) if (wrong := shape(entry))), "")

    return check_all


def table(key, shape):
    def check_all(value):
        if not isinstance(value, dict):
            return "not an object"
        for name, entry in value.items():
            if wrong := key(name) or shape(entry):
                return f".{name}: {wrong}"
        return ""

    return check_all


def document(required, optional=None):
    """Fields that are not known are ignored; known ones are never null."""
    optional = optional or {}

    def check_all(value):
        if not isinstance(value, dict):
            return "not an object"
        for name in required:
            if name not in value:
                return f"{name} is missing"
        for name, entry in value.items():
            shape = required.get(name) or optional.get(name)
            if shape and (wrong := shape(entry)):
                return f".{name}: {wrong}"
        return ""

    return check_all


count = integer(0, 2**63)
instant = integer(1, YEAR_10000)
duration = integer(0, 365 * 86_400_000)
version = integer(1, 2**63)
name = pattern(r"[a-z0-9-]{1,32}")
identifier = pattern(r"[A-Za-z0-9_-]{1,64}")
offer_id = pattern(r"\d+\.\d+")
claim = pattern(r"\d{2,10}")
priority = integer(0, 255)
level = integer(1, 9)
channel = one_of("voice", "callback", "chat", "mail", "webForm", "social", "counter", "letter")
intent = one_of("available", "break", "offline")
activity = one_of("idle", "offered", "busy", "wrapping", "notResponding", "unreachable")
outcome = one_of(
    "handled", "abandoned", "maxWait", "overflowed", "transferred", "selfServed", "callbackFailed", "blocked",
    "rejected", "failed",
)  # fmt: skip
attributes = table(text, anything)

timeline_entry = document(
    {"at": instant, "event": text},
    {
        "seq": count,
        "agent": identifier,
        "agentSite": name,
        "offer": offer_id,
        "why": text,
        "topic": identifier,
        "priority": priority,
        "outcome": outcome,
        "reason": text,
        "by": identifier,
        "disposition": text,
        "note": text,
    },
)
CONTACT_REQUIRED = {
    "id": identifier,
    "version": version,
    "site": name,
    "priority": priority,
    "channel": channel,
    "state": one_of("scheduled", "waiting", "offered", "connected", "ended"),
    "arrivedAt": instant,
}
CONTACT_OPTIONAL = {
    "claim": claim,
    "topic": identifier,
    "provisional": boolean,
    "island": boolean,
    "position": integer(1, 2_000_000),
    "estimatedWaitMs": duration,
    "notBeforeAt": instant,
    "slotAt": instant,
    "callingUntilAt": instant,
    "attempt": integer(1, 10),
    "offer": offer_id,
    "agent": identifier,
    "agentSite": name,
    "agentAddress": text,
    "offers": array(
        document(
            {"offer": offer_id, "agent": identifier, "agentSite": name}, {"agentAddress": text, "expiresAt": instant}
        )
    ),
    "participants": array(document({"agent": identifier, "role": one_of("agent", "consulted", "conference")})),
    "consult": identifier,
    "consultOf": identifier,
    "outcome": outcome,
    "endedAt": instant,
    "timeline": array(timeline_entry, 100_000),
}


def contact(value):
    required = CONTACT_REQUIRED
    if isinstance(value, dict) and value.get("state") == "ended" and not {"claim", "topic"} & set(value):
        required = required | {"version": count}  # cancelled before it came
    if wrong := document(required, CONTACT_OPTIONAL)(value):
        return wrong
    state = value["state"]
    due = {"offered": ("offer", "agent", "agentSite"), "connected": ("agent", "agentSite"), "ended": ("outcome",)}
    for field in due.get(state, ()):
        if field not in value:
            return f"{state} without {field}"
    if state != "ended" and "outcome" in value:
        return f"{state} with outcome"
    if ("claim" not in value or "topic" not in value) and state != "ended":
        return f"{state} without claim or topic"
    return ""


OFFER_REQUIRED = {
    "offer": offer_id,
    "contact": identifier,
    "topic": identifier,
    "priority": priority,
    "channel": channel,
    "waitedMs": duration,
    "expiresAt": instant,
}
OFFER_OPTIONAL = {
    "claim": claim,
    "caller": text,
    "attributes": attributes,
    "contactSite": name,
    "customer": text,
    "language": text,
    "at": instant,
    "consultOf": identifier,
    "consultBy": identifier,
}
AGENT_REQUIRED = {
    "agent": identifier,
    "version": version,
    "site": name,
    "node": name,
    "intent": intent,
    "activity": activity,
    "topics": table(identifier, level),
    "skills": table(identifier, level),
    "channels": table(channel, integer(1, 100)),
    "contacts": array(identifier),
    "since": instant,
    "seq": count,
}
AGENT_OPTIONAL = {
    "name": text,
    "reason": text,
    "by": identifier,
    "agentAddress": text,
    "island": boolean,
    "wrapping": array(identifier),
    "room": table(channel, integer(1, 100)),
}
agent = document(AGENT_REQUIRED, AGENT_OPTIONAL | {"offers": array(document(OFFER_REQUIRED, OFFER_OPTIONAL))})
agent_with_offers = document(
    AGENT_REQUIRED | {"offers": array(document(OFFER_REQUIRED, OFFER_OPTIONAL))}, AGENT_OPTIONAL
)


def presence(value):
    return document(AGENT_REQUIRED, AGENT_OPTIONAL)(value) or ("offers are not published" if "offers" in value else "")


waiting = document(
    {
        "topic": identifier,
        "seq": count,
        "total": count,
        "contacts": array(
            document(
                {
                    "id": identifier,
                    "claim": claim,
                    "site": name,
                    "priority": priority,
                    "arrivedAt": instant,
                    "position": integer(1, 2_000_000),
                }
            )
        ),
    },
    {"next": text},
)
fraction = document({"numerator": count, "denominator": count})
latency = document({"p50": count, "p99": count, "p999": count, "max": count})
COUNTERS = ("arrived", "answered", "abandoned", "shortAbandoned", "maxWait")
GAUGES = ("waiting", "offered", "connected", "agentsAvailable", "agentsServing")
TOPIC_STATS_REQUIRED = {field: count for field in COUNTERS + GAUGES} | {
    "longestWaitMs": duration,
    "waitMs": document({"p50": duration, "p90": duration, "p99": duration, "max": duration}),
    "serviceLevel": document({"thresholdMs": duration, "answered": fraction, "offered": fraction, "all": fraction}),
}
TOPIC_STATS_OPTIONAL = {
    "estimatedWaitMs": duration,
    "scheduled": count,
    "handlingMs": duration,
    "estimateErrorMs": document(
        {"count": count, "mean": duration, "p90": duration, "bias": integer(-31_536_000_000, 31_536_000_000)}
    ),
}
topic_stats = document(TOPIC_STATS_REQUIRED, TOPIC_STATS_OPTIONAL)
topic_stats_alone = document(
    TOPIC_STATS_REQUIRED | {"topic": identifier, "seq": count, "at": instant}, TOPIC_STATS_OPTIONAL
)


def way(value):
    """Where a number or a choice of a menu leads."""
    parts = {"topic": identifier, "priority": priority, "play": identifier, "menu": table(pattern(r"[0-9*#]"), way)}
    return document({}, parts)(value)


STATS_REQUIRED = {
    "pool": name,
    "owner": document({"node": name, "epoch": count}),
    "seq": count,
    "at": instant,
    "islands": array(name),
    "totals": document({field: count for field in COUNTERS}, {"agents": count} | {field: count for field in GAUGES}),
    "sites": table(name, document({"nodes": count, "agents": count, "waiting": count})),
    "latencyUs": document({"enqueueToOffer": latency, "commit": latency}),
}
stats_with_topics = document(STATS_REQUIRED | {"topics": table(identifier, topic_stats)}, {"next": text})


def stats(value):
    return document(STATS_REQUIRED)(value) or ("topics are in stats.get only" if "topics" in value else "")


def contact_of_any_site(value):
    """Of another site's contact the log tells, which has neither a timeline nor versions."""
    is_remote = isinstance(value, dict) and "timeline" not in value and value.get("version") == 0
    return contact(value | {"version": 1} if is_remote else value)


REPLIES = {
    "contact.enqueue": contact,
    "contact.cancel": contact,
    "contact.end": contact,
    "contact.requeue": contact,
    "contact.callback": contact,
    "contact.reached": contact,
    "contact.consult": contact,
    "contact.conference": contact,
    "contact.handover": contact,
    "contact.get": contact_of_any_site,
    "contact.list": document({"contacts": array(contact)}, {"next": text}),
    "agent.login": agent,
    "agent.state": agent,
    "agent.heartbeat": document({"at": instant}, {"unknown": array(identifier)}),
    "agent.wrapup": agent,
    "agent.get": agent_with_offers,
    "agent.list": document({"agents": array(presence), "seq": count}, {"next": text}),
    "offer.accept": contact,
    "offer.reject": agent,
    "offer.fail": agent,
    "topic.waiting": waiting,
    "appointment.slots": document(
        {
            "topic": identifier,
            "seq": count,
            "slotMs": duration,
            "perSlot": count,
            "slots": array(document({"slotAt": instant, "free": count})),
        },
        {"nextAt": instant},
    ),
    "number.get": document(
        {"number": pattern(r"[0-9*#+]{1,32}")},
        {
            "digits": pattern(r"[0-9*#]{1,4}"),
            "topic": identifier,
            "priority": priority,
            "play": identifier,
            "menu": table(pattern(r"[0-9*#]"), way),
        },
    ),
    "stats.get": stats_with_topics,
    "config.get": document({"revision": count, "config": table(text, anything)}),
    "config.apply": document({"revision": count, "changes": array(text, 100_000)}),
}

PLACE = {"position": integer(1, 2_000_000), "estimatedWaitMs": duration}
AGENT_OF = {"offer": offer_id, "agent": identifier, "agentSite": name}
CONTACT_EVENTS = {
    # Without a position when the caller left before the place was committed.
    "queued": ({}, {"position": PLACE["position"], "estimatedWaitMs": duration, "claim": claim, "why": text}),
    "scheduled": ({"notBeforeAt": instant}, {"slotAt": instant, "why": text}),
    "calling": ({"attempt": integer(1, 10), "ringMs": duration}, {"callerAddress": text, "again": boolean}),
    "position": ({"position": PLACE["position"]}, {"estimatedWaitMs": duration}),
    "offered": (AGENT_OF | {"expiresAt": instant}, {"agentAddress": text}),
    "revoked": ({"offer": offer_id, "why": text}, {"offersLeft": integer(1, 15)}),
    "requeued": ({"why": text}, PLACE | {"topic": identifier, "priority": priority}),
    "relaxed": ({"why": text}, {"priority": priority}),
    "connected": (AGENT_OF, {"agentAddress": text}),
    "ended": ({"outcome": outcome}, {"reason": text}),
    "noted": ({"agent": identifier}, {"disposition": text, "note": text}),
    "consulting": ({"consult": identifier, "topic": identifier, "priority": priority}, {"agent": identifier}),
    "consulted": ({"consult": identifier, "agent": identifier, "agentSite": name}, {}),
    "conference": ({"consult": identifier, "agent": identifier, "agentSite": name}, {}),
    "consultEnded": ({"consult": identifier, "outcome": outcome}, {}),
}
AGENT_EVENTS = {
    "offer": (OFFER_REQUIRED, OFFER_OPTIONAL),
    "revoked": ({"offer": offer_id, "why": text}, {"contact": identifier}),
    "connected": ({"offer": offer_id, "contact": identifier}, {"caller": text, "callerAddress": text}),
    "ended": ({"contact": identifier, "outcome": outcome}, {}),
    "state": ({"intent": intent, "activity": activity}, {"reason": text}),
}


def event(events, whose):
    """An event of one entity; events of other names may be added and are ignored."""

    def shape(value):
        head = {"event": text, "id": identifier, "version": version, "at": instant}
        if wrong := document(head, {"seq": count, "by": identifier, "consultOf": identifier})(value):
            return wrong
        if value["id"] != whose:
            return f"id is not {whose}"
        required, optional = events.get(value["event"], ({}, {}))
        return document(required, optional)(value)

    return shape


error = document(
    {"code": one_of(*ERROR_NUMBERS), "message": pattern(r"(?s).+")},
    {
        "field": text,
        "state": text,
        "retryAfterMs": duration,
        "issues": array(document({"path": text, "message": text}), 200),
    },
)
MICRO = {
    "type": text,
    "name": pattern("centralino"),
    "id": identifier,
    "version": pattern(r"\d+\.\d+\.\d+.*"),
    "metadata": table(text, text),
}
micro_endpoint = document(
    {"name": text, "subject": text}, {"queue_group": text, "metadata": table(text, text)}
)
micro_counts = document(
    {
        "name": text,
        "subject": text,
        "num_requests": count,
        "num_errors": count,
        "last_error": text,
        "processing_time": count,
        "average_processing_time": count,
    },
    {"queue_group": text},
)
MICRO_SHAPES = {
    "PING": document(MICRO),
    "INFO": document(MICRO | {"description": text, "endpoints": array(micro_endpoint)}),
    "STATS": document(MICRO | {"started": pattern(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "endpoints": array(micro_counts)}),
}


def check(shape, value, where):
    if wrong := shape(value):
        raise AssertionError(f"shape: {wrong} in {where}")


def check_error(reply):
    """A refusal: one error document, and both headers."""
    check(document({"error": error}), reply.document, str(reply))
    if set(reply.document) != {"error"}:
        raise AssertionError(f"an error document has the error alone: {reply}")
    number = reply.headers.get("Nats-Service-Error-Code")
    if number != str(ERROR_NUMBERS[reply.error["code"]]):
        raise AssertionError(f"Nats-Service-Error-Code is {number!r}: {reply}")
    header = reply.headers.get("Nats-Service-Error")
    printable = "".join(letter if " " <= letter <= "~" else "?" for letter in reply.error["message"])
    if header is None or not header.isprintable() or not header.isascii():
        raise AssertionError(f"Nats-Service-Error is {header!r}: {reply}")
    if printable == reply.error["message"] and header.strip() != printable.strip():
        raise AssertionError(f"Nats-Service-Error {header!r} is not the message: {reply}")

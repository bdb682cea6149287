# SPDX-License-Identifier: Apache-2.0
"""What may never be, as clients saw it. Each check takes the story of a run and yields violations, a line each.

What a client cannot be sure of proves nothing: a conversation counts from the answer to the accept until the first
deed, of either side, that may have ended it.
"""
import collections


def lost(story):
    """I1: a contact whose enqueue was answered is there at the end."""
    for deed in story.deeds:
        if deed.verb == "contact.enqueue" and deed.kind == "ok":
            final = story.finals.get(deed.ask["id"])
            if final is None:
                yield f"I1: {deed.ask['id']} was acknowledged, and nobody could be asked about it at the end"
            elif "state" not in final:
                yield f"I1: {deed.ask['id']} was acknowledged and is lost: {final}"


def stuck(story):
    """I15: at the end, everybody was served or has left."""
    for name, final in story.finals.items():
        if final.get("state") not in (None, "ended"):
            yield f"I15: {name} is still {final['state']} at the end"


def conversations(story):
    """What agents know to have been connected: (contact, agent, begun, over)."""
    ends = collections.defaultdict(list)
    for deed in story.deeds:
        if deed.verb in ("contact.end", "contact.requeue", "contact.cancel"):
            ends[deed.ask["id"]].append((deed.began, deed.ended))
    accepted = {}
    for deed in story.deeds:
        if deed.verb == "offer.accept":
            key = (deed.ask["agent"], deed.ask["offer"])
            began, answered, contact = accepted.get(key, (deed.began, None, None))
            if answered is None and deed.kind == "ok" and deed.answer.get("state") == "connected":
                answered, contact = deed.ended, deed.answer["id"]
            accepted[key] = (began, answered, contact)
    for (agent, _), (began, answered, contact) in accepted.items():
        if answered is not None:
            over = min((asked for asked, done in ends[contact] if done > began), default=float("inf"))
            if over > answered:
                yield contact, agent, answered, over


def overlaps(spans, what):
    """Spans of one contact, or one agent, that overlap."""
    for name, entries in spans.items():
        entries.sort()
        for (begun, over, first), (again, _, second) in zip(entries, entries[1:]):
            if again < over and first != second:
                yield what.format(name=name, first=first, second=second, at=again, since=begun)


def served_twice(story):
    """I3: a contact is connected to one agent at a time."""
    spans = collections.defaultdict(list)
    for contact, agent, begun, over in conversations(story):
        spans[contact].append((begun, over, agent))
    yield from overlaps(spans, "I3: {name} is connected to {first} (since {since:.3f}) and to {second} at {at:.3f}")


def two_contacts(story):
    """I4: an agent is connected to one contact at a time."""
    spans = collections.defaultdict(list)
    for contact, agent, begun, over in conversations(story):
        spans[agent].append((begun, over, contact))
    yield from overlaps(spans, "I4: {name} has {first} (since {since:.3f}) and {second} at {at:.3f}")


def ends_once(story):
    """I10: nothing comes after the end, and the end is one."""
    ends = {}
    for _, _, of, say in story.events:
        if of == "contact" and say["event"] == "ended":
            known = ends.setdefault(say["id"], say)
            if (known["version"], known["outcome"]) != (say["version"], say["outcome"]):
                yield f"I10: {say['id']} ends twice: {known} and {say}"
    for _, _, of, say in story.events:
        if of == "contact" and say["event"] != "position" and say["id"] in ends:
            if say["version"] > ends[say["id"]]["version"]:
                yield f"I10: {say['id']} has {say['event']} after its end: {say}"


def claims(story):
    """I11: a claim number is of one contact, and a contact has one."""
    by_claim, by_contact = {}, {}
    for deed in story.deeds:
        if deed.verb in ("contact.enqueue", "contact.get") and deed.kind == "ok" and "claim" in deed.answer:
            claim, name = deed.answer["claim"], deed.answer["id"]
            if by_claim.setdefault(claim, name) != name:
                yield f"I11: claim {claim} is of {by_claim[claim]} and of {name}"
            if by_contact.setdefault(name, claim) != claim:
                yield f"I11: {name} has claims {by_contact[name]} and {claim}"


def cancelled(story):
    """S3: an answered cancel is never followed by a connection."""
    left = {}
    for deed in story.deeds:
        if deed.verb == "contact.cancel" and deed.kind == "ok" and deed.answer["state"] == "ended":
            left.setdefault(deed.ask["id"], deed.ended)
    asked = {}
    for deed in story.deeds:
        if deed.verb == "offer.accept":
            first = asked.setdefault((deed.ask["agent"], deed.ask["offer"]), deed.began)
            if deed.kind == "ok" and deed.answer.get("state") == "connected":
                if first > left.get(deed.answer["id"], float("inf")):
                    yield f"S3: {deed.answer['id']} left, and {deed.ask['agent']} is connected to it afterwards"


def versions(story):
    """C2: what a version is, it is for everybody."""
    known = {}
    for _, site, of, say in story.events:
        if say["event"] == "position":
            continue
        key = (site if of == "agent" else "", say["id"], say["version"])
        said = (say["event"], say.get("offer"), say.get("contact"), say.get("outcome"))
        if known.setdefault(key, said) != said:
            yield f"C2: version {say['version']} of {say['id']} is {known[key]} and {said}"


AT_REST = (lost, stuck)
"""Only for a run that came to its end."""
CHECKS = (served_twice, two_contacts, ends_once, claims, cancelled, versions)


def violations(story, is_at_rest=True):
    """All of them; of each check at most 20."""
    found = []
    for check in (AT_REST if is_at_rest else ()) + CHECKS:
        some = list(check(story))
        found += some[:20] + ([f"… and {len(some) - 20} more of {check.__name__}"] if len(some) > 20 else [])
    return found

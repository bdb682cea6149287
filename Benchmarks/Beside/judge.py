# SPDX-License-Identifier: Apache-2.0
"""Judges a run by what was recorded of each contact, whatever the system: the same for all.

Only what is certain is held against a system. A place is certain from its acknowledgement on. When an offer was decided
is not known, only that it was after its agent had asked (had become free) and before the agent had it. So an offer of
B broke the order if some A

* has a higher priority, or the same and was acknowledged before B was sent,
* was acknowledged before B's agent asked, and
* still waited when B was offered: A's own agent asked later than that, or nobody ever had A."""
import array
import bisect
import dataclasses
import heapq
import math

COLUMNS = 7


@dataclasses.dataclass(slots=True)
class Contact:
    """Times are nanoseconds of one clock; 0 where it did not happen. `found` is when it was offered after a restart."""

    priority: int
    scheduled: int
    sent: int = 0
    acknowledged: int = 0
    asked: int = 0
    offered: int = 0
    found: int = 0


def read(path, count):
    """The first so many contacts of a driver's record file."""
    numbers = array.array("q")
    with open(path, "rb") as file:
        numbers.fromfile(file, count * COLUMNS)
    return [Contact(*numbers[at : at + COLUMNS]) for at in range(0, len(numbers), COLUMNS)]


class Line:
    """Contacts by when they were acknowledged, and which of all up to there was asked for last."""

    def __init__(self, contacts):
        self.acknowledged = [contact.acknowledged for contact in contacts]
        self.asked_last = []
        last = 0
        for contact in contacts:
            last = max(last, contact.asked if contact.offered else math.inf)
            self.asked_last.append(last)

    def waited(self, acknowledged_before, offered):
        """Whether any that was acknowledged before then still waited when something else was offered."""
        count = bisect.bisect_left(self.acknowledged, acknowledged_before)
        return count > 0 and self.asked_last[count - 1] > offered


def order_violations(contacts, begin, over):
    """How many offers between these times broke the order."""
    levels = {}
    for contact in contacts:
        levels.setdefault(contact.priority, []).append(contact)
    found, above = 0, []
    for priority in sorted(levels, reverse=True):
        known = [contact for contact in levels[priority] if contact.acknowledged]
        known.sort(key=by_acknowledgement)
        higher, equal = Line(above), Line(known)
        for contact in levels[priority]:
            if not contact.offered or not begin <= contact.offered < over:
                continue
            earlier = min(contact.asked, contact.sent)
            found += higher.waited(contact.asked, contact.offered) or equal.waited(earlier, contact.offered)
        above = list(heapq.merge(above, known, key=by_acknowledgement))
    return found


def by_acknowledgement(contact):
    return contact.acknowledged


def latencies(contacts, begin, over):
    """From when a contact was due to its offer, of all that fell due in that time, sorted, nanoseconds. Who had no offer
    by its end has waited until then at least, and counts with that: a line that grows does not look short."""
    due = [contact for contact in contacts if begin <= contact.scheduled < over]
    return sorted((contact.offered or max(over, contact.scheduled)) - contact.scheduled for contact in due)


def acknowledgements(contacts, begin, over):
    """From when a contact was due to its acknowledgement, of all that fell due in that time and have one, sorted."""
    return sorted(
        contact.acknowledged - contact.scheduled
        for contact in contacts
        if begin <= contact.scheduled < over and contact.acknowledged
    )


def percentile(values, share):
    """Of sorted values, microseconds; None if there are none."""
    return values[min(len(values) - 1, int(len(values) * share))] / 1000 if values else None


def verdict(contacts, begin, over):
    """The figures of one run whose measured time was this; `lost` once what was found after the restart is recorded."""
    waits = latencies(contacts, begin, over)
    offers = sum(begin <= contact.offered < over for contact in contacts if contact.offered)
    return {
        "contactsPerSecond": offers / ((over - begin) / 1e9),
        "p50Us": percentile(waits, 0.5),
        "p99Us": percentile(waits, 0.99),
        "p999Us": percentile(waits, 0.999),
        "orderViolations": order_violations(contacts, begin, over),
        "acknowledgedP50Us": percentile(acknowledgements(contacts, begin, over), 0.5),
        "lost": sum(bool(one.acknowledged and not one.offered and not one.found) for one in contacts),
        "offers": offers,
        "waitingAtBegin": waiting(contacts, begin),
        "waitingAtEnd": waiting(contacts, over),
    }


def waiting(contacts, at):
    """How many were due by then and had not been offered."""
    return sum(one.scheduled <= at and not 0 < one.offered <= at for one in contacts)

# SPDX-License-Identifier: Apache-2.0
"""The table at the end: faults by kind, and how long what took while they lasted."""
import collections

AFTER = 15.0
"""Seconds after a fault is healed that still count as its time."""


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def spread(values, unit=1.0, digits=2):
    """p50, p99 and max, or a dash."""
    if not values:
        return "–"
    figures = (percentile(values, 0.5), percentile(values, 0.99), max(values))
    return " / ".join(f"{figure * unit:.{digits}f}" for figure in figures)


class Strike:
    """One fault that happened: when, when it was healed, when everything served again, and what was noted."""

    def __init__(self, kind, began, healed, recovered, epoch, note, struck, until):
        self.kind, self.began, self.healed, self.recovered = kind, began, healed, recovered
        self.epoch, self.note, self.until = epoch, note, until
        self.struck = struck

    def gap(self, offers):
        """Seconds until the first offer of another owner; else the longest pause between two offers."""
        later = [heard for heard, epoch, _ in offers if epoch > self.epoch and heard > self.began]
        times = [heard for heard, _, _ in offers]
        end = min(self.until, self.healed + AFTER)
        if later and later[0] < end and self.kind.startswith("F1 "):
            return later[0] - self.began
        longest = 0.0
        for one, two in zip(times, times[1:]):
            if two > self.began and one < end:
                longest = max(longest, min(two, end) - max(one, self.began))
        return longest


def during(deeds, strikes, verb):
    """How long answers took to requests made in the time of these faults, but for sites that the fault has struck and
    clients of their servers: seconds, and how many got none."""
    took, unanswered = [], 0
    for strike in strikes:
        for deed in deeds:
            if deed.verb != verb or deed.site in strike.struck or deed.via in strike.struck:
                continue
            if strike.began <= deed.began < strike.recovered:
                if deed.kind == "info":
                    unanswered += 1
                elif deed.answer.get("code") != "unavailable":
                    took.append(deed.ended - deed.began)
    return took, unanswered


def islands(story, strikes):
    """Seconds from a site's cut to the first offer of its own contact to its own agent; None where there was none."""
    at = {say["id"]: site for _, site, of, say in story.events if of == "contact"}
    for strike in strikes:
        if strike.kind == "F4 site":
            yield next((
                heard - strike.began for heard, site, of, say in story.events
                if of == "agent" and say["event"] == "offer" and site == strike.note == at.get(say["contact"])
                and strike.began + 0.5 < heard < strike.healed
            ), None)  # fmt: skip


def table(story, strikes, measures):
    """The lines of the report."""
    offers = story.offers()
    by_kind = collections.defaultdict(list)
    for strike in strikes:
        by_kind[strike.kind].append(strike)
    calm = [
        deed.ended - deed.began for deed in story.deeds if deed.verb == "contact.enqueue" and deed.kind == "ok"
        and not any(strike.began - 1 <= deed.began < strike.recovered + 1 for strike in strikes)
    ]  # fmt: skip
    yield (
        f"{'FAULT':<22} {'TIMES':>5}  {'GAP s: p50 / p99 / max':<24} {'ENQUEUE ms: p50 / p99 / max':<28} "
        f"{'NO ANSWER':>9}  {'ACCEPTS':>9}"
    )
    for kind, some in sorted(by_kind.items()):
        took, unanswered = during(story.deeds, some, "contact.enqueue")
        accepts, not_accepted = during(story.deeds, some, "offer.accept")
        yield (
            f"{kind:<22} {len(some):>5}  {spread([strike.gap(offers) for strike in some]):<24} "
            f"{spread(took, 1000, 0):<28} {unanswered:>9}  {len(accepts):>4} ({not_accepted} none)"
        )
    yield f"enqueue with no fault, ms: {spread(calm, 1000, 1)}"
    alone = list(islands(story, strikes))
    if alone:
        served = [seconds for seconds in alone if seconds is not None]
        yield f"cut-off sites that served their own: {len(served)} of {len(alone)}, after s: {spread(served)}"
    for name, values in sorted(measures.items()):
        yield f"{name}: {spread(values)}"
    yield f"offers {len(offers)}, contacts {len(story.finals)}, requests {len(story.deeds)}, faults {len(strikes)}"

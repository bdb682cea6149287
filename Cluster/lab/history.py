# SPDX-License-Identifier: Apache-2.0
"""Histories: what clients did and heard, a JSON line each, by the machine's monotonic clock in seconds.

    {"t":…, "k":"invoke", "op":7, "by":"c-roma-3", "verb":"contact.enqueue", "ask":{…}, "via":server}
    {"t":…, "k":"ok"|"fail"|"info", "op":7, "answer":{…}}      info: nobody knows whether it happened
    {"t":…, "k":"event", "site":…, "of":"contact"|"agent", "say":{…}}
    {"t":…, "k":"final", "id":…, "say":{…}}                     the last question about a contact
"""
import json
import time


class History:
    """A file that one client process writes."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8", buffering=1 << 16)
        self.ops = 0

    def write(self, kind, **fields):
        self.file.write(json.dumps({"t": round(time.monotonic(), 6), "k": kind, **fields}) + "\n")

    def invoke(self, by, verb, ask, via):
        self.ops += 1
        self.write("invoke", op=self.ops, by=by, verb=verb, ask=ask, via=via)
        return self.ops

    def close(self):
        self.file.close()


class Deed:
    """A request and what became of it."""

    __slots__ = ("site", "by", "verb", "ask", "via", "began", "ended", "kind", "answer")

    def __init__(self, site, line):
        self.site, self.by, self.verb, self.ask = site, line["by"], line["verb"], line["ask"]
        self.via = line.get("via", "")
        self.began, self.ended, self.kind, self.answer = line["t"], float("inf"), "info", {}


class Story:
    """All histories of a run, in the order of time."""

    def __init__(self, paths):
        self.deeds, self.events, self.finals, self.notes = [], [], {}, []
        for site, path in paths.items():
            open_deeds = {}
            with open(path, encoding="utf-8") as file:
                for text in file:
                    try:
                        line = json.loads(text)
                    except ValueError:
                        continue  # The end of a killed process.
                    kind = line["k"]
                    if kind == "invoke":
                        open_deeds[line["op"]] = deed = Deed(site, line)
                        self.deeds.append(deed)
                    elif kind in ("ok", "fail", "info"):
                        deed = open_deeds.pop(line["op"])
                        deed.kind, deed.ended, deed.answer = kind, line["t"], line.get("answer", {})
                    elif kind == "event":
                        self.events.append((line["t"], site, line["of"], line["say"]))
                    elif kind == "final":
                        self.finals[line["id"]] = line["say"]
                    else:
                        self.notes.append(line)
        self.deeds.sort(key=lambda deed: deed.began)
        self.events.sort(key=lambda event: event[0])

    def offers(self):
        """When each offer was first heard of by its desk, in order: (time, epoch, offer)."""
        first = {}
        for time_heard, _, of, say in self.events:
            if of == "agent" and say["event"] == "offer":
                first.setdefault(say["offer"], time_heard)
        return sorted((heard, int(offer.split(".")[0]), offer) for offer, heard in first.items())

# SPDX-License-Identifier: Apache-2.0
"""What a hostile client sends: wrong values for each field, broken documents, wrong settings."""

# Values are JSON texts: what does not fit each kind of field.
NOT_TEXTS = ("1", "1.5", "true", "[]", "{}", '["a"]')
NOT_IDS = (
    *NOT_TEXTS, '""', '"a.b"', '"a b"', '"*"', '">"', '"a*"', '"a\\tb"', '"é"', '"a/b"', '"../a"', f'"{"a" * 65}"',
)  # fmt: skip
NOT_INTEGERS = ('"1"', "1.0", "1.5", "1e2", "1E60", "-1", "true", "[]", "{}", "9" * 30, "18446744073709551617", "-0.0")
NOT_OBJECTS = ('"a"', "1", "true", "[]", '[["a",1]]')
NOT_LINES = (*NOT_TEXTS, f'"{"x" * 257}"', f'"{"é" * 129}"', '"a\\u0007b"', '"a\\nb"', '"a\\u007f"')
NOT_NOTES = (*NOT_TEXTS, f'"{"x" * 4097}"', '"\\u0001"')
NOT_LEVELS = (*NOT_OBJECTS, '{"a":0}', '{"a":10}', '{"a":"1"}', '{"a":1.0}', '{"a":null}', '{"a.b":1}', '{"":1}')
NOT_WORDS = (*NOT_TEXTS, '""', '"Voice"', '"nope"', '"available "')
NOT_BOOLEANS = ('"true"', "1", "0", "[]", "{}")
NOT_OFFERS = (
    *NOT_TEXTS, '""', '"1"', '"1."', '".1"', '"1.2.3"', '"a.b"', '"1.99999999999999999999999"', '"1 .2"',
)  # fmt: skip
NOT_CLAIMS = (*NOT_TEXTS, '""', '"a"', '"1"', '"12345678901"', '"000014"')
NOT_DIALLED = (*NOT_TEXTS, '""', '"a"', '"+39 06"', '"sip:1"', f'"{"1" * 33}"')
NOT_PRESSED = (*NOT_TEXTS, '"a"', '"+"', '"11111"')
INSTANT = (*NOT_INTEGERS, "253402300800000", '"2026-01-01"')
ONCE = {"requestId": NOT_IDS, "ifVersion": NOT_INTEGERS}
ID = {"id": NOT_IDS}
AGENT = {"agent": NOT_IDS}
PAGE = {"limit": (*NOT_INTEGERS, "0", "1001"), "after": NOT_TEXTS}


def levels(count):
    """A table of so many names."""
    return "{" + ",".join(f'"a{n}":1' for n in range(count)) + "}"


# A verb: what is required and fits, and for each field what does not fit.
FIELDS = {
    "contact.enqueue": (
        {"id": '"hostile"', "topic": '"raids"'},
        ID
        | {
            "topic": NOT_IDS,
            "priority": (*NOT_INTEGERS, "256"),
            "channel": NOT_WORDS,
            "caller": NOT_LINES,
            "callerAddress": NOT_LINES,
            "attributes": (*NOT_OBJECTS, levels(65), f'{{"a":"{"x" * 8200}"}}'),
            "requires": (*NOT_LEVELS, levels(17)),
            "lastAgent": NOT_IDS,
            "claim": NOT_CLAIMS,
            "customer": NOT_LINES,
            "language": NOT_LINES,
            "waitedMs": (*NOT_INTEGERS, "31536000001"),
            "notBeforeAt": INSTANT,
            "slotAt": INSTANT,
        },
    ),
    "contact.cancel": ({"id": '"hostile"'}, ID | {"reason": NOT_LINES}),
    "contact.end": ({"id": '"hostile"'}, ID | {"reason": NOT_LINES, "outcome": NOT_WORDS} | ONCE),
    "contact.requeue": (
        {"id": '"hostile"'},
        ID
        | ONCE
        | {
            "topic": NOT_IDS,
            "priority": (*NOT_INTEGERS, "256"),
            "agent": NOT_IDS,
            "escalate": ("1", "0", '"true"', "[]", "{}"),
            "place": NOT_WORDS,
            "reason": NOT_LINES,
        },
    ),
    "contact.callback": (
        {"id": '"hostile"'},
        ID | ONCE | {"notBeforeAt": INSTANT, "slotAt": INSTANT, "place": NOT_WORDS, "callerAddress": NOT_LINES},
    ),
    "contact.reached": ({"id": '"hostile"'}, ID | ONCE),
    "contact.get": ({"id": '"hostile"'}, ID),
    "contact.list": ({}, PAGE | {"states": (*NOT_TEXTS[:3], '"waiting"', '["nope"]', "[1]", "[null]", "{}")}),
    "agent.login": (
        {"agent": '"hostile"'},
        AGENT
        | {
            "topics": (*NOT_LEVELS, levels(257)),
            "skills": (*NOT_LEVELS, levels(65)),
            "channels": (*NOT_OBJECTS, '{"voice":0}', '{"voice":101}', '{"fax":1}', '{"voice":"1"}', '{"voice":1.0}'),
            "agentAddress": NOT_LINES,
            "intent": NOT_WORDS,
        },
    ),
    "agent.state": (
        {"agent": '"hostile"', "intent": '"break"'},
        AGENT | ONCE | {"intent": NOT_WORDS, "reason": NOT_LINES},
    ),
    "agent.heartbeat": (
        {},
        AGENT | {"agents": ('"a"', "1", "{}", '["a.b"]', "[1]", "[null]", '[[]]'), "closing": ('"yes"', "1", "[]")},
    ),
    "agent.wrapup": (
        {"agent": '"hostile"', "contact": '"hostile"'},
        AGENT | ONCE | {"contact": NOT_IDS, "disposition": NOT_LINES, "note": NOT_NOTES},
    ),
    "agent.get": ({"agent": '"hostile"'}, AGENT),
    "agent.list": ({}, PAGE),
    "offer.accept": ({"offer": '"1.1"', "agent": '"hostile"'}, AGENT | ONCE | {"offer": NOT_OFFERS}),
    "offer.reject": (
        {"offer": '"1.1"', "agent": '"hostile"'},
        AGENT | ONCE | {"offer": NOT_OFFERS, "reason": NOT_LINES},
    ),
    "offer.fail": (
        {"offer": '"1.1"', "cause": '"busy"'},
        AGENT | ONCE | {"offer": NOT_OFFERS, "cause": NOT_WORDS, "reason": NOT_LINES},
    ),
    "topic.waiting": ({"topic": '"raids"'}, PAGE | {"topic": NOT_IDS}),
    "appointment.slots": (
        {"topic": '"raids"'},
        {"topic": NOT_IDS, "channel": NOT_WORDS, "fromAt": INSTANT, "days": (*NOT_INTEGERS, "0", "91"), "limit": (*NOT_INTEGERS, "0", "1001")},
    ),
    "number.get": ({"number": '"+1"'}, {"number": NOT_DIALLED, "digits": NOT_PRESSED}),
    "stats.get": ({}, PAGE),
    "config.apply": (
        {"config": "{}"},
        {"config": NOT_OBJECTS, "ifRevision": NOT_INTEGERS, "dryRun": NOT_BOOLEANS, "requestId": NOT_IDS},
    ),
}
DEEP = 10_000
BROKEN = {
    "not JSON": b"hello",
    "one byte": b"\xff",
    "truncated": b'{"id":"hostile","topic":"rai',
    "trailing": b'{"id":"hostile","topic":"raids"}x',
    "two documents": b'{"id":"hostile","topic":"raids"}{}',
    "an array": b"[]",
    "a text": b'"hostile"',
    "a number": b"1",
    "null": b"null",
    "spaces": b"   ",
    "single quotes": b"{'id':'hostile','topic':'raids'}",
    "a comment": b'{"id":"hostile","topic":"raids"/**/}',
    "a trailing comma": b'{"id":"hostile","topic":"raids",}',
    "bare words": b'{id:"hostile",topic:"raids"}',
    "NaN": b'{"id":"hostile","topic":"raids","x":NaN}',
    "infinity": b'{"id":"hostile","topic":"raids","x":Infinity}',
    "a byte-order mark": b'\xef\xbb\xbf{"id":"hostile","topic":"raids"}',
    "UTF-16": '{"id":"hostile","topic":"raids"}'.encode("utf-16"),
    "wrong UTF-8": b'{"id":"hostile","topic":"raids","x":"\xc3\x28"}',
    "overlong UTF-8": b'{"id":"hostile","topic":"raids","x":"\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"id":"hostile","topic":"raids","x":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"id":"hostile","topic":"raids","x":"\xf4\x90\x80\x80"}',
    "a NUL byte": b'{"id":"hostile","topic":"raids","x":"\x00"}',
    "a NUL escape": b'{"id":"hostile","topic":"raids","x":"\\u0000"}',
    "NUL after it": b'{"id":"hostile","topic":"raids"}\x00',
    "a line end in a text": b'{"id":"hostile","topic":"raids","x":"a\nb"}',
    "half a surrogate pair": b'{"id":"hostile","topic":"raids","x":"\\ud800"}',
    "a low surrogate": b'{"id":"hostile","topic":"raids","x":"\\udc00\\ud800"}',
    "a bad escape": b'{"id":"hostile","topic":"raids","x":"\\q"}',
    "a name twice": b'{"id":"hostile","id":"hostile","topic":"raids"}',
    "a name twice by escape": b'{"id":"hostile","topic":"raids","\\u0069d":"other"}',
    "a name twice deep": b'{"id":"hostile","topic":"raids","attributes":{"a":1,"a":2}}',
    "deep arrays": b'{"id":"hostile","topic":"raids","x":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep arrays, open": b"[" * DEEP,
    "deep objects": b'{"x":' * DEEP + b"1" + b"}" * DEEP,
    "33 levels": b'{"id":"hostile","topic":"raids","x":' + b"[" * 32 + b"]" * 32 + b"}",
    "a huge exponent": b'{"id":"hostile","topic":"raids","x":1e999999999}',
    "a long number": b'{"id":"hostile","topic":"raids","x":' + b"9" * 5000 + b"}",
    "a leading zero": b'{"id":"hostile","topic":"raids","priority":007}',
    "hexadecimal": b'{"id":"hostile","topic":"raids","priority":0x7}',
    "64 KiB and 1": b'{"id":"hostile","topic":"raids","x":"' + b"x" * (65537 - 39) + b'"}',
    "1 MiB": b'{"id":"hostile","topic":"raids","x":"' + b"x" * ((1 << 20) - 39) + b'"}',
    "1 MiB of nothing": b" " * (1 << 20),
    "1 MiB of NUL": bytes(1 << 20),
}  # fmt: skip

# The same for a configuration.
NOT_DURATIONS = (
    '"20"', '"20 s"', '"-1s"', '"1.5s"', '""', '"s"', "1.5", "-1", "true", "false", "[]", "{}", "1e60", "9" * 30,
)  # fmt: skip
NOT_COUNTS = ('"1"', "1.5", "0", "-1", "true", "false", "[]", "{}", "9" * 30, '"off"')
SETTINGS = {
    "pool": ('"a"', "1", "true", "[]"),
    "topics": ('"a"', "1", "true", "[]"),
    "agents": ('"a"', "1", "true", "[]"),
    "numbers": ('"a"', "1", "true", "[]", '{"a":{"play":"b"}}', f'{{"{"1" * 33}":{{"play":"b"}}}}'),
    "numbers.1": (
        '""', "1", "true", "[]", "{}", '"nowhere"', '{"topic":"nowhere"}', '{"play":"a b"}', '{"play":"a","priority":1}',
        '{"menu":{"12":{"play":"a"}}}', '{"menu":{"1":{}}}', '{"menu":{"1":"nowhere"}}', '{"play":"a","x":1}',
    ),
    "numbers.1.priority": ('"1"', "256", "-1", "true", "false", "[]", "{}"),
    "numbers.1.menu": ('"a"', "1", "true", "[]", "{}"),
    "pool.timeZone": ("1", "true", "[]", "{}", '""', '"../etc/passwd"'),
    # `false` is what YAML makes of `off`, which is the page's own word.
    "pool.aging": (*(each for each in NOT_DURATIONS if each != "false"), '"on"'),
    "pool.capacity": ('"a"', "1", "[]", '{"voice":0}', '{"voice":101}', '{"voice":true}', '{"fax":1}'),
    "pool.maxWaiting": NOT_COUNTS,
    "topics.t": ('"a"', "1", "true", "[]"),
    "topics.t.priority": ('"1"', "256", "-1", "true", "false", "[]", "{}"),
    "topics.t.strategy": ("1", "true", "[]", "{}", '""', '"LongestIdle"'),
    # `false` is what YAML makes of `off`, as above.
    "topics.t.maxWait": (*(each for each in NOT_DURATIONS if each != "false"), "0", "999"),
    "topics.t.overflow": (
        '"a"', "1", "true", "[]", "{}", '{"after":"1s"}', '{"to":"t"}', '{"after":"1s","to":"t"}',
        '{"after":0,"to":"a"}',
    ),
    "topics.t.refuseWhen": ('"noAgents"', "1", "true", "{}", '["nobody"]', "[1]", "[[]]"),
    "topics.t.leaveWhen": ('"noAgents"', "1", "true", "{}", '["nobody"]', "[1]", "[[]]"),
    "topics.t.leaveAfter": (*NOT_DURATIONS, "0", "999"),
    "calendars.c": ('"a"', "1", "true", "[]", "{}"),
    "calendars.c.timeZone": ("[]", "{}", '""', '"../etc/passwd"'),
    "topics.t.calendar": ("1", "true", "[]", "{}", '""', '"nowhere"'),
    "topics.t.calendars": ('"a"', "1", "true", "[]", '{"fax":"always"}', '{"chat":"nowhere"}', '{"chat":1}', '{"chat":{}}'),
    "topics.t.escalateTo": ("1", "true", "[]", "{}", '""', '"nowhere"', '"t"'),
    "topics.t.offerTimeout": (*NOT_DURATIONS, "0", "999", '"11m"'),
    "topics.t.noAnswer": ('"a"', "1", "true", "[]"),
    "topics.t.noAnswer.max": (*NOT_COUNTS, "11"),
    "topics.t.noAnswer.returnAfter": (*NOT_DURATIONS, "0", '"25h"'),
    "topics.t.wrapUp": (*NOT_DURATIONS, '"25h"'),
    "topics.t.serviceLevel": (*NOT_DURATIONS, "0"),
    "topics.t.shortAbandon": NOT_DURATIONS,
    # `false` is what YAML makes of `off`, as above.
    "topics.t.lastAgent": (*(each for each in NOT_DURATIONS if each != "false"), '"11m"'),
    "topics.t.maxLevel": (*NOT_COUNTS, "10"),
    "topics.t.relax": (
        '"a"', "1", "true", "{}", "[1]", "[[]]", "[{}]", '[{"after":"1s"}]', '[{"after":"1s","beyondSite":false}]',
        '[{"after":0,"beyondSite":true}]', '[{"beyondSite":true}]', '[{"after":"1s","dropSkill":""}]',
        '[{"after":"1s","addTopic":"nowhere"}]', '[{"after":"1s","maxLevel":1}]', '[{"after":"1s","lowerSkill":{}}]',
        '[{"after":"2s","beyondSite":true},{"after":"1s","dropSkill":"it"}]',
    ),
    "topics.t.maxWaiting": (*NOT_COUNTS, "2000001"),
    "agents.a": ('"a"', "1", "true", "[]", "{}"),
    "agents.a.site": ("1", "true", "[]", "{}", '""', '"Roma"', '"a.b"'),
    "agents.a.topics": ('"a"', "1", "true", "[]", '{"nowhere":1}'),
    "agents.a.skills": ('"a"', "1", "true", "[]", '{"it":0}', '{"it":10}', '{"it":true}', '{"i t":1}'),
    "agents.a.channels": ('"a"', "1", "true", "[]", '{"fax":1}', '{"voice":0}', '{"voice":101}', '{"voice":true}'),
    "agents.a.agentAddress": ("1", "true", "[]", "{}", f'"{"x" * 257}"', '"\\u0001"'),
    "agents.a.name": ("1", "true", "[]", "{}", '"\\u0001"'),
}

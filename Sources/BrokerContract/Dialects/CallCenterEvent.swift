// SPDX-License-Identifier: Apache-2.0

/// FreeSWITCH's `callcenter::info` events as its event socket writes them: a header a line, an empty line at the end,
/// times in seconds.
public enum CallCenterEvent {
    /// The text of a fact at an instant, milliseconds since 1970; nil where mod_callcenter says nothing.
    public static func text(_ fact: DialectFact, at: Int) -> String? {
        switch fact {
        case .entered(let contact): member("member-queue-start", contact)
        case .offered(let contact): member("agent-offering", contact, agent: true)
        case .notTaken(let contact):
            member(
                "bridge-agent-fail", contact, agent: true,
                [("CC-Agent-Called-Time", time(contact.offeredAt)), ("CC-Agent-Aborted-Time", time(at))])
        case .connected(let contact): member("bridge-agent-start", contact, agent: true, times(contact))
        case .transferred(let contact, _), .completed(let contact): ended(contact, at)
        case .left(let contact, let outcome):
            member(
                "member-queue-end", contact,
                [
                    ("CC-Member-Joined-Time", time(contact.enteredAt)), ("CC-Member-Leaving-Time", time(at)),
                    ("CC-Cause", "Cancel"), ("CC-Cancel-Reason", reason(outcome)),
                ])
        case .agentCame(let agent), .resumed(let agent): status(agent, "Available")
        case .agentWent(let agent, _): status(agent, "Logged Out")
        case .paused(let agent, _): status(agent, "On Break")
        }
    }

    private static func ended(_ contact: DialectContact, _ at: Int) -> String {
        member("bridge-agent-end", contact, agent: true, times(contact) + [("CC-Bridge-Terminated-Time", time(at))])
            + "\n"
            + member(
                "member-queue-end", contact, agent: true,
                times(contact) + [("CC-Member-Leaving-Time", time(at)), ("CC-Cause", "Terminated")])
    }

    /// mod_callcenter's word for why a member left unserved.
    private static func reason(_ outcome: OutcomeWord) -> String {
        switch outcome {
        case .abandoned: "BREAK_OUT"
        case .maxWait: "TIMEOUT"
        case .selfServed: "EXIT_WITH_KEY"
        default: "NONE"
        }
    }

    private static func times(_ contact: DialectContact) -> [(String, String)] {
        [
            ("CC-Agent-Called-Time", time(contact.offeredAt)), ("CC-Agent-Answered-Time", time(contact.connectedAt)),
            ("CC-Member-Joined-Time", time(contact.enteredAt)),
        ]
    }

    private static func member(
        _ action: String, _ contact: DialectContact, agent: Bool = false, _ more: [(String, String)] = []
    ) -> String {
        var headers = [("CC-Queue", contact.topic), ("CC-Action", action)]
        if agent { headers.append(("CC-Agent", contact.agent ?? "")) }
        return text(headers + more + [("CC-Member-UUID", contact.id), ("CC-Member-Session-UUID", contact.id)])
    }

    private static func status(_ agent: String, _ status: String) -> String {
        text([("CC-Agent", agent), ("CC-Action", "agent-status-change"), ("CC-Agent-Status", status)])
    }

    private static func text(_ headers: [(String, String)]) -> String {
        ([("Event-Name", "CUSTOM"), ("Event-Subclass", "callcenter::info")] + headers).map { "\($0): \($1)\n" }.joined()
    }

    private static func time(_ milliseconds: Int?) -> String { String((milliseconds ?? 0) / 1_000) }
}

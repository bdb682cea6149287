// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation

/// An explanation for people.
enum ExplainedText {
    /// Agents and lines told of each kind; JSON has more.
    private static let shown = 20

    /// The lines.
    static func lines(_ document: ExplanationDocument) -> [String] {
        var lines = document.contacts.flatMap(contact)
        if document.isCut { lines.append("There is more than is told here.") }
        if !lines.isEmpty { lines.append("The log was read \(span(document)).") }
        return lines
    }

    /// From when to when the log was read.
    static func span(_ document: ExplanationDocument) -> String {
        let from =
            document.readFromAt == 0
            ? "from its beginning" : "from \(Wording.instant(document.readFromAt)), before which it is trimmed,"
        return "\(from) to \(Wording.instant(document.readUpToAt))"
    }

    private static func contact(_ contact: ExplainedContactDocument) -> [String] {
        var parts = ["Contact \(contact.id ?? "of number \(contact.number)")"]
        if let claim = contact.claim { parts.append("claim \(claim)") }
        if let site = contact.site { parts.append("at \(site)") }
        if let channel = contact.channel { parts.append(channel) }
        if let about = contact.consultOf { parts.append("an agent's question about \(about)") }
        if let requires = contact.requires { parts.append("requires \(levels(requires))") }
        var lines = [parts.joined(separator: ", ")]
        if !contact.isComplete {
            lines.append("  The log is trimmed past its beginning: what was before is not known.")
        }
        for event in contact.events { lines += self.event(event) }
        return lines + [""]
    }

    private static func event(_ event: ExplainedEventDocument) -> [String] {
        let at = "  \(Wording.instant(event.at))  "
        switch event.event {
        case "entered":
            return [at + "entered \(event.topic ?? "–") with priority \(event.priority ?? 0), event \(event.seq)"]
        case "offered":
            let who = "\(event.agent ?? "–") at \(event.agentSite ?? "–")"
            let joins = event.ring != nil && event.ring != event.offer
            let ring = "    rings beside others since offer \(event.ring ?? "–")"
            let choice = event.choice.map { self.choice($0) } ?? [joins ? ring : "    Why is not in the log."]
            return [at + "offered to \(who), offer \(event.offer ?? "–")"] + choice
        case "connected":
            let alone = event.island == true ? "; the site was cut off and decided alone: why is not in the log" : ""
            return [at + "connected to \(event.agent ?? "–")\(alone)"]
        case "waiting":
            return [at + "in line for \(event.topic ?? "–") with priority \(event.priority ?? 0)"]
        default: return [at + "\(event.event) as \(event.outcome ?? "–")"]
        }
    }

    private static func choice(_ choice: ExplainedChoiceDocument) -> [String] {
        let aging = choice.agingMs.map { ", a level of priority worth \(Wording.duration(milliseconds: $0))" } ?? ""
        var lines = [
            "    \(choice.position). of \(choice.waiting) in line; \(choice.strategy)\(aging), configuration revision "
                + "\(choice.revision)"
        ]
        var table = TextTable([
            .text("    ASKED"), .text("AGENT"), .text("SITE"), .number("LEVEL"), .text("GOES BY"), .text(""),
        ])
        for (place, agent) in choice.candidates.prefix(shown).enumerated() {
            table.add([
                "    \(place + 1).", agent.agent, agent.site, String(agent.level), measure(agent.rank, choice),
                agent.standing == "tried" ? "has let it go before" : "",
            ])
        }
        lines += table.lines
        let more = max(0, choice.candidates.count - shown)
        if more > 0 { lines.append("    and \(more) more who were free") }
        if !choice.others.isEmpty {
            let others = choice.others.prefix(shown).map { "\($0.agent) \(reason($0.standing))" }
            let rest = choice.others.count - others.count
            lines.append("    not asked: \(others.joined(separator: ", "))\(rest > 0 ? ", and \(rest) more" : "")")
        }
        for head in choice.heads.prefix(shown) {
            let requires = head.requires.map { " requiring \(levels($0))" } ?? ""
            lines.append(
                "    line \(head.topic), \(head.channel)\(requires): \(head.waiting) wait, first \(head.contact), "
                    + "priority \(head.priority), arrived \(Wording.instant(head.arrivedAt))")
        }
        return lines
    }

    /// What the strategy went by, as people count.
    private static func measure(_ rank: Int, _ choice: ExplainedChoiceDocument) -> String {
        switch choice.strategy {
        case "longestIdle": "idle since \(Wording.instant(rank))"
        case "roundRobin": rank == 0 ? "never offered any" : "last offer: event \(rank)"
        case "fewestContacts": String(format: "%.1f contacts lately", faded(rank, at: choice.at))
        case "leastTalk": "\(Wording.duration(milliseconds: Int(faded(rank, at: choice.at)))) of talk lately"
        case "leastOccupied": "\(Wording.duration(milliseconds: Int(faded(rank, at: choice.at)))) of work lately"
        default: "–"
        }
    }

    /// What is left of a sum that fades to half in an hour, from its logarithm.
    static func faded(_ rank: Int, at: Int) -> Double {
        min(pow(2, Double(rank) / 1_024 - Double(at) / 3_600_000), 1e15)
    }

    private static func reason(_ standing: String) -> String {
        switch standing {
        case "offered": "has another offer"
        case "busy": "in conversation"
        case "wrapping": "wrapping up"
        case "notResponding": "not responding"
        case "unreachable": "unreachable"
        case "pausing": "just rejected one"
        case "break": "on a break"
        case "offline": "offline"
        case "siteDetached": "at a site that does not confirm"
        case "channel": "does not take the channel"
        case "skills": "lacks a skill"
        default: "kept apart by a rule"
        }
    }

    private static func levels(_ skills: [String: Int]) -> String {
        skills.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ", ")
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import HomeStore

/// A contact of a claim, from its home or from a history.
struct ClaimContact: Codable {
    let id: String
    let site: String
    let topic: String?
    let channel: String
    let state: String
    let arrivedAt: Int
    let endedAt: Int?
    let outcome: String?
    /// The contact about which it was an agent's question.
    let consultOf: String?
    /// Milliseconds to the first agent, or so far, or until it ended without one.
    let waitedMs: Int
    /// Milliseconds of conversation, all told.
    let talkedMs: Int
    /// Every agent who spoke, in order.
    let agents: [String]
    let timeline: [TimelineEntry]

    init(_ contact: ContactDocument) {
        let timeline = contact.timeline ?? []
        let end = contact.endedAt ?? Wording.now
        id = contact.id
        site = contact.site
        topic = contact.topic
        channel = contact.channel.rawValue
        state = contact.state.rawValue
        arrivedAt = contact.arrivedAt
        endedAt = contact.endedAt
        outcome = contact.outcome?.rawValue
        consultOf = contact.consultOf
        self.timeline = timeline
        let conversations = Conversations(timeline, until: end)
        waitedMs = max(0, (conversations.firstAt ?? end) - contact.arrivedAt)
        agents = conversations.agents.compactMap(\.self)
        talkedMs = conversations.talkedMs
    }

    init(_ contact: EndedContact) {
        id = contact.id
        site = contact.site
        topic = contact.topic
        channel = contact.channel
        state = "ended"
        arrivedAt = Int(contact.arrivedAt)
        endedAt = Int(contact.endedAt)
        outcome = contact.outcome
        consultOf = contact.consultOf
        waitedMs = Int(contact.waitedMs)
        talkedMs = Int(contact.talkMs)
        let entries = try? Contract.decode([TimelineEntry].self, Array(contact.timeline.utf8))
        timeline = entries ?? []
        agents = Conversations(timeline).agents.compactMap(\.self)
    }

    /// For people.
    var lines: [String] {
        let spoke = agents.isEmpty ? "no agent" : agents.joined(separator: ", then ")
        let ending = outcome.map { "ended as \($0)" } ?? "is \(state)"
        let about = consultOf.map { ", an agent's question about \($0)" } ?? ""
        return [
            "Contact \(id) at \(site), \(topic ?? "no topic"), \(channel)\(about): \(ending)",
            "  waited \(Wording.duration(milliseconds: waitedMs)), talked "
                + "\(Wording.duration(milliseconds: talkedMs)) with \(spoke)",
        ]
            + timeline.map { entry in
                let who = entry.agent.map { " \($0)" } ?? ""
                let why = entry.why.map { " (\($0))" } ?? ""
                let said = [entry.disposition, entry.note].compactMap(\.self).joined(separator: "; ")
                let by = entry.by.map { ", by \($0)" } ?? ""
                return
                    "  \(Wording.instant(entry.at))  \(entry.event)\(who)\(why)\(by)\(said.isEmpty ? "" : ": \(said)")"
            } + [""]
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// Who of several free agents should be offered a contact, reckoned anew and slowly by what the homes tell the log.
struct CheckedChoice {
    private var agents: [AgentID: CheckedWork] = [:]
    /// By contact, who has had an offer of it and not taken it since all had been asked.
    private var tried: [ContactNumber: [AgentID]] = [:]
    /// By contact, all whom it rings.
    private var rung: [ContactNumber: [AgentID]] = [:]
    /// Contacts of whom that is not known: the log before is not there.
    private var untold: Set<ContactNumber> = []
    /// Whether all is known that agents have ever done.
    private let isWhole: Bool

    /// Nobody is known.
    init() { isWhole = true }

    /// Everybody a state has.
    init(_ engine: Engine) {
        isWhole = false
        for agent in engine.allAgents { agents[agent.agent] = CheckedWork(idleSince: agent.idleSince) }
        for site in engine.sitesInOrder {
            untold.formUnion(engine.contacts(of: site.site).map(\.record.number))
        }
    }

    /// An agent's home has told the log of the agent, who was so before.
    mutating func hear(_ report: AgentReport, before: AgentState?, at time: PoolInstant) {
        var work = agents[report.agent] ?? CheckedWork(idleSince: time)
        defer { agents[report.agent] = work }
        guard before?.seats.isEmpty ?? true, report.seats.isEmpty else {
            return work.hear(report, before: before, at: time)
        }
        let wasBusy = if case .busy? = before?.phase { true } else { false }
        switch report.phase {
        case .busy(let offer, _):
            if case .busy(let known, _)? = before?.phase, known == offer { return }
            work.hangUp(wasBusy, isWrapping: false, at: time)
            work.contacts.append((time, 1))
            work.workingSince = time
        case .idle:
            work.hangUp(wasBusy, isWrapping: report.activity == .wrapping, at: time)
            guard let before else { return }
            // Who was rung beside others loses nothing by it.
            if case .offered(let offer) = before.phase, offer.isOfRing { return }
            let isFreed = before.phase != .idle && (report.turn > before.turn || report.site != before.site)
            let isWrapped = before.activity == .wrapping && report.activity == .idle
            if isFreed || isWrapped { work.idleSince = time }
        }
    }

    /// A contact's home has told the log of the contact, who was so before.
    mutating func hear(_ report: ContactReport, before: ContactState?) {
        defer { rung[report.number] = nil }
        switch report.phase {
        case .waiting:
            guard case .offered(let offer)? = before?.phase else { return }
            tried[report.number, default: []] += rung[report.number] ?? [offer.agent]
        case .connected, .ended:
            tried[report.number] = nil
            untold.remove(report.number)
        }
    }

    /// A contact is offered to an agent.
    mutating func offered(_ offer: Offer) {
        agents[offer.agent]?.lastOffer = offer.id.sequence
        if offer.isOfRing { rung[offer.contact, default: []].append(offer.agent) }
        if tried[offer.contact]?.contains(offer.agent) == true { tried[offer.contact] = nil }
    }

    /// Who is free for a contact and comes before the agent who was chosen.
    func whoShouldCome(
        before chosen: AgentID, for contact: ContactRecord, among agents: [AgentState], skipping sites: [SiteID],
        by rules: Configuration, at now: PoolInstant
    ) -> AgentID? {
        let ask = CheckedAsk(contact)
        guard !untold.contains(contact.number), let mine = agents.firstIndex(where: { $0.agent == chosen }),
            let mark = mark(agents[mine], mine, ask, rules, contact.number, now)
        else { return nil }
        return agents.enumerated().first { index, other in
            guard other.phase == .idle, other.isReady, rung[contact.number]?.contains(other.agent) != true,
                !sites.contains(other.site),
                let theirs = self.mark(other, index, ask, rules, contact.number, now)
            else { return false }
            if theirs.isRefused != mark.isRefused { return mark.isRefused }
            if theirs.group != mark.group { return theirs.group < mark.group }
            if theirs.level != mark.level { return theirs.level < mark.level }
            if theirs.load != mark.load { return theirs.load < mark.load }
            // The engine adds in whole numbers, a few per cent beside the truth.
            return theirs.measure < mark.measure - mark.slack
        }?.element.agent
    }

    private typealias Mark = (isRefused: Bool, group: Int, level: UInt8, load: Int, measure: Double, slack: Double)

    /// An agent's place among those who may be offered a contact; nil for who may not.
    private func mark(
        _ agent: AgentState, _ index: Int, _ ask: CheckedAsk, _ rules: Configuration, _ contact: ContactNumber,
        _ now: PoolInstant
    ) -> Mark? {
        let taken = agent.seats.map(\.channel)
        let open = CheckedRoom.open(agent.profile, beside: taken, rules)
        guard let group = ask.group(of: agent.agent, at: agent.site, open, rules) else { return nil }
        let topic = ask.topic(of: group, rules)
        let strategy = rules.topic(topic)?.strategy ?? .longestIdle
        let refused = tried[contact] ?? []
        let level = agent.profile.topics.first { $0.topic == topic }?.level ?? 9
        let work = agents[agent.agent] ?? CheckedWork(idleSince: agent.idleSince)
        let measure: Double =
            switch strategy {
            case .longestIdle, .ringAll, .ringProgressively: Double(work.idleSince.milliseconds)
            case .roundRobin: isWhole ? Double(work.lastOffer) : 0
            case .fewestContacts: isWhole ? CheckedWork.left(work.contacts, at: now) : 0
            case .leastTalk: isWhole ? CheckedWork.left(work.talk, at: now) : 0
            case .leastOccupied: isWhole ? CheckedWork.left(work.work, at: now) : 0
            case .topDown: Double(index)
            case .random: 0
            }
        let isSum = [.fewestContacts, .leastTalk, .leastOccupied].contains(strategy)
        // In steps of four.
        let load = (taken.reduce(0) { $0 + rules.costs[$1] } + 3) / 4
        return (refused.contains(agent.agent), group, level, min(load, 25), measure, isSum ? measure * 0.15 : 0)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// What must hold once everything has come to rest: nobody is stuck, and homes and log agree. A site may stay dead; then
// it must hold for all others.
extension Checker {
    /// Nanoseconds after which an offer rings no more, whatever happens.
    private static let offerLife: Int64 = 60_000_000_000

    /// Nanoseconds after which every request to a process that goes on is answered.
    private static let answerLife: Int64 = 30_000_000_000

    /// Milliseconds by which a contact may be late in its line: pool time may be ahead of its home's.
    private static let dueSlackMs: Int64 = 5_000

    /// What is not as it must be; offers may still be ringing.
    func unsettled(_ cluster: SimulatedCluster) -> [Violation] {
        var found: [Violation] = []
        func complain(_ invariant: String, _ what: String) {
            found.append(Violation(invariant: invariant, what: what, at: now))
        }
        let dead = deadSites(cluster)
        let bytes = engine.encoded()
        for node in cluster.nodes where node.isRunning {
            if node.replica.isIsland { complain("L2", "\(node.identity.node) is still an island") }
            if let halted = node.halted { complain("I14", "\(node.identity.node) halted: \(halted)") }
            if node.replica.engine.encoded() != bytes {
                complain("I13", "\(node.identity.node) holds another state than the log tells")
            }
        }
        for (site, state) in engine.sitesInOrder where !dead.contains(site) {
            if state.isDetached { complain("L2", "\(site) is still detached") }
            let holders = cluster.nodes.filter { $0.isRunning && $0.identity.site == site && $0.replica.isHome }
            if holders.map(\.identity.node) != [state.home.node] {
                complain("L2", "the home of \(site) is held by \(holders.map(\.identity.node))")
            }
            let running = cluster.nodes.filter { $0.isRunning && $0.identity.site == site }.count
            if state.heirs.count != min(running - 1, Limits.heirs) {
                complain("L2", "\(site) has \(running) nodes and the heirs \(state.heirs)")
            }
        }
        for number in acknowledged where contacts[number] == nil {
            complain("I1", "contact \(number) was acknowledged and is lost")
        }
        for (number, desk) in endedByDesk where !requeued.contains(number) && !dead.contains(cluster.siteNames[desk]) {
            guard let cell = contacts[number]?.cell, cell.endedAt == nil, !dead.contains(cell.record.site) else {
                continue
            }
            complain("I10", "contact \(number) was answered ended and lives on")
        }
        found += unheardRemarks(dead, cluster).map { Violation(invariant: "C9", what: $0, at: now) }
        let free = engine.allAgents.filter { agent in
            agent.phase == .idle && agent.isReady && engine.sites[agent.site]?.isDetached == false
        }
        for topic in engine.configuration.topics.map(\.topic) {
            for waiting in engine.waiting(topic, after: nil, limit: free.isEmpty ? 0 : .max) {
                let ask = CheckedAsk(waiting.record)
                guard
                    let agent = free.first(where: { agent in
                        let open = CheckedRoom.open(
                            agent.profile, beside: agent.seats.map(\.channel), engine.configuration)
                        return ask.group(of: agent.agent, at: agent.site, open, engine.configuration) != nil
                    })
                else { continue }
                complain("I15", "\(waiting.record.number) waits for \(topic) beside \(agent.agent), who is idle")
            }
        }
        for token in requests.keys.sorted() {
            guard let asked = requests[token], let process = asked.process, now - asked.at > Self.answerLife,
                cluster.nodes[process.node].life == process.life
            else { continue }
            complain("C3", "request \(token) is not answered: \(asked.request)")
        }
        for number in numbers { if let why = unsettled(number, cluster, dead) { complain(why.0, why.1) } }
        for slot in slots { if let why = unsettled(slot, cluster, dead) { complain(why.0, why.1) } }
        return found
    }

    /// C9: what an agent said of a conversation is with the contact.
    private func unheardRemarks(_ dead: [SiteID], _ cluster: SimulatedCluster) -> [String] {
        guard !remarked.isEmpty else { return [] }
        // One that was not let in and came again has two numbers: at most one of them met anybody.
        let cells = Dictionary(grouping: numbers.compactMap { contacts[$0]?.cell }) { $0.record.id }
        return remarked.compactMap { order, site in
            guard !dead.contains(cluster.siteNames[site]), let same = cells[order.contact],
                let cell = same.last, !dead.contains(cell.record.site),
                !same.contains(where: { $0.remarks.contains { $0.agent == order.agent } })
            else { return nil }
            return "what \(order.agent) said of \(order.contact) is not with the contact"
        }
    }

    /// Sites whose home nobody holds and nobody may take over: their holder is gone, and every heir.
    private func deadSites(_ cluster: SimulatedCluster) -> [SiteID] {
        let running = cluster.nodes.filter(\.isRunning)
        return cluster.siteNames.filter { site in
            guard let state = engine.sites[site] else { return !running.contains { $0.identity.site == site } }
            return !running.contains { ([state.home.node] + state.heirs).contains($0.identity.node) }
        }
    }

    private func unsettled(
        _ number: ContactNumber, _ cluster: SimulatedCluster, _ dead: [SiteID]
    ) -> (String, String)? {
        guard let cell = contacts[number]?.cell, !dead.contains(cell.record.site) else { return nil }
        if let why = Self.consultFault(cell, contacts) { return ("C10", why) }
        if cell.phase == .waiting, cell.record.routing.handover != nil, lateHandover(cell) {
            return ("C10", "\(number) still waits to be taken over")
        }
        let known = engine.contact(number)
        switch (cell.phase, known?.phase) {
        case (.ended, nil):
            // One that ended before it came never waited, and the log need not know.
            guard cell.version > 1, !engine.isOver(number, site: cell.record.site) else { return nil }
            return ("L3", "the end of \(number) of \(cell.record.site) is not in the log")
        case (.waiting, .waiting?):
            guard let dueAt = cell.dueAt else {
                return otherPlace(number, cell) ?? lateStep(number, cell) ?? lateForOthers(number, cell)
            }
            if cell.call != nil { return lateCall(number, cell, Self.dueSlackMs) }
            guard engine.time.milliseconds - dueAt.milliseconds > Self.dueSlackMs else { return nil }
            return ("W2", "\(number) is due and in no line")
        case (.waiting, .offered(let offer)?), (.held, .offered(let offer)?):
            // An offer may ring: then both sides know it.
            let open = cell.openOffers
            let isSame = open.contains { $0.id == offer.id || $0.sharesRing(with: offer) }
            let isAnswerable = isSame && open.allSatisfy { isEngaged($0) || dead.contains($0.agentSite) }
            guard isAnswerable else { return ("L2", "\(number) is offered to nobody") }
            return open.contains { isYoung($0) } ? nil : ("L2", "\(number) is offered for ever")
        case (.connected(let offer), .connected(let id, _)?):
            return offer.id == id && (isEngaged(offer) || dead.contains(offer.agentSite))
                ? nil : ("S5", "\(number) is connected to nobody")
        // Nobody was told of it, and its home has let it go: that this was not stored is all that is left of it.
        case (.waiting, nil) where !acknowledged.contains(number) && !isAtHome(cell.record, cluster): return nil
        default:
            let inLog = known.map { "\($0.phase)" } ?? "nowhere"
            return ("L3", "\(number) of \(cell.record.site) is \(cell.state) at home and \(inLog) in the log")
        }
    }

    private func isAtHome(_ record: ContactRecord, _ cluster: SimulatedCluster) -> Bool {
        cluster.nodes.contains { node in
            node.isRunning && node.identity.site == record.site && node.replica.isHome
                && node.replica.contact(record.id)?.number == record.number
        }
    }

    /// I8: told again, an instant that is not the log's would cost the contact its place.
    private func otherPlace(_ number: ContactNumber, _ cell: ContactCell) -> (String, String)? {
        guard let restartedAt = cell.restartedAt, let arrival = engine.contact(number)?.record.arrival,
            arrival != restartedAt
        else { return nil }
        return ("I8", "\(number) waits from \(restartedAt) at home and from \(arrival) in the log")
    }

    /// C6: nobody waits on beside a step that has long been due.
    private func lateStep(_ number: ContactNumber, _ cell: ContactCell) -> (String, String)? {
        guard let afterMs = CheckedAsk(cell.record).nextStepAfterMs(engine.configuration) else { return nil }
        let arrival = engine.contact(number)?.record.arrival ?? cell.record.arrival
        let since = contacts[number]?.stepsSince ?? arrival
        // Homes look each five seconds at those whose time they cannot know better.
        let lateMs = engine.time.milliseconds - since.milliseconds - afterMs
        return lateMs < 15_000 ? nil : ("C6", "\(number) should have taken a step \(lateMs) ms ago")
    }

    /// Whether a contact that was handed over has long waited for the one agent.
    private func lateHandover(_ cell: ContactCell) -> Bool {
        let since = cell.timeline.last { $0.why == "handover" }?.at ?? cell.record.arrival
        return engine.time.milliseconds - since.milliseconds > 15_000
    }

    /// C7: nobody waits for one agent alone for longer than their time.
    private func lateForOthers(_ number: ContactNumber, _ cell: ContactCell) -> (String, String)? {
        guard let until = cell.record.routing.firstUntil, engine.time.milliseconds > until.milliseconds + 15_000 else {
            return nil
        }
        return ("C7", "\(number) still waits for its last agent, \(cell.record.routing.firstAgent?.text ?? "")")
    }

    private func isYoung(_ offer: Offer) -> Bool { now - (offered[offer.id] ?? 0) < Self.offerLife }

    private func isEngaged(_ offer: Offer) -> Bool {
        slots.contains { slot in
            slot.agent == offer.agent && agents[slot]?.cell.offers.contains { $0.id == offer.id } == true
        }
    }

    private func unsettled(_ slot: Slot, _ cluster: SimulatedCluster, _ dead: [SiteID]) -> (String, String)? {
        guard let cell = agents[slot]?.cell, !cell.hasMoved, !dead.contains(cluster.siteNames[slot.site]) else {
            return nil
        }
        for offer in cell.offers {
            if cell.offer?.id == offer.id, cell.phase != .busy(offer), !isYoung(offer) {
                return ("L2", "\(slot.agent) is offered a contact for ever")
            }
            let open = contacts[offer.contact]?.cell.openOffers ?? []
            let isThere = open.contains { $0.id == offer.id } || dead.contains(offer.contactSite)
            if !isThere { return ("S5", "\(slot.agent) is engaged with nobody") }
        }
        if case .busy = cell.phase, let contact = cell.contact {
            let taken = cell.seats.map(\.contact.channel) + [contact.channel]
            guard CheckedRoom.open(cell.profile, beside: taken, engine.configuration).channels.isEmpty else {
                return ("I15", "\(slot.agent) has room beside \(taken), and is busy")
            }
        }
        guard cell.offer == nil, let known = engine.agent(slot.agent), known.site == cluster.siteNames[slot.site] else {
            return nil
        }
        if known.seats.map(\.offer) != cell.seats.map(\.offer.id) {
            return (
                "L3",
                "\(slot.agent) has \(cell.seats.count) contacts beside at home and \(known.seats.count) in the log"
            )
        }
        guard known.turn != cell.turn || known.version != cell.version else { return nil }
        return ("L3", "\(slot.agent) is at turn \(cell.turn) at home and \(known.turn) in the log")
    }
}

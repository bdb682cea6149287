// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

// The owner's decisions: command and time in, events out.
extension Engine {
    /// Decides a command: appends its events to `events` and folds them, or refuses and changes nothing.
    ///
    /// - Parameters:
    ///   - command: what a home asks.
    ///   - id: the command's id, which a configuration event carries back.
    ///   - now: pool time; the same for every command of one batch.
    ///   - events: where events are added, in order.
    /// - Returns: why not, or nil. A command that says nothing new is neither refused nor has events.
    /// - Complexity: O(log n) but for configuration, attaching and detaching.
    public mutating func step(
        _ command: Command, id: UInt64, at now: PoolInstant, into events: inout [Event]
    ) -> Refusal? {
        advance(to: now)
        return switch command {
        case .contact(let report, let entry): step(report, entry, into: &events)
        case .agent(let report): step(report, into: &events)
        case .reserveRange(let site, let incarnation, let newest): reserve(site, incarnation, newest, into: &events)
        case .takeHome(let home, let rejoin): takeHome(home, rejoin: rejoin, into: &events)
        case .configure(let configuration, let ifRevision):
            configure(configuration, ifRevision: ifRevision, request: id, into: &events)
        case .attach(let site): attach(site, into: &events)
        case .detach(let site): detach(site, into: &events)
        case .listHeirs(let site, let listedAt, let heirs): listHeirs(site, listedAt, heirs, into: &events)
        case .passHome(let home, let listedAt): passHome(home, listedAt, into: &events)
        case .ringMore(let number, let turn, let newest): step(ringMore: number, turn, newest, into: &events)
        case .bookSlot(let number, let turn, let isConnected, let slotAt):
            step(bookSlot: number, turn, isConnected, at: slotAt, into: &events)
        }
    }

    /// Begins an epoch: the first event of every owner.
    public mutating func beginEpoch(_ epoch: UInt64, owner: NodeID, at now: PoolInstant, into events: inout [Event]) {
        advance(to: now)
        emit(.epochBegan(epoch: epoch, owner: owner), into: &events)
        // The owner before may have been in the midst of many offers.
        isMatchingDue = true
    }

    // MARK: - Contacts

    private mutating func step(_ report: ContactReport, _ entry: ContactEntry?, into events: inout [Event]) -> Refusal?
    {
        guard let slot = contacts.slot(of: report.number) else { return enter(report, entry, into: &events) }
        // O3: not newer is ignored.
        guard contacts[slot].isOlder(than: report) || isPlanted(.oldReportTaken) else { return nil }
        // Waiting begun anew is later than before and not later than now, whatever the home's clock says.
        let restartedAt = report.restartedAt.map { max(contacts[slot].arrival, min($0, time)) }
        let fact = restartedAt == report.restartedAt ? report : report.restarted(at: restartedAt)
        note(.contactReported(fact), into: &events)
        apply(fact, of: slot)
        if case .waiting = fact.phase { matchContact(slot, into: &events) }
        return nil
    }

    private mutating func enter(_ report: ContactReport, _ entry: ContactEntry?, into events: inout [Event]) -> Refusal?
    {
        guard let entry, entry.record.number == report.number else { return nil }
        // Looked up once: a name costs more than all else that is done with it.
        let topic = topicIndexByID[entry.record.topic]
        let site = sites.known(entry.record.site)
        let isLimited = !entry.isAcknowledged && report.phase == .waiting
        if isLimited, let refusal = refuse(entry.record, topic, site) { return refusal }
        // A number that has ended, or was never reserved for the site, enters no more (S7).
        let isAdmitted = ledger.admits(report.number, site: entry.record.site) || isPlanted(.endedAdmitted)
        guard isAdmitted else { return nil }
        adoptRange(of: report.number, for: entry.record.site, into: &events)
        var record = entry.record
        record.arrival = min(time, max(entry.earliest, PoolInstant(time.milliseconds - entry.waitedMs)))
        if !isPlanted(.redialToTail) { record.arrival = arrival(of: record, topic: topic) }
        let waits = report.phase == .waiting
        let turn = waits ? report.turn : Turn(0)
        note(.enqueued(record, turn), into: &events)
        let slot = apply(
            record, turn: turn, to: topic ?? topicIndex(record.topic), of: site ?? sites.index(of: record.site))
        // It ended, or met its agent, before the log heard of it: both facts enter at once, and nobody is matched
        // between.
        guard waits else {
            emit(.contactReported(report), into: &events)
            return nil
        }
        matchContact(slot, into: &events)
        return nil
    }

    private func refuse(_ record: ContactRecord, _ topic: Int?, _ site: UInt32?) -> Refusal? {
        let name = record.topic
        guard let site, sites.hasHome(site) else { return Refusal(.unavailable, "the site has no home yet; repeat") }
        guard let topic, let waitingMax = topics[topic].terms?.waitingMax else {
            return Refusal(.notFound, "no topic \(name); add it to the configuration", field: "topic")
        }
        guard contacts.count < Limits.contacts else {
            return Refusal(.full, "the pool holds \(Limits.contacts) contacts")
        }
        if let refusal = refuseCallback(record) { return refusal }
        if record.asksMore, let slotAt = record.routing.slotAt,
            let refusal = refuseSlot(name, record.channel, at: slotAt, now: time)
        {
            return refusal
        }
        // Who is not due yet does not wait, and is counted apart.
        guard !record.asksMore || record.routing.dueAt == nil else {
            return refuseScheduled(name, topics[topic].scheduled, waitingMax)
        }
        guard waiting < configuration.waitingMax.map(Int.init) ?? .max else {
            return Refusal(
                .full, "\(waiting) contacts wait in the pool, which is its limit (pool.maxWaiting)",
                retryAfterMs: 10_000)
        }
        guard topics[topic].waiting < Int(waitingMax) else {
            return Refusal(
                .full, "\(waitingMax) contacts wait for \(name), which is its limit",
                retryAfterMs: 10_000)
        }
        return nil
    }

    private func refuseScheduled(_ topic: TopicID, _ scheduled: Int, _ most: UInt32) -> Refusal? {
        guard scheduled >= Int(most) else { return nil }
        return Refusal(
            .full, "\(most) contacts are scheduled for \(topic), which is its limit (maxWaiting)",
            retryAfterMs: 10_000)
    }

    private mutating func step(
        ringMore number: ContactNumber, _ turn: Turn, _ newest: UInt64, into events: inout [Event]
    ) -> Refusal? {
        ringMore(number, turn, newest: newest, into: &events)
        return nil
    }

    // MARK: - Agents

    private mutating func step(_ report: AgentReport, into events: inout [Event]) -> Refusal? {
        guard let index = agents.index(of: report.agent) else {
            guard report.profile != nil else { return nil }
            guard agents.count < Limits.agents else { return Refusal(.full, "the pool knows \(Limits.agents) agents") }
            emit(.agentReported(report), into: &events)
            matchAgent(agents.count - 1, into: &events)
            return nil
        }
        let known = agents[index]
        let site = sites.name(known.site)
        if site != report.site {
            // The old home's late reports are not about the agent any more.
            guard report.profile != nil, report.phase == .idle, !report.hasSeats else { return nil }
            guard agentState(index).isMovable else {
                return Refusal(
                    .conflict, "\(report.agent) is logged in at \(site); set intent offline there first",
                    field: "agent", state: known.activity.word)
            }
        } else if !known.isOlder(than: report) && !known.isAnnotated(by: report) {
            return nil
        }
        note(.agentReported(report), into: &events)
        apply(report, of: index)
        matchAgent(index, into: &events)
        return nil
    }
}

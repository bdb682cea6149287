// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// What the log does not know yet of the cells, told to the owner until it does (protocol O2, B2).
extension Home {
    /// Whether a contact's cell says more than the log does. Copies neither: all cells may be looked at in one turn.
    private func isAhead(_ number: ContactNumber, _ engine: Engine) -> Bool {
        guard let known = engine.progress(of: number) else {
            return !engine.isOver(number, site: site) && contacts.reported(number) != nil
        }
        return contacts.reported(number).map { known < $0 } ?? false
    }

    /// Whether a cell says more than the log does.
    func isAhead(_ cell: AgentCell, _ engine: Engine) -> Bool {
        guard !cell.hasMoved, let phase = cell.reportedPhase else { return false }
        guard let known = engine.agent(cell.agent), known.site == site else { return true }
        return (known.turn, known.rank, known.version) < (cell.turn, phase.rank, cell.version)
    }

    /// Tells the owner of a contact, and again until the log has it.
    mutating func report(_ number: ContactNumber, _ context: HomeContext) {
        guard stage == .active, isAhead(number, context.engine), let cell = contacts[number] else { return }
        if !cell.isReporting {
            contacts[number]?.isReporting = true
            unreportedContacts.append(number)
        }
        contacts[number]?.reportedAt = context.now.monotonic
        if cell.restartedAt != nil, cell.restartToldIn == nil { contacts[number]?.restartToldIn = cell.turn }
        guard let command = command(for: cell, context) else { return }
        tellOwner(command, about: .contact(number))
    }

    /// What the owner is told of a contact.
    func command(for cell: ContactCell, _ context: HomeContext) -> Command? {
        guard let phase = cell.reportedPhase else { return nil }
        let report = ContactReport(
            number: cell.record.number, turn: cell.turn, phase: phase, version: cell.version, topic: cell.record.topic,
            priority: cell.record.priority, restartedAt: cell.restartedAt,
            routing: cell.record.asksMore ? cell.record.routing : nil, estimateErrorMs: cell.answerErrorMs)
        guard context.engine.progress(of: cell.record.number) == nil else { return .contact(report, entry: nil) }
        let waitedMs: Int64
        var earliest = cell.earliest
        if let enteredAt = cell.enteredAt, cell.restartedAt.map({ $0 > context.time }) ?? true {
            waitedMs = cell.waitedBeforeMs + (context.now.monotonic - enteredAt) / Timing.millisecond
        } else {
            let arrival = cell.restartedAt ?? cell.record.arrival
            waitedMs = max(0, context.time.milliseconds - arrival.milliseconds) + Self.presentingMs
            // However long this takes to reach the owner, the arrival is as the cell has it.
            earliest = arrival
        }
        let entry = ContactEntry(
            record: cell.record, waitedMs: waitedMs, earliest: earliest, isAcknowledged: cell.isAcknowledged)
        return .contact(report, entry: entry)
    }

    /// By how much pool time at the owner may be behind this home's.
    private static let presentingMs: Int64 = 60_000

    /// Tells the owner of an agent, and again until the log has it.
    mutating func report(_ agent: AgentID, _ context: HomeContext) {
        guard stage == .active, let cell = agents[agent], isAhead(cell, context.engine),
            let report = agentReport(cell, context.engine)
        else { return }
        if !cell.isReporting {
            agents[agent]?.isReporting = true
            unreportedAgents.append(agent)
        }
        agents[agent]?.reportedAt = context.now.monotonic
        tellOwner(.agent(report), about: .agent(agent))
    }

    /// What the owner is told of an agent; the profile only where the log has another.
    func agentReport(_ cell: AgentCell, _ engine: Engine) -> AgentReport? {
        guard let phase = cell.reportedPhase else { return nil }
        let known = engine.agent(cell.agent)
        let isKnown = known?.site == site && known?.profile == cell.profile
        return AgentReport(
            agent: cell.agent, site: site, turn: cell.turn, phase: phase, version: cell.version, intent: cell.intent,
            reason: cell.reason, activity: cell.activity, isReady: cell.isReady,
            profile: isKnown ? nil : cell.profile, seats: cell.seats.map(\.report))
    }

    /// Tells again what was told a while ago and is not in the log; at once after a change of owner.
    mutating func reportAgain(_ context: HomeContext, atOnce: Bool = false) {
        guard stage == .active, !isPlanted(.reportOnce) else { return stage == .taking ? askForHome() : () }
        let patience = atOnce ? 0 : Timing.report
        // In the order in which they came: after an outage the log may give several the same arrival.
        let numbers = unreportedContacts.sorted()
        unreportedContacts = []
        var told = 0
        for number in numbers {
            guard isAhead(number, context.engine), let reportedAt = contacts[number]?.reportedAt else {
                contacts[number]?.isReporting = false
                contacts.pack(number)
                continue
            }
            unreportedContacts.append(number)
            guard told < Limits.reportsAtOnce, context.now.monotonic - reportedAt >= patience else { continue }
            told += 1
            report(number, context)
        }
        let names = unreportedAgents
        unreportedAgents = []
        for agent in names {
            guard let cell = agents[agent], isAhead(cell, context.engine) else {
                agents[agent]?.isReporting = false
                continue
            }
            unreportedAgents.append(agent)
            if context.now.monotonic - cell.reportedAt >= patience { report(agent, context) }
        }
        repeatLogins(context, atOnce: atOnce)
        giveUpConfigurations(context)
        pursueBookings(context)
        askForNumbers(context)
        attachIfReported(context)
    }

    /// Keeps two ranges of contact numbers ahead.
    mutating func askForNumbers(_ context: HomeContext) {
        guard stage == .active, source.isLow else { return }
        let command = Command.reserveRange(site, incarnation: incarnation, newest: source.newest)
        tellOwner(command, about: .numbers)
    }

    /// O5: a detached site is attached again once the log has all its cells.
    private mutating func attachIfReported(_ context: HomeContext) {
        guard stage == .active, island == nil, context.engine.sites[site]?.isDetached == true,
            unreportedContacts.isEmpty,
            unreportedAgents.isEmpty
        else { return }
        tellOwner(.attach(site), about: .home)
    }

    /// B2, O5: every cell the log does not have as it is.
    mutating func reportEverything(_ context: HomeContext) {
        for number in contacts.numbers { report(number, context) }
        for agent in agentOrder { report(agent, context) }
    }
}

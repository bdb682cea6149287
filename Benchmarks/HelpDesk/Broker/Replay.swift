// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// Plays traces in virtual time: callers call, talk and leave, agents come, pause and go as trace and shifts say, and
/// the pool's engine decides the rest.
struct Replay {
    /// What became of all callers so far, in the order in which they were played.
    private(set) var played = Played(callers: 0)
    private var pool: AnsweringPool
    private var agenda = Agenda<Moment>()
    private var callers: [Caller] = []
    /// By caller.
    private var states: [State] = []
    /// By caller, the contact.
    private var contacts: [ContactNumber] = []
    /// By contact that has not ended, the caller.
    private var callerByContact: [ContactNumber: Int] = [:]
    /// By caller who has hung up and is to be called.
    private var promises: [Int: Promise] = [:]
    private var duties: [Duty] = []
    /// By agent of the pool, the shift the agent has now.
    private var shiftByAgent: [Int] = []
    /// By site, the agents who have ever been on duty there: each is taken before a new one is added.
    private var agentsBySite: [[Int]]

    /// Where a caller is.
    private enum State: UInt8 {
        /// Has not called, or waits on the line.
        case onLine
        /// Has hung up, and is to be called.
        case hungUp
        /// Speaks with an agent, or is called by one.
        case engaged
        /// Was answered or lost.
        case over
    }

    /// A shift as it is lived.
    private struct Duty {
        let shift: Shift
        let agent: Int
        /// What the agent is to do after the conversation, or does now.
        var intent = Intent.available
        var conversation: ContactNumber?
    }

    /// Plays in a pool of these sites, topics and rules, from an instant on (milliseconds of pool time).
    init(sites: [String], topics: [String], rules: PoolRules = .none, fromMs: Int64) {
        pool = AnsweringPool(sites: sites, topics: topics, rules: rules, nowMs: fromMs)
        agentsBySite = Array(repeating: [], count: sites.count)
    }

    /// What the engine itself has counted of all that was played.
    var statistics: EngineFigures { EngineFigures(pool.statistics, open: pool.engine.contactCount) }

    /// How far the estimates were off that callers of a topic were told, in all that was played.
    func estimateErrors(topic: Int) -> EstimateErrors? { pool.estimateErrors(topic: topic) }

    /// Plays a trace until every caller was answered or has left and every conversation is over, but for those who
    /// have hung up and are to be called.
    ///
    /// - Parameters:
    ///   - callers: by arrival. Without an end to the shifts whoever is patient enough is answered at last; with one,
    ///     give nobody the patience to stay behind.
    ///   - shifts: all are there from the beginning.
    ///   - fromMs: when it begins; not before all that was played before is over.
    ///   - untilMs: when the next trace begins; nil when there is none, and all that is still to happen happens.
    mutating func play(_ callers: [Caller], by shifts: [Shift], fromMs: Int64, untilMs: Int64? = nil) {
        pool.nowMs = fromMs
        var next = self.callers.count
        self.callers += callers
        played.add(callers: callers.count)
        contacts += Array(repeating: .none, count: callers.count)
        states += Array(repeating: .onLine, count: callers.count)
        begin(shifts)
        while true {
            let caller =
                next < self.callers.count
                ? Moment(atMs: self.callers[next].arrivalMs, kind: .callerComes, index: next) : nil
            guard let moment = earlier(caller), moment.atMs < untilMs ?? .max else { break }
            if moment.kind == .callerComes { next += 1 } else { _ = agenda.removeFirst() }
            precondition(moment.atMs >= pool.nowMs, "the trace is not in order at \(moment)")
            pool.nowMs = moment.atMs
            live(moment)
        }
        precondition(next == self.callers.count, "the next trace begins before caller \(next) comes")
        precondition(
            callerByContact.count == promises.count,
            "\(callerByContact.count) callers are still there, \(promises.count) of them to be called")
    }

    /// Whoever is still to be called is lost.
    mutating func giveUp() {
        for (index, promise) in promises.sorted(by: { $0.key < $1.key }) {
            pool.end(contacts[index], .failed)
            lose(index, after: pool.nowMs - callers[index].arrivalMs, promise)
        }
    }

    private func earlier(_ caller: Moment?) -> Moment? {
        guard let caller, let due = agenda.first else { return caller ?? agenda.first }
        return min(caller, due)
    }

    private mutating func begin(_ shifts: [Shift]) {
        duties = []
        var used = Array(repeating: 0, count: agentsBySite.count)
        for (index, shift) in shifts.enumerated() {
            if used[shift.site] == agentsBySite[shift.site].count {
                agentsBySite[shift.site].append(pool.addAgent(site: shift.site))
                shiftByAgent.append(index)
            }
            let agent = agentsBySite[shift.site][used[shift.site]]
            used[shift.site] += 1
            shiftByAgent[agent] = index
            duties.append(Duty(shift: shift, agent: agent))
            if let breakAtMs = shift.breakAtMs { agenda.add(Moment(atMs: breakAtMs, kind: .breakDue, index: index)) }
            if let endMs = shift.endMs { agenda.add(Moment(atMs: endMs, kind: .shiftEnds, index: index)) }
            converse(pool.change(agent, to: .available, topics: shift.topics))
        }
    }

    private mutating func live(_ moment: Moment) {
        switch moment.kind {
        case .breakDue: want(.onBreak, moment.index)
        case .shiftEnds: want(.offline, moment.index)
        case .conversationEnds: endConversation(moment.index)
        case .breakEnds:
            // A break that was taken late may last beyond the shift.
            guard duties[moment.index].intent == .onBreak else { return }
            duties[moment.index].intent = .available
            converse(pool.change(duties[moment.index].agent, to: .available))
        case .contactDue: converse(pool.becomeDue(contacts[moment.index]))
        case .callerComes: enter(moment.index)
        case .stepDue: takeStep(moment.index)
        case .patienceEnds: leave(moment.index)
        case .offerHeard: hangUp(moment.index)
        }
    }

    // MARK: - Agents

    /// At once if the agent is in no conversation, else after it.
    private mutating func want(_ intent: Intent, _ index: Int) {
        duties[index].intent = intent
        guard duties[index].conversation == nil else { return }
        _ = pool.change(duties[index].agent, to: intent)
        if intent == .onBreak { beginBreak(index) }
    }

    private mutating func beginBreak(_ index: Int) {
        agenda.add(Moment(atMs: pool.nowMs + duties[index].shift.breakMs, kind: .breakEnds, index: index))
    }

    private mutating func endConversation(_ index: Int) {
        guard let contact = duties[index].conversation, let caller = callerByContact[contact] else {
            preconditionFailure("shift \(index) ends a conversation it does not have")
        }
        if played.isAnswered(caller) {
            pool.end(contact, .handled)
            callerByContact[contact] = nil
            states[caller] = .over
        } else {
            missCall(caller)
        }
        duties[index].conversation = nil
        let intent = duties[index].intent
        if intent == .onBreak { beginBreak(index) }
        converse(pool.finish(duties[index].agent, then: intent))
    }

    // MARK: - Callers

    private mutating func enter(_ index: Int) {
        let caller = callers[index]
        let (contact, conversation, toldMs) = pool.enter(caller)
        contacts[index] = contact
        callerByContact[contact] = index
        converse(conversation)
        guard conversation == nil else { return }
        agenda.add(Moment(atMs: caller.leavesAtMs, kind: .patienceEnds, index: index))
        planStep(index)
        guard caller.consent.takesAny, let toldMs, toldMs > CallLater.toldMoreMs else { return }
        agenda.add(Moment(atMs: caller.arrivalMs + CallLater.heardAfterMs, kind: .offerHeard, index: index))
    }

    private mutating func leave(_ index: Int) {
        guard states[index] == .onLine else { return }
        pool.end(contacts[index], .abandoned)
        lose(index, after: callers[index].patienceMs)
    }

    private mutating func lose(_ index: Int, after waitMs: Int64, _ promise: Promise? = nil) {
        callerByContact[contacts[index]] = nil
        promises[index] = nil
        states[index] = .over
        played.lose(index, after: waitMs, promise)
    }

    private mutating func planStep(_ index: Int) {
        guard let atMs = pool.nextStepMs(contacts[index]) else { return }
        agenda.add(Moment(atMs: atMs, kind: .stepDue, index: index))
    }

    private mutating func takeStep(_ index: Int) {
        guard states[index] == .onLine else { return }
        converse(pool.relax(contacts[index]))
        if states[index] == .onLine { planStep(index) }
    }

    private mutating func converse(_ conversation: AnsweringPool.Conversation?) {
        guard let conversation else { return }
        guard let caller = callerByContact[conversation.contact] else {
            preconditionFailure("contact \(conversation.contact) was offered and nobody waits by that number")
        }
        let index = shiftByAgent[conversation.agent]
        duties[index].conversation = conversation.contact
        let lastsMs = states[caller] == .hungUp ? call(caller, by: index) : answer(caller, by: index)
        states[caller] = .engaged
        agenda.add(Moment(atMs: pool.nowMs + lastsMs, kind: .conversationEnds, index: index))
    }

    /// An agent answers a caller on the line; returns how long they speak.
    private mutating func answer(_ caller: Int, by index: Int) -> Int64 {
        played.answer(caller, after: pool.nowMs - callers[caller].arrivalMs, by: index)
        return duties[index].shift.talkMs(with: callers[caller])
    }

    // MARK: - Callers who hang up

    /// A caller who still waits takes an appointment, else a callback, or waits on.
    private mutating func hangUp(_ index: Int) {
        guard states[index] == .onLine else { return }
        let (consent, arrivalMs) = (callers[index].consent, callers[index].arrivalMs)
        let onLineMs = pool.nowMs - arrivalMs
        if consent.appointment, let slotMs = pool.book(contacts[index]) {
            promises[index] = Promise(.appointment, hungUpAfterMs: onLineMs, agreedAfterMs: slotMs - arrivalMs)
            states[index] = .hungUp
            agenda.add(Moment(atMs: slotMs, kind: .contactDue, index: index))
        } else if consent.callback {
            promises[index] = Promise(.callback, hungUpAfterMs: onLineMs)
            states[index] = .hungUp
            converse(pool.callBack(contacts[index]))
        }
    }

    /// An agent calls a customer; returns how long that engages the agent.
    private mutating func call(_ caller: Int, by index: Int) -> Int64 {
        guard var promise = promises[caller] else { preconditionFailure("nobody has promised caller \(caller) a call") }
        let waitMs = pool.nowMs - callers[caller].arrivalMs
        promise.call(after: waitMs)
        promises[caller] = promise
        guard promise.calls > callers[caller].consent.missedCalls else { return CallLater.missedMs }
        promises[caller] = nil
        played.answer(caller, after: waitMs + CallLater.dialMs, by: index, promise)
        return CallLater.dialMs + duties[index].shift.talkMs(with: callers[caller])
    }

    private mutating func missCall(_ caller: Int) {
        guard let dueMs = pool.miss(contacts[caller]) else {
            return lose(caller, after: pool.nowMs - callers[caller].arrivalMs, promises[caller])
        }
        states[caller] = .hungUp
        agenda.add(Moment(atMs: dueMs, kind: .contactDue, index: caller))
    }
}

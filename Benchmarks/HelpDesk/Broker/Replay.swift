// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// Plays traces in virtual time: callers call, talk and leave, agents come, pause and go as trace and shifts say, and
/// the pool's engine decides the rest.
struct Replay {
    private var pool: AnsweringPool
    private var agenda = Agenda<Moment>()
    private var callers: [Caller] = []
    private var duties: [Duty] = []
    private var played = Played(callers: 0)
    /// By agent of the pool, the shift the agent has now.
    private var shiftByAgent: [Int] = []
    /// By site, the agents who have ever been on duty there: each is taken before a new one is added.
    private var agentsBySite: [[Int]]
    /// By contact that has not ended, the caller.
    private var callerByContact: [ContactNumber: Int] = [:]
    /// By caller, the contact.
    private var contacts: [ContactNumber] = []

    /// A shift as it is lived.
    private struct Duty {
        let shift: Shift
        let agent: Int
        /// What the agent is to do after the conversation, or does now.
        var intent = Intent.available
        var conversation: ContactNumber?
    }

    /// Plays in a pool of these sites and topics, from an instant on (milliseconds of pool time).
    init(sites: [String], topics: [String], fromMs: Int64) {
        pool = AnsweringPool(sites: sites, topics: topics, nowMs: fromMs)
        agentsBySite = Array(repeating: [], count: sites.count)
    }

    /// What the engine itself has counted of all that was played.
    var statistics: EngineFigures { EngineFigures(pool.statistics) }

    /// How far the estimates were off that callers of a topic were told, in all that was played.
    func estimateErrors(topic: Int) -> EstimateErrors? { pool.estimateErrors(topic: topic) }

    /// Plays a trace to its end: until every caller was answered or has left, and every conversation is over.
    ///
    /// - Parameters:
    ///   - callers: by arrival. Without an end to the shifts whoever is patient enough is answered at last; with one,
    ///     give nobody the patience to stay behind.
    ///   - shifts: all are there from the beginning.
    ///   - fromMs: when it begins; not before all that was played before is over.
    mutating func play(_ callers: [Caller], by shifts: [Shift], fromMs: Int64) -> Played {
        pool.nowMs = fromMs
        self.callers = callers
        played = Played(callers: callers.count)
        contacts = Array(repeating: .none, count: callers.count)
        begin(shifts)
        var next = 0
        while true {
            let caller =
                next < callers.count
                ? Moment(atMs: callers[next].arrivalMs, kind: .callerComes, index: next) : nil
            guard let moment = earlier(caller) else { break }
            if moment.kind == .callerComes { next += 1 } else { _ = agenda.removeFirst() }
            precondition(moment.atMs >= pool.nowMs, "the trace is not in order at \(moment)")
            pool.nowMs = moment.atMs
            live(moment)
        }
        precondition(callerByContact.isEmpty, "\(callerByContact.count) callers are still there")
        return played
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
        case .callerComes: enter(moment.index)
        case .patienceEnds: leave(moment.index)
        }
    }

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
        guard let contact = duties[index].conversation else {
            preconditionFailure("shift \(index) ends a conversation it does not have")
        }
        pool.end(contact, .handled)
        callerByContact[contact] = nil
        duties[index].conversation = nil
        let intent = duties[index].intent
        if intent == .onBreak { beginBreak(index) }
        converse(pool.finish(duties[index].agent, then: intent))
    }

    private mutating func enter(_ index: Int) {
        let (contact, conversation) = pool.enter(callers[index])
        contacts[index] = contact
        callerByContact[contact] = index
        converse(conversation)
        guard conversation == nil else { return }
        agenda.add(Moment(atMs: callers[index].leavesAtMs, kind: .patienceEnds, index: index))
    }

    private mutating func leave(_ index: Int) {
        guard !played.isAnswered(index) else { return }
        pool.end(contacts[index], .abandoned)
        callerByContact[contacts[index]] = nil
        played.leave(index, after: callers[index].patienceMs)
    }

    private mutating func converse(_ conversation: AnsweringPool.Conversation?) {
        guard let conversation else { return }
        guard let caller = callerByContact[conversation.contact] else {
            preconditionFailure("contact \(conversation.contact) was offered and nobody waits by that number")
        }
        let index = shiftByAgent[conversation.agent]
        duties[index].conversation = conversation.contact
        played.answer(caller, after: pool.nowMs - callers[caller].arrivalMs, by: index)
        let endMs = pool.nowMs + duties[index].shift.talkMs(with: callers[caller])
        agenda.add(Moment(atMs: endMs, kind: .conversationEnds, index: index))
    }
}

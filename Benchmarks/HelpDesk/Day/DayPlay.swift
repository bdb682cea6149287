// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

/// A day's callers and agents before a pool that is known by its contract alone, as a value: it is told the time, what
/// is heard and what is answered, and says what is to be sent.
///
/// Callers call, talk and leave, agents come, pause and go as the plan says and as ``Replay`` has them do; who is next
/// and who serves is decided by the pool. All times are milliseconds of the desk's clock unless they say otherwise.
struct DayPlay {
    /// How long an answer is waited for before a request is sent again, milliseconds of the machine's clock.
    static let answerWithinMs: Int64 = 2_000
    /// How long a request waits that a site could not take, and how often it is looked, likewise.
    static let againAfterMs: Int64 = 100
    /// How often agents say that they are alive, likewise.
    static let beatEachMs: Int64 = 5_000
    /// How long the end of contacts is waited for when nothing is to be done any more, likewise.
    static let patienceMs: Int64 = 15_000

    /// What is played.
    let plan: DayPlan
    /// How many times as fast as the desk's day.
    let speed: Int
    /// By caller.
    var callers: [DayCaller]
    /// By shift.
    var agents: [DayAgent]
    /// What was found so far.
    var findings = DayFindings()
    /// Whether lines keep their order; nil where agents may be asked for callers of other lines, too.
    var order: OrderCheck?
    /// Callers who hung up while it rang at an agent's, and those who were answered while they hung up.
    var closeCalls = (leftWhileRinging: 0, answeredWhileLeaving: 0)
    /// By what was due, how much later it was done, milliseconds of the desk's clock.
    private(set) var latenessMs: [Int64] = []

    private var agenda = Agenda<Moment>()
    private var pending: [UInt64: DayRequest] = [:]
    private var token: UInt64 = 0
    private var sends: [DayRequest] = []
    private var beatMs: Int64
    private var lookMs: Int64
    private var lastDeedMs: Int64
    /// The instant that was told last.
    private var nowMs: Int64

    /// Nobody has called, and all agents are there.
    init(_ plan: DayPlan, speed: Int) {
        self.plan = plan
        self.speed = speed
        callers = plan.callers.map { _ in DayCaller() }
        agents = plan.shifts.map { _ in DayAgent() }
        order = plan.lever.overflows ? nil : OrderCheck()
        (beatMs, lookMs, lastDeedMs, nowMs) = (plan.openMs, plan.openMs, plan.openMs, plan.openMs)
        for (index, caller) in plan.callers.enumerated() {
            agenda.add(Moment(atMs: caller.arrivalMs, kind: .callerComes, index: index))
        }
        for (index, shift) in plan.shifts.enumerated() {
            if let breakAtMs = shift.breakAtMs { agenda.add(Moment(atMs: breakAtMs, kind: .breakDue, index: index)) }
            if let endMs = shift.endMs { agenda.add(Moment(atMs: endMs, kind: .shiftEnds, index: index)) }
        }
    }

    /// When something is to be done next.
    var nextDueMs: Int64 { min(agenda.first?.atMs ?? .max, beatMs, lookMs) }

    /// Whether every caller has come and gone, or nothing more is to be expected.
    var isOver: Bool {
        guard agenda.first == nil else { return false }
        return callers.allSatisfy(\.isOver) && pending.isEmpty || nowMs >= lastDeedMs + desk(Self.patienceMs)
    }

    /// Callers who were let in and whose end was not heard.
    var missing: [Int] { callers.indices.filter { callers[$0].isAcknowledged && !callers[$0].hasEnded } }

    /// Does what is due, and gives what is to be sent.
    mutating func step(_ nowMs: Int64) -> [DayRequest] {
        self.nowMs = max(self.nowMs, nowMs)
        while let moment = agenda.first, moment.atMs <= self.nowMs {
            _ = agenda.removeFirst()
            live(moment)
        }
        if beatMs <= self.nowMs { beat() }
        if lookMs <= self.nowMs { lookThrough() }
        defer { sends.removeAll() }
        return sends
    }

    /// Something is heard or answered at an instant.
    mutating func isTold(at nowMs: Int64) { self.nowMs = max(self.nowMs, nowMs) }

    // MARK: - What is due

    private mutating func live(_ moment: Moment) {
        lastDeedMs = nowMs
        latenessMs.append(nowMs - moment.atMs)
        switch moment.kind {
        case .breakDue: want(.onBreak, moment.index)
        case .shiftEnds: want(.offline, moment.index)
        case .breakEnds where agents[moment.index].breakEndsMs == moment.atMs:
            agents[moment.index].breakEndsMs = nil
            // A break that was taken late may last beyond the shift.
            if agents[moment.index].intent == .onBreak { want(.available, moment.index) }
        case .conversationEnds: hangUp(moment.index)
        case .callerComes: call(moment.index)
        case .patienceEnds: leave(moment.index)
        // A conversation came between; and nobody hangs up to be called.
        case .breakEnds, .contactDue, .stepDue, .offerHeard: break
        }
    }

    private mutating func call(_ index: Int) {
        let caller = plan.callers[index]
        order?.comes(index, topic: caller.topic, priority: Int(caller.priority), channel: .voice, at: caller.arrivalMs)
        agenda.add(Moment(atMs: caller.leavesAtMs, kind: .patienceEnds, index: index))
        let request = EnqueueRequest(
            id: DayNames.contact(index), topic: plan.lines.names[caller.topic], priority: Int(caller.priority))
        send(request, to: caller.site, for: .enqueue(index))
    }

    private mutating func leave(_ index: Int) {
        guard !callers[index].isOver, callers[index].shift == nil else { return }
        callers[index].hasLeft = true
        if callers[index].isRinging { closeCalls.leftWhileRinging += 1 }
        send(CancelRequest(id: DayNames.contact(index)), to: plan.callers[index].site, for: .cancel(index))
    }

    private mutating func hangUp(_ index: Int) {
        guard !callers[index].isOver else { return }
        let request = EndRequest(id: DayNames.contact(index), requestId: requestID)
        send(request, to: plan.callers[index].site, for: .end(index))
    }

    private mutating func want(_ intent: IntentWord, _ index: Int) {
        agents[index].intent = intent
        let request = AgentStateRequest(agent: DayNames.agent(index), intent: intent, requestId: requestID)
        send(request, to: plan.shifts[index].site, for: .intent)
        if intent == .onBreak, agents[index].contact == nil { beginBreak(index) }
    }

    /// The whole break is taken, from now on.
    mutating func beginBreak(_ index: Int) {
        let endsMs = nowMs + plan.shifts[index].breakMs
        agents[index].breakEndsMs = endsMs
        agenda.add(Moment(atMs: endsMs, kind: .breakEnds, index: index))
    }

    /// An agent and a caller speak from now on.
    mutating func converse(_ index: Int, with shift: Int) {
        let talkMs = plan.shifts[shift].talkMs(with: plan.callers[index])
        agenda.add(Moment(atMs: nowMs + talkMs, kind: .conversationEnds, index: index))
    }

    private mutating func beat() {
        beatMs = nowMs + desk(Self.beatEachMs)
        for site in People.sites.indices {
            let there = plan.shifts.indices.filter { plan.shifts[$0].site == site && agents[$0].intent != .offline }
            guard !there.isEmpty else { continue }
            send(HeartbeatRequest(agents: there.map(DayNames.agent)), to: site, for: .beat)
        }
    }

    // MARK: - Requests

    /// An agent takes what rings.
    mutating func accept(_ offer: String, _ shift: Int) {
        let request = OfferAcceptRequest(offer: offer, agent: DayNames.agent(shift), requestId: requestID)
        send(request, to: plan.shifts[shift].site, for: .accept)
    }

    /// The request that an answer is for, which is sent no more; nil where it was answered before.
    mutating func takePending(_ token: UInt64) -> DayRequest? { pending.removeValue(forKey: token) }

    /// A site could not take a request: a little later it may.
    mutating func putOff(_ request: DayRequest) {
        var request = request
        request.againMs = nowMs + desk(Self.againAfterMs)
        pending[request.token] = request
    }

    /// The name by which a site knows the next request again when it is sent twice.
    private var requestID: String { "request-\(token + 1)" }

    private mutating func send(_ document: some RequestDocument, to site: Int, for purpose: DayRequest.Purpose) {
        token += 1
        let request = DayRequest(
            token: token, site: site, purpose: purpose, operation: type(of: document).operation,
            body: document.encoded, againMs: nowMs + desk(Self.answerWithinMs))
        pending[token] = request
        sends.append(request)
    }

    private mutating func lookThrough() {
        lookMs = nowMs + desk(Self.againAfterMs)
        for token in pending.keys.sorted() {
            guard var request = pending[token], request.againMs <= nowMs else { continue }
            request.againMs = nowMs + desk(Self.answerWithinMs)
            pending[token] = request
            sends.append(request)
        }
    }

    private func desk(_ milliseconds: Int64) -> Int64 { DayClock.deskMs(milliseconds, speed: speed) }
}

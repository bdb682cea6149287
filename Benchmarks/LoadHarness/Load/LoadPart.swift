// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

/// One process's share of a load, as a value: it is told the time, what is heard and what is answered, and says what is
/// to be sent. It plays its share of callers and agents, hears everything that is published of the load's contacts and
/// agents, and checks its share of it.
///
/// Times are nanoseconds of a clock that all processes of the machine share.
struct LoadPart {
    /// How far it is.
    enum Phase: Int, Comparable {
        /// Agents log in.
        case login
        /// Waits to be told when to begin.
        case ready
        /// Contacts come.
        case loading
        /// No more come; those there are end in their own time.
        case draining
        /// Waits for the other processes.
        case drained
        /// Who is still there is sent away.
        case sendingAway
        /// Asks for those of whom no end was heard.
        case asking
        /// Agents go.
        case leaving
        case over

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The most requests that may have no answer at once.
    static let pendingMax = 100_000
    /// Logins, and requests at the end, under way at once: nobody measures these.
    static let window = 100

    let order: WorkOrder
    let names: LoadNames
    let roster: Roster
    let plan: LifePlan
    let topicNames: [String]
    var schedule: Schedule
    var agenda = Agenda<Deed>()
    var phase = Phase.login
    /// Why there is no load; nil as long as there is one.
    var failure: String?
    /// When the load began.
    var begin: Int64 = 0
    /// When the present phase ends at the latest; where a list is worked off, it moves on with it.
    var deadline: Int64?

    /// Own callers who have not ended.
    var callers: [ContactKey: Caller] = [:]
    /// In which version own contacts ended.
    var ended: [ContactKey: Int] = [:]
    /// How many own callers stand in a line.
    var waiting = 0
    /// Own agents.
    var desks: [Int: Desk] = [:]
    /// What was last heard of each agent of the load, whosesoever.
    var lastHeard: [Int: LastHeard] = [:]
    /// Whether sites are cut off, as far as heard.
    var hasIslands = false
    /// What is next of a list that is worked off in windows: logins, and what is done at the end.
    var backlog: [PendingRequest.Purpose] = []

    var pending: [UInt64: PendingRequest] = [:]
    var token: UInt64 = 0
    var sends: [Send] = []

    var orderCheck = OrderCheck()
    var claimCheck = ClaimCheck()
    /// Events of own callers and agents: what the checks have looked at.
    var watched = 0
    var figures = PartFigures()
    /// Since the last progress line.
    var recent = IntervalFigures()

    /// A part that has yet to log its agents in.
    init(_ order: WorkOrder) {
        self.order = order
        names = LoadNames(run: order.run)
        roster = Roster(order.scenario, names: names, sites: order.sites.count)
        plan = LifePlan(order.scenario, sites: order.sites.count)
        schedule = Schedule(order.scenario, sites: order.sites.count)
        topicNames = order.scenario.topicNames
        for agent in 0..<roster.count where order.isOwn(agent) {
            desks[agent] = Desk(agent, seed: order.scenario.seed, group: roster.group(agent))
        }
        // The list is worked off from its end.
        backlog = desks.keys.sorted(by: >).map { .login(agent: $0) }
    }

    /// The scenario's pace.
    var pace: PaceScenario { order.scenario.pace }

    /// When something is due next; nil when nothing is.
    var nextDue: Int64? { agenda.nextDue }

    /// Does what is due, and gives what is to be sent.
    mutating func step(_ now: Int64) -> [Send] {
        if agenda.count == 0, phase == .login { beginWork(now) }
        while let (deed, due) = agenda.take(dueBy: now) { perform(deed, due: due, now) }
        advance(now)
        defer { sends.removeAll(keepingCapacity: true) }
        return sends
    }

    /// Something left.
    mutating func sent(_ send: Send, at now: Int64) {
        guard let due = send.due, phase > .login, phase <= .drained else { return }
        figures.lateness.record(now - due, limit: pace.late)
    }

    /// All processes are ready: the load begins then.
    mutating func start(at time: Int64) {
        guard phase == .ready else { return }
        begin = time
        phase = .loading
        scheduleNext()
        agenda.add(.interval, at: begin + pace.interval)
    }

    /// Nobody comes any more; who is there has two seconds.
    mutating func stop(_ now: Int64) {
        switch phase {
        case .login, .ready: beginLeaving(now)
        case .loading, .draining:
            phase = .draining
            deadline = now + 2_000_000_000
        default: break
        }
    }

    /// All processes have drained: who is still there is sent away.
    mutating func close(_ now: Int64) {
        guard phase <= .drained else { return }
        phase = .sendingAway
        deadline = now + 2 * pace.answerWithin
        backlog = callers.keys.sorted { ($0.index, $0.attempt) > ($1.index, $1.attempt) }.map { key in
            callers[key]?.place == .connected ? .end(key) : .cancel(key)
        }
    }

    private mutating func beginWork(_ now: Int64) {
        agenda.add(.beat, at: now + 5_000_000_000)
        agenda.add(.lookThrough, at: now + 500_000_000)
    }

    /// The next contact of the schedule; others' are passed over, but for the line they stand in.
    mutating func scheduleNext() {
        guard let contact = schedule.next() else { return endArrivals() }
        agenda.add(.come(contact), at: begin + contact.due)
    }

    private mutating func endArrivals() {
        guard phase == .loading else { return }
        phase = .draining
        deadline = begin + pace.end + pace.drain
    }

    // MARK: - Phases

    private mutating func advance(_ now: Int64) {
        workOff(now)
        let isLate = deadline.map { now >= $0 } ?? false
        let isDone = backlog.isEmpty && pending.isEmpty
        switch phase {
        case .login where isDone: phase = .ready
        case .draining where callers.isEmpty && now >= begin + pace.end || isLate:
            phase = .drained
            deadline = nil
        case .sendingAway where isDone && callers.isEmpty || isLate: beginAsking(now)
        case .asking where isDone || isLate: beginLeaving(now)
        case .leaving where isDone || isLate: phase = .over
        default: break
        }
    }

    private mutating func beginAsking(_ now: Int64) {
        phase = .asking
        deadline = now + 2 * pace.answerWithin
        pending.removeAll()
        let unknown = callers.filter { $0.value.isAcknowledged }.keys
        backlog = unknown.sorted { ($0.index, $0.attempt) > ($1.index, $1.attempt) }.map { .get($0) }
    }

    mutating func beginLeaving(_ now: Int64) {
        phase = .leaving
        deadline = now + 2 * pace.answerWithin
        pending.removeAll()
        backlog = desks.keys.sorted(by: >).map { .intent(agent: $0) }
        finishChecks()
    }

    /// Sends what stands in the list, a window of it at a time.
    private mutating func workOff(_ now: Int64) {
        while !backlog.isEmpty, pending.count < Self.window, let purpose = backlog.popLast() {
            // As long as it goes on nobody is given up before having been told or asked.
            if phase > .drained { deadline = now + 2 * pace.answerWithin }
            switch purpose {
            case .login(let agent): request(roster.login(agent), to: roster.site(agent), for: purpose, now)
            case .intent(let agent): request(state(agent, .offline), to: roster.site(agent), for: purpose, now)
            case .cancel(let key), .end(let key): sendAway(key, now)
            case .get(let key):
                let site = plan.life(key.index).site
                request(ContactGetRequest(id: names.contact(key)), to: site, for: purpose, now)
            default: break
            }
        }
    }

    func state(_ agent: Int, _ intent: IntentWord) -> AgentStateRequest {
        AgentStateRequest(agent: names.agent(agent), intent: intent)
    }
}

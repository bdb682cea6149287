// SPDX-License-Identifier: Apache-2.0
import BrokerModel

@testable import BrokerEngine

/// A pool under a drawn configuration, in which people do what is drawn, and beside it what a plain reader of the
/// contract writes down of its callers.
struct DrawnPool {
    /// A contact as its caller knows it: a place changes only where somebody has asked for it.
    struct Caller {
        let number: ContactNumber
        let site: String
        /// Counts those who came.
        let sequence: Int
        var topic: String
        var priority: UInt8
        var arrival: Int64
    }

    private(set) var pool: Pool
    private(set) var aging: Int64?
    /// Those who have not ended.
    private(set) var callers: [Caller] = []
    /// How many offers have been judged, and how many steps taken.
    private(set) var offers = 0
    private(set) var relaxed = 0
    /// How many offers were made to agents who had other contacts.
    private(set) var beside = 0
    /// What was found wrong.
    private(set) var wrong: [String] = []
    private var random: SplitMix64
    private let topics: [String]
    private let agents: [String]
    private var detached: Set<String> = []
    private var costs = ChannelCosts()
    /// What agents have beside the one offer, by their name.
    private var seats: [String: [SeatReport]] = [:]
    private var came = 0
    private var judged = 0

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        topics = (0...random.below(6)).map { "t\($0)" }
        agents = (0...(2 + random.below(8))).map { "a\($0)" }
        aging = Drawn.aging(&random)
        pool = Pool(topics: topics)
        configure()
        for index in agents.indices where random.chance(700) { comeToWork(index) }
    }

    /// Something happens, and is judged.
    mutating func live() {
        pool.wait(Int64([0, 0, 1, 300, 2_000, 15_000][random.below(6)]))
        switch random.below(24) {
        case 0...5: call()
        case 6...9: comeToWork(random.below(agents.count))
        case 10...12: answer()
        case 13...15: endConversation()
        case 16...17: decline()
        case 18...19: takeStep()
        case 20: leave()
        case 21: move()
        case 22:
            guard random.chance(300) else { return }
            aging = Drawn.aging(&random)
            configure()
        default: cutOrJoin()
        }
        judge()
    }

    private mutating func configure() {
        costs = Drawn.costs(&random)
        pool.configure(Drawn.topics(topics, &random), agingMs: aging, costs: costs)
    }

    // MARK: - Callers

    /// Somebody calls: whatever came before, followers know the time by it.
    mutating func call() {
        let site = Pool.sites[random.below(3)]
        let topic = topics[random.below(topics.count)]
        let priority = Drawn.priority(&random)
        let waitedMs = Int64(random.below(4)) * 5_000
        var routing = Routing.plain
        if random.chance(70) { routing.onlyAgent = AgentID(trusted: agents[random.below(agents.count)]) }
        let number = pool.enter(
            site, topic, priority: priority, requirements: Drawn.requirements(&random), waitedMs: waitedMs,
            routing: routing, channel: Drawn.channels[random.below(Drawn.channels.count)])
        guard pool.owner.contact(number) != nil else { return }
        came += 1
        callers.append(
            Caller(
                number: number, site: site, sequence: came, topic: topic, priority: priority,
                arrival: pool.now.milliseconds - waitedMs))
    }

    /// The topic's next step, at whatever time: the home counts, not the engine.
    private mutating func takeStep() {
        guard let index = drawWaiting(), let record = pool.owner.contact(callers[index].number)?.record else { return }
        let steps = pool.owner.configuration.topic(record.topic)?.rules.relax ?? []
        guard Int(record.routing.steps) < steps.count else { return }
        let step = steps[Int(record.routing.steps)]
        var routing = record.routing
        routing.steps += 1
        callers[index].priority = UInt8(min(255, Int(callers[index].priority) + Int(step.raisePriority)))
        pool.report(record.number, .waiting, priority: callers[index].priority, routing: routing)
        relaxed += 1
    }

    /// To another line, to another priority, or to the end of its own.
    private mutating func move() {
        guard let index = drawWaiting() else { return }
        let number = callers[index].number
        if random.chance(300) {
            callers[index].arrival = pool.now.milliseconds
            return pool.report(number, .waiting, restartedAt: pool.now)
        }
        let topic = topics[random.below(topics.count)]
        callers[index].priority = Drawn.priority(&random)
        var routing = pool.owner.contact(number)?.record.routing ?? .plain
        if topic != callers[index].topic { routing.steps = 0 }
        callers[index].topic = topic
        pool.report(number, .waiting, topic: topic, priority: callers[index].priority, routing: routing)
    }

    private mutating func leave() {
        guard !callers.isEmpty else { return }
        end(callers[random.below(callers.count)].number, .abandoned)
    }

    /// A contact is over, unless it is of an agent whose phone rings for somebody else: the home would say so later.
    private mutating func end(_ number: ContactNumber, _ outcome: Outcome) {
        let involved = pool.owner.allAgents.filter { agent in
            agent.phase.contact == number || seats[agent.agent.text]?.contains { $0.contact == number } == true
        }
        let isRinging = involved.contains { agent in
            if case .offered(let offer) = agent.phase { offer.contact != number } else { false }
        }
        guard !isRinging else { return }
        pool.report(number, .ended(outcome))
        callers.removeAll { $0.number == number }
        for agent in involved {
            let name = agent.agent.text
            // What filled the agent goes beside, unless it is what ends.
            if case .busy(let offer, let contact) = agent.phase, contact != number { sit(name, offer, contact) }
            seats[name]?.removeAll { $0.contact == number }
            tell(name, agent.site.text, ready: random.chance(850))
        }
    }

    private mutating func drawWaiting() -> Int? {
        let waiting = callers.indices.filter { pool.owner.contact(callers[$0].number)?.phase == .waiting }
        return waiting.isEmpty ? nil : waiting[random.below(waiting.count)]
    }

    // MARK: - Agents

    private mutating func comeToWork(_ index: Int) {
        let known = pool.owner.agent(AgentID(trusted: agents[index]))
        guard known.map({ $0.phase == .idle }) ?? true else { return }
        let profile = known == nil || random.chance(500) ? Drawn.profile(topics, &random) : nil
        tell(agents[index], Pool.sites[index % 3], profile, ready: random.chance(850))
    }

    /// The agent's home says that no offer is open, and what the agent has.
    private mutating func tell(_ name: String, _ site: String, _ profile: AgentProfile? = nil, ready: Bool = true) {
        let own = seats[name] ?? []
        pool.agent(name, site, profile, ready: ready, activity: own.isEmpty ? .idle : .busy, seats: own)
    }

    /// A contact that is connected goes beside the one offer.
    private mutating func sit(_ name: String, _ offer: OfferID, _ contact: ContactNumber) {
        guard let channel = pool.owner.contact(contact)?.record.channel else { return }
        seats[name, default: []].append(
            SeatReport(offer: offer, contact: contact, channel: channel, isWrapping: false))
    }

    /// Those whose phone rings, and for whom.
    private var rung: [(agent: AgentState, contact: ContactNumber)] {
        pool.owner.allAgents.compactMap { agent in
            guard case .offered(let offer) = agent.phase else { return nil }
            return (agent, offer.contact)
        }
    }

    private mutating func answer() {
        guard let (agent, contact) = drawRung(), let offer = pool.offer(agent.agent.text) else { return }
        let name = agent.agent.text
        let others = rung.filter { $0.contact == contact && $0.agent.agent != agent.agent }
        pool.report(contact, .connected(offer.id, offer.agent), released: false)
        let before = seats[name] ?? []
        sit(name, offer.id, contact)
        let taken = (seats[name] ?? []).map(\.channel)
        let limits = agent.profile.channels
        if limits.contains(where: { Reference.fits($0.channel, beside: taken, limits, costs) }) {
            tell(name, agent.site.text)
        } else {
            seats[name] = before
            pool.agent(
                name, agent.site.text, phase: .busy(offer.id, contact), released: false, activity: .busy, seats: before)
        }
        for other in others { tell(other.agent.agent.text, other.agent.site.text) }
    }

    private mutating func decline() {
        guard let (agent, contact) = drawRung() else { return }
        let isLast = rung.count { $0.contact == contact } == 1
        let contactFirst = isLast && random.chance(500)
        if contactFirst {
            pool.report(contact, .waiting)
            judge()
        }
        tell(agent.agent.text, agent.site.text, ready: random.chance(850))
        if isLast, !contactFirst {
            // In between the contact is nobody's, and in no line.
            judge()
            pool.report(contact, .waiting)
        }
    }

    private mutating func drawRung() -> (agent: AgentState, contact: ContactNumber)? {
        let rung = rung
        return rung.isEmpty ? nil : rung[random.below(rung.count)]
    }

    private mutating func endConversation() {
        let talking = callers.filter {
            if case .connected? = pool.owner.contact($0.number)?.phase { true } else { false }
        }
        guard !talking.isEmpty else { return }
        end(talking[random.below(talking.count)].number, .handled)
    }

    private mutating func cutOrJoin() {
        let site = Pool.sites[random.below(3)]
        if random.chance(250) {
            detached.insert(site)
            pool.step(.detach(SiteID(trusted: site)))
        } else {
            detached.remove(site)
            pool.step(.attach(SiteID(trusted: site)))
        }
    }

    // MARK: - The reference

    /// Those who stand in some line, in the order in which they are served.
    private var inLine: [Caller] {
        callers.filter { !detached.contains($0.site) && pool.owner.contact($0.number)?.phase == .waiting }
            .sorted(by: isServedBefore)
    }

    /// The one order over all topics: priority, then arrival, then who came first; with ageing the score, which is
    /// waiting and what the priority is worth.
    func isServedBefore(_ one: Caller, _ other: Caller) -> Bool {
        guard let aging else {
            if one.priority != other.priority { return one.priority > other.priority }
            return one.arrival == other.arrival ? one.sequence < other.sequence : one.arrival < other.arrival
        }
        let scores = [one, other].map { pool.now.milliseconds - $0.arrival + Int64($0.priority) * aging }
        return scores[0] == scores[1] ? one.sequence < other.sequence : scores[0] > scores[1]
    }

    /// By how much later another must have come to be served after this one whatever its priority: nobody starves
    /// beyond it. Without ageing only who is no more urgent is served after.
    func bound(_ waiting: Caller, _ other: Caller) -> Int64? {
        guard let aging else { return other.priority <= waiting.priority ? 0 : nil }
        return Int64(255 - waiting.priority) * aging
    }

    private mutating func judge() {
        let inLine = inLine
        for topic in topics {
            let line = inLine.filter { $0.topic == topic }
            if pool.line(topic) != line.map(\.number) { wrong.append("\(topic) is \(pool.line(topic))") }
            guard !line.isEmpty else { continue }
            let place = random.below(line.count)
            if pool.owner.position(of: line[place].number) != place + 1 {
                wrong.append("\(line[place].number) is not told place \(place + 1)")
            }
        }
        for case .offered(let offer) in pool.events[judged...] { judge(offer, inLine) }
        judged = pool.events.count
        judgeRest(inLine)
    }

    /// Whether an agent may serve a contact and has room for it.
    private func mayServe(_ agent: AgentState, _ number: ContactNumber) -> Bool {
        guard let record = pool.owner.contact(number)?.record else { return false }
        let taken = (seats[agent.agent.text] ?? []).map(\.channel)
        return Reference.mayServe(agent, record, pool.owner.configuration)
            && Reference.fits(record.channel, beside: taken, agent.profile.channels, costs)
    }

    /// Whoever is offered a contact may serve it, and no better one that waits; nor one that came so long before.
    private mutating func judge(_ offer: Offer, _ inLine: [Caller]) {
        offers += 1
        guard let agent = pool.owner.agent(offer.agent),
            let caller = callers.first(where: { $0.number == offer.contact })
        else { return }
        if seats[agent.agent.text]?.isEmpty == false { beside += 1 }
        if !mayServe(agent, offer.contact) {
            wrong.append("\(offer.agent) is offered \(offer.contact), whom they may not serve")
        }
        if !agent.isReady || detached.contains(agent.site.text) { wrong.append("\(offer.agent) is not at work") }
        let mine = inLine.filter { mayServe(agent, $0.number) }
        if let better = mine.first(where: { isServedBefore($0, caller) }) {
            wrong.append("\(offer.agent) is offered \(offer.contact) before \(better.number)")
        }
        for waiting in mine {
            guard let bound = bound(waiting, caller), caller.arrival - waiting.arrival > bound else { continue }
            wrong.append("\(waiting.number) starves: \(caller) came more than \(bound) ms later")
        }
    }

    /// No free agent stands beside a contact that they may serve.
    private mutating func judgeRest(_ inLine: [Caller]) {
        let free = pool.owner.allAgents.filter {
            $0.phase == .idle && $0.isReady && !detached.contains($0.site.text)
        }
        for waiting in inLine {
            if let idle = free.first(where: { mayServe($0, waiting.number) }) {
                wrong.append("\(waiting.number) waits beside \(idle.agent)")
            }
        }
    }
}

extension AgentState.Phase {
    /// Whom the agent has, or is offered.
    fileprivate var contact: ContactNumber? {
        switch self {
        case .idle: nil
        case .offered(let offer): offer.contact
        case .busy(_, let contact): contact
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

/// Callers with patience and redial, and agents at their desks. They know nothing but what they are told, and ask again
/// until they are answered, as the contract allows them to.
struct People {
    /// What somebody does at a time of their own.
    enum Deed {
        case arrive(site: Int)
        case redial(site: Int)
        case losePatience(Int)
        case send(Errand)
        case unanswered(token: UInt64)
        case answer(desk: Int, Offer)
        case talkOver(desk: Int, ContactID)
        case confer(ContactID, about: ContactID)
        case phone(caller: Int)
        case wrapUp(desk: Int, ContactID)
        case beat(site: Int)
        case mood(desk: Int)
        case wake(desk: Int)
    }

    /// Something that somebody wants of a site, and goes on wanting.
    struct Errand {
        enum Purpose {
            case enqueue(Int)
            case leave(Int)
            case accept(desk: Int)
            case end
            case other
        }

        let site: Int
        let request: HomeRequest
        let purpose: Purpose
        var attemptsLeft: Int
    }

    struct Caller {
        let site: Int
        let id: ContactID
        var isOver = false
        var isConnected = false
        var isCalledBack = false
        /// Counts changes of mind: a patience that began before means nothing.
        var leavesAt = Int64.max
    }

    struct Desk {
        let agent: AgentID
        var site: Int
        var topics: [TopicID]
        var isSilent = false
        var answering: OfferID?
        var talking: [ContactID] = []
    }

    let day: Day
    var random: SplitMix64
    var agenda = Agenda<Deed>()
    var callers: [Caller] = []
    var callerByID: [ContactID: Int] = [:]
    var desks: [Desk] = []
    private var deskByAgent: [AgentID: Int] = [:]
    private var waiting: [UInt64: Errand] = [:]
    private var tokens: UInt64 = 0
    private var isClosing = false
    var consults = 0

    static let second: Int64 = 1_000_000_000
    /// What some callers require and some agents have.
    static let skill = SkillID(trusted: "it")

    init(_ day: Day, random: SplitMix64) {
        self.day = day
        self.random = random
        for site in 0..<day.sites {
            for place in 0..<day.desksPerSite {
                let agent = AgentID(trusted: "agent-\(site)-\(place)")
                let served = Array(day.topics.prefix(1 + self.random.below(day.topics.count)))
                deskByAgent[agent] = desks.count
                desks.append(Desk(agent: agent, site: site, topics: served))
            }
        }
    }

    /// When somebody does something next.
    var next: Int64? { agenda.next }

    /// Contacts that came.
    var arrivals: Int { callers.count }

    // MARK: - The day

    /// Opens: agents log in, callers begin to call.
    mutating func open(at now: Int64) {
        for desk in desks.indices {
            agenda.add(.wake(desk: desk), at: now + random.among(0...Self.second))
            agenda.add(.mood(desk: desk), at: now + random.interval(mean: day.moodMean))
        }
        for site in 0..<day.sites {
            agenda.add(.arrive(site: site), at: now + random.interval(mean: day.arrivalMean))
            agenda.add(.beat(site: site), at: now + random.among(0...5 * Self.second))
        }
    }

    /// Callers come no more for a while, or again; who is there goes on.
    mutating func close(_ isClosing: Bool) { self.isClosing = isClosing }

    /// Does what is due.
    mutating func act(on cluster: inout SimulatedCluster, _ checker: inout Checker) {
        while let (_, deed) = agenda.take(before: cluster.time + 1) { act(deed, &cluster, &checker) }
    }

    private mutating func act(_ deed: Deed, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        let now = cluster.time
        switch deed {
        case .arrive(let site):
            if !isClosing { arrive(site, &cluster, &checker) }
            agenda.add(.arrive(site: site), at: now + random.interval(mean: day.arrivalMean))
        case .redial(let site):
            guard !isClosing else { return }
            cluster.rarities.count(.redialled)
            arrive(site, &cluster, &checker)
        case .losePatience(let caller):
            guard !callers[caller].isOver, callers[caller].leavesAt == now else { return }
            if !callers[caller].isConnected, !callers[caller].isCalledBack, random.chance(250) {
                return hangUp(caller, &cluster, &checker)
            }
            leave(caller, &cluster, &checker)
            guard !callers[caller].isConnected, random.chance(300) else { return }
            agenda.add(.redial(site: callers[caller].site), at: now + random.interval(mean: 10 * Self.second))
        case .send(let errand): send(errand, &cluster, &checker)
        case .unanswered(let token):
            guard var errand = waiting.removeValue(forKey: token), errand.attemptsLeft > 0 else { return }
            errand.attemptsLeft -= 1
            agenda.add(.send(errand), at: now + random.among(100_000_000...2 * Self.second))
        case .answer(let desk, let offer): answer(desk, offer, &cluster, &checker)
        case .talkOver(let desk, let contact): endTalk(desk, contact, &cluster, &checker)
        case .phone(let caller): phone(caller, &cluster, &checker)
        case .confer(let consult, let contact): confer(consult, about: contact, &cluster, &checker)
        case .wrapUp(let desk, let contact): wrapUp(desk, contact, &cluster, &checker)
        case .beat(let site): beat(site, &cluster, &checker)
        case .mood(let desk): changeMood(desk, &cluster, &checker)
        case .wake(let desk):
            desks[desk].isSilent = false
            login(desk, &cluster, &checker)
        }
    }

    mutating func ask(
        _ site: Int, _ request: HomeRequest, _ purpose: Errand.Purpose, attempts: Int,
        _ cluster: inout SimulatedCluster,
        _ checker: inout Checker
    ) {
        send(Errand(site: site, request: request, purpose: purpose, attemptsLeft: attempts - 1), &cluster, &checker)
    }

    private mutating func send(_ errand: Errand, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        tokens += 1
        waiting[tokens] = errand
        if case .accept = errand.purpose, cluster.log.isSilent(at: cluster.time) {
            cluster.rarities.count(.acceptWhileSilent)
        }
        // Any node of the site: the one that serves answers.
        let serving = cluster.nodes.indices.first {
            cluster.nodes[$0].site == errand.site && cluster.nodes[$0].isServing
        }
        let process = serving.flatMap { cluster.ask($0, token: tokens, errand.request) }
        checker.now = cluster.time
        checker.asked(tokens, errand.request, process: process)
        agenda.add(.unanswered(token: tokens), at: cluster.time + 4 * Self.second)
    }

    // MARK: - Callers

    private mutating func arrive(_ site: Int, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        let caller: Int
        if random.chance(30), let last = callers.indices.last(where: { callers[$0].site == site }) {
            caller = last  // the PBX says it twice
        } else {
            caller = callers.count
            let id = ContactID(trusted: "c\(caller)")
            callerByID[id] = caller
            callers.append(Caller(site: site, id: id))
        }
        if random.chance(15) {
            cluster.rarities.count(.cancelBeforeEnqueue)
            ask(site, .cancel(callers[caller].id, reason: nil), .leave(caller), attempts: 1_000, &cluster, &checker)
        }
        let notBefore = random.chance(80) ? later(checker) : nil
        var order = EnqueueOrder(
            id: callers[caller].id, topic: day.topics[random.below(day.topics.count)],
            priority: random.chance(300) ? UInt8(90 + 10 * random.below(3)) : nil, channel: channel(), caller: number(),
            requirements: random.chance(150) ? [SkillLevel(skill: Self.skill, level: 4)] : [], claim: nil,
            waitedMs: random.chance(50) ? random.among(0...60_000) : 0, notBefore: notBefore,
            fingerprint: Array(callers[caller].id.text.utf8))
        callers[caller].isCalledBack = order.channel == .callback
        if notBefore == nil, random.chance(100) { order.slotAt = Self.slot(checker, &random) }
        if random.chance(40) { order.agent = somebody(&cluster) }
        if random.chance(150) { dial(&order) }
        if random.chance(100) { order.lastAgent = desks[random.below(desks.count)].agent }
        ask(site, .enqueue(order), .enqueue(caller), attempts: 4, &cluster, &checker)
        let wait = notBefore == nil && order.slotAt == nil ? 0 : 40 * Self.second
        bePatient(caller, wait + random.interval(mean: day.patienceMean), at: cluster.time)
    }

    /// How somebody comes: on a mixed day half of them write.
    private mutating func channel() -> Channel {
        if day.callsFirst, random.chance(200) { return .callback }
        guard day.isMixed else { return .voice }
        return [.voice, .voice, .voice, .chat, .chat, .mail][random.below(6)]
    }

    /// What an agent takes: on a mixed day one in three speaks only, and one only writes.
    private func channels(_ desk: Int) -> [ChannelLimit]? {
        guard day.isMixed, desk % 3 > 0 else { return nil }
        let written = [ChannelLimit(channel: .chat, contacts: 3), ChannelLimit(channel: .mail, contacts: 4)]
        guard desk % 3 == 1 else { return written }
        return [ChannelLimit(channel: .voice, contacts: 1), ChannelLimit(channel: .callback, contacts: 1)] + written
    }

    /// Few numbers, so that the same ones call again, at any site.
    private mutating func number() -> SealedCaller? {
        guard random.chance(500) else { return nil }
        return SealedCaller(
            day: "2026-11-22", ciphertext: [], callerHash: [UInt8(random.below(10))], lastDigits: "")
    }

    /// The contact comes by the pool's number, whose menu has a choice for each topic, and one that is only played.
    private mutating func dial(_ order: inout EnqueueOrder) {
        let choice = random.below(day.topics.count + 1)
        let digit = choice == day.topics.count ? Self.played : UInt8(0x31 + choice)
        order.topic = nil
        order.dialled = Dialled(number: Self.dialled, digits: [digit])
    }

    /// An instant that may be near or a while ahead, or past already.
    private mutating func later(_ checker: Checker) -> PoolInstant {
        PoolInstant(checker.engine.time.milliseconds + random.among(-2_000...40_000))
    }

    mutating func hangUp(_ caller: Int, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        callers[caller].isCalledBack = true
        var order = CallbackOrder(
            id: callers[caller].id, notBefore: random.chance(600) ? later(checker) : nil, atTime: random.chance(300),
            address: nil)
        if random.chance(400) {
            order.notBefore = nil
            order.slotAt = Self.slot(checker, &random)
        }
        ask(callers[caller].site, .callback(order, RequestGuard()), .other, attempts: 3, &cluster, &checker)
        bePatient(caller, 40 * Self.second + random.interval(mean: day.patienceMean), at: cluster.time)
    }

    /// An agent whom somebody asks for by name.
    mutating func somebody(_ cluster: inout SimulatedCluster) -> AgentID {
        cluster.rarities.count(.askedByName)
        return desks[random.below(desks.count)].agent
    }

    mutating func bePatient(_ caller: Int, _ length: Int64, at now: Int64) {
        callers[caller].leavesAt = now + length
        agenda.add(.losePatience(caller), at: now + length)
    }

    private mutating func leave(_ caller: Int, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        let id = callers[caller].id
        let request: HomeRequest =
            callers[caller].isConnected ? .end(id, reason: nil, RequestGuard()) : .cancel(id, reason: nil)
        ask(callers[caller].site, request, .leave(caller), attempts: 1_000, &cluster, &checker)
    }

    // MARK: - Desks

    private mutating func login(_ desk: Int, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        let order = LoginOrder(
            agent: desks[desk].agent,
            topics: desks[desk].topics.map { TopicLevel(topic: $0, level: desk % 3 == 0 ? 2 : 1) },
            skills: desk % 4 == 0 ? nil : [SkillLevel(skill: Self.skill, level: UInt8(desk % 4 * 2))],
            channels: channels(desk), address: nil, intent: .available)
        ask(desks[desk].site, .login(order), .other, attempts: 20, &cluster, &checker)
    }

    private mutating func beat(_ site: Int, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        agenda.add(.beat(site: site), at: cluster.time + 5 * Self.second)
        let alive = desks.filter { $0.site == site && !$0.isSilent }.map(\.agent)
        guard !alive.isEmpty else { return }
        ask(site, .heartbeat(alive), .other, attempts: 1, &cluster, &checker)
    }

    private mutating func changeMood(_ desk: Int, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        let pause = random.interval(mean: day.moodMean)
        agenda.add(.mood(desk: desk), at: cluster.time + pause + Self.second)
        let agent = desks[desk].agent
        let back = cluster.time + min(pause, 40 * Self.second)
        switch random.below(10) {
        case 0..<5:
            ask(
                desks[desk].site, .setIntent(agent, .onBreak, reason: "coffee", RequestGuard()), .other, attempts: 3,
                &cluster, &checker)
            agenda.add(.wake(desk: desk), at: back)
        case 5..<7:
            ask(
                desks[desk].site, .setIntent(agent, .offline, reason: nil, RequestGuard()), .other, attempts: 3,
                &cluster, &checker)
            if random.chance(300) {
                desks[desk].site = random.below(day.sites)
                cluster.rarities.count(.agentMoved)
            }
            agenda.add(.wake(desk: desk), at: back)
        case 7..<8:
            desks[desk].isSilent = true
            cluster.rarities.count(.agentUnreachable)
            if random.chance(500) {
                ask(desks[desk].site, .deskClosed([agent], RequestGuard()), .other, attempts: 1, &cluster, &checker)
            }
            agenda.add(.wake(desk: desk), at: back)
        default:
            ask(
                desks[desk].site, .setIntent(agent, .available, reason: nil, RequestGuard()), .other, attempts: 2,
                &cluster, &checker)
        }
    }

    private mutating func answer(
        _ desk: Int, _ offer: Offer, _ cluster: inout SimulatedCluster, _ checker: inout Checker
    ) {
        guard !desks[desk].isSilent else { return }
        let agent = desks[desk].agent
        let name = offer.id.description
        let request: HomeRequest
        switch random.below(100) {
        case 0..<5: request = .reject(offer: name, agent, reason: nil, RequestGuard())
        case 5..<10:
            let causes = HomeRequest.FailCause.allCases
            request = .fail(offer: name, causes[random.below(causes.count)], agent: nil, RequestGuard())
        case 10..<15: return
        default: request = .accept(offer: name, agent, RequestGuard())
        }
        ask(desks[desk].site, request, .accept(desk: desk), attempts: 2, &cluster, &checker)
    }

    private mutating func endTalk(
        _ desk: Int, _ contact: ContactID, _ cluster: inout SimulatedCluster, _ checker: inout Checker
    ) {
        guard desks[desk].talking.contains(contact) else { return }
        if let caller = callerByID[contact], random.chance(120) {
            consult(desk, about: contact, at: callers[caller].site, &cluster, &checker)
            // However that goes, the talk is over some time.
            agenda.add(.talkOver(desk: desk, contact), at: cluster.time + random.interval(mean: 2 * day.talkMean))
            return
        }
        desks[desk].talking.removeAll { $0 == contact }
        let atHome = callerByID[contact].map { callers[$0].site } ?? desks[desk].site
        if let caller = callerByID[contact], callers[caller].isCalledBack, random.chance(400) {
            let request = HomeRequest.notReached(contact, reason: nil, RequestGuard())
            return ask(random.chance(500) ? atHome : desks[desk].site, request, .end, attempts: 5, &cluster, &checker)
        }
        switch random.below(100) {
        case 0..<12:
            let request = HomeRequest.requeue(
                contact,
                RequeueOrder(
                    topic: random.chance(400) ? day.topics[random.below(day.topics.count)] : nil,
                    priority: random.chance(200) ? 120 : nil, agent: random.chance(300) ? somebody(&cluster) : nil,
                    restart: random.chance(200)), RequestGuard())
            ask(random.chance(500) ? atHome : desks[desk].site, request, .end, attempts: 5, &cluster, &checker)
        case 12..<40: ask(atHome, .end(contact, reason: nil, RequestGuard()), .end, attempts: 1_000, &cluster, &checker)
        default:
            ask(desks[desk].site, .end(contact, reason: nil, RequestGuard()), .end, attempts: 1_000, &cluster, &checker)
        }
        guard random.chance(300) else { return }
        agenda.add(.wrapUp(desk: desk, contact), at: cluster.time + random.interval(mean: Self.second))
    }

    /// Says how a conversation came out, or that the wrap-up takes longer.
    private mutating func wrapUp(
        _ desk: Int, _ contact: ContactID, _ cluster: inout SimulatedCluster, _ checker: inout Checker
    ) {
        var order = WrapUpOrder(agent: desks[desk].agent, contact: contact)
        if random.chance(800) { order.disposition = random.chance(500) ? "solved" : "calls again" }
        if random.chance(200) { order.note = "a note" }
        if random.chance(100) { order.extendMs = 5_000 }
        ask(desks[desk].site, .wrapUp(order, RequestGuard()), .other, attempts: 5, &cluster, &checker)
    }

    private mutating func talk(_ desk: Int, _ contact: ContactID, at now: Int64) {
        guard !desks[desk].talking.contains(contact) else { return }
        desks[desk].talking.append(contact)
        agenda.add(.talkOver(desk: desk, contact), at: now + random.interval(mean: day.talkMean))
    }

    // MARK: - What they are told

    /// A site has answered.
    mutating func hear(_ token: UInt64, _ reply: HomeReply, _ cluster: inout SimulatedCluster) {
        guard let errand = waiting.removeValue(forKey: token) else { return }
        switch (errand.purpose, reply) {
        case (let purpose, .refused(let refusal)) where refusal.code == .unavailable || refusal.code == .full:
            if case .enqueue = purpose, refusal.code == .full { cluster.rarities.count(.refusedAsFull) }
            if refusal.code == .full, refusal.field == "slotAt" { cluster.rarities.count(.slotsFull) }
            if refusal.code == .full, refusal.field == "id" { cluster.rarities.count(.callbackRefused) }
            waiting[token] = errand  // asked again when its time is over
        case (.enqueue(let caller), .refused(let refusal)) where refusal.code == .closed:
            callers[caller].isOver = true
            cluster.rarities.count(.refusedAsClosed)
        case (.enqueue(let caller), .contact(let view, _)):
            if !view.cell.isInLog { cluster.rarities.count(.provisional) }
            if view.cell.endedAt != nil { callers[caller].isOver = true }
        case (.leave(let caller), .refused(let refusal)) where refusal.code == .conflict:
            // Connected meanwhile, or back in line: the other way to leave.
            callers[caller].isConnected.toggle()
            bePatient(caller, Self.second, at: cluster.time)
        case (.leave(let caller), _): callers[caller].isOver = true
        // Who was asked for by name has never logged in.
        case (.enqueue(let caller), .refused(let refusal)) where refusal.code == .notFound:
            callers[caller].isOver = true
        case (.accept(let desk), .contact(let view, _)): talk(desk, view.cell.record.id, at: cluster.time)
        case (.accept(let desk), .connectedRemotely(let known, _)): talk(desk, known.record.id, at: cluster.time)
        case (.accept, .refused): cluster.rarities.count(.goneAtAccept)
        case (_, .heard(let unknown)):
            for agent in unknown {
                guard let desk = deskByAgent[agent], !desks[desk].isSilent else { continue }
                agenda.add(.wake(desk: desk), at: cluster.time + Self.second)
            }
        default: break
        }
    }

    /// A contact has changed.
    mutating func hear(_ news: ContactNews, at now: Int64) {
        guard let caller = callerByID[news.cell.record.id] else { return }
        if case .consulted(let consult, _) = news.kind {
            let about = news.cell.record.id
            agenda.add(.confer(consult, about: about), at: now + random.interval(mean: 3 * Self.second))
        }
        switch news.kind {
        case .connected:
            callers[caller].isConnected = true
            // Somebody hangs up in the end, whatever the desk does.
            bePatient(caller, 6 * day.talkMean + 20 * Self.second, at: now)
        case .scheduled:
            callers[caller].isConnected = false
            bePatient(caller, 40 * Self.second + random.interval(mean: day.patienceMean), at: now)
        case .calling:
            agenda.add(.phone(caller: caller), at: now + random.interval(mean: 3 * Self.second))
        case .requeued, .due, .reached:
            callers[caller].isConnected = false
            bePatient(caller, random.interval(mean: day.patienceMean), at: now)
        case .ended: callers[caller].isOver = true
        case .queued, .position, .offered, .revoked, .relaxed, .noted, .consulting, .consulted, .conference,
            .consultEnded:
            break
        }
    }

    /// An agent has changed.
    mutating func hear(_ news: AgentNews, at now: Int64) {
        guard let desk = deskByAgent[news.view.cell.agent] else { return }
        switch news.kind {
        case .offer(let offer, _):
            guard desks[desk].answering != offer.id else { return }
            desks[desk].answering = offer.id
            agenda.add(.answer(desk: desk, offer), at: now + random.interval(mean: 2 * Self.second))
        case .connected: if let contact = news.contact { talk(desk, contact.id, at: now) }
        case .ended(let contact, _):
            desks[desk].talking.removeAll { $0 == contact }
        case .revoked, .state: break
        }
    }
}

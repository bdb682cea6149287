// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

/// One seed's life of a pool: bad times and good times in turn. In bad times only safety is asked for; in good times no
/// fault is left, and everything must come to rest.
public struct Simulation {
    /// The seed everything is drawn from.
    public let seed: UInt64
    private var cluster: SimulatedCluster
    private var people: People
    private var storm: Storm
    private var checker = Checker()
    /// A contact whose life is written down, for who looks into a failure.
    private let followed: ContactNumber?
    private var story: [String] = []
    private var configurationToken = UInt64.max

    private static let second: Int64 = 1_000_000_000
    /// Nanoseconds of bad times, then of good ones.
    private static let badTimes = 200 * second
    private static let goodTimes = 100 * second

    /// A pool, its people and its weather, drawn from a seed.
    ///
    /// - Parameters:
    ///   - seed: what everything is drawn from.
    ///   - followed: a contact whose life the report tells.
    public init(seed: UInt64, following followed: UInt64? = nil) {
        self.seed = seed
        self.followed = followed.map { ContactNumber($0) }
        var random = SplitMix64(seed: seed)
        let sites = ["roma", "milano", "napoli", "torino", "bari"].prefix([3, 3, 3, 4, 5][random.below(5)])
        let topics = ["pec", "firma", "visura"].prefix(1 + random.below(3)).map { TopicID(trusted: $0) }
        cluster = SimulatedCluster(sites: sites.map { SiteID(trusted: $0) }, random: random.fork("cluster"))
        var day = People.Day.drawn(sites: sites.count, topics: topics, &random)
        day.callsFirst = seed % 5 < 2
        people = People(day, random: random.fork("people"))
        storm = Storm(random: random.fork("storm"))
        for (index, site) in sites.enumerated() {
            for number in 1...[1, 1, 2, 3][random.below(4)] {
                cluster.add(NodeID(trusted: "\(site)-\(number)"), site: index)
            }
        }
    }

    /// Runs for so many virtual minutes, and says what was seen.
    public mutating func run(minutes: Int) -> SimulationReport {
        let end = cluster.time + Int64(minutes) * 60 * Self.second
        for node in cluster.nodes.indices { cluster.start(node) }
        go(until: cluster.time + 3 * Self.second)
        configure()
        people.open(at: cluster.time)
        while cluster.time < end, checker.violations.isEmpty {
            storm.begin(&cluster)
            people.close(false)
            go(until: min(end, cluster.time + Self.badTimes))
            storm.end(&cluster)
            configureAgain()
            go(until: cluster.time + Self.goodTimes / 2)
            people.close(true)
            go(until: cluster.time + Self.goodTimes / 2)
            settle()
        }
        var rarities = cluster.rarities
        rarities.add(checker.rarities)
        return SimulationReport(
            seed: seed, minutes: minutes, hash: cluster.hash, violations: checker.violations, faults: storm.faults,
            strikes: storm.strikes, contacts: people.arrivals, connections: checker.connected.count,
            batches: Int(cluster.log.last), rarities: rarities, story: story)
    }

    /// What the log has lost may be the configuration; the operator has it.
    private mutating func configureAgain() {
        guard checker.engine.configuration.revision == 0 else { return }
        go(until: cluster.time + 10 * Self.second)
        configure()
    }

    private mutating func configure() {
        let settings = people.day.topics.enumerated().map { index, topic in
            var settings = TopicSettings(topic: topic)
            settings.wrapUpMs = index == 0 ? 0 : 2_000
            settings.offerTimeoutMs = 8_000
            settings.noAnswerReturnMs = 10_000
            settings.rules = Self.rules(seed, index, people.day.topics)
            settings.maxWaitMs = index == 1 ? 120_000 : nil
            settings.rules.calendar = index == 1 && seed % 2 == 0 ? 0 : nil
            settings.rules.channelCalendars = Self.channelCalendars(seed, index)
            settings.rules.callback = index == 0 ? CallbackRule(attempts: 3, retryAfterMs: 4_000) : nil
            settings.rules.customerRingMs = people.day.callsFirst && index < 2 ? 8_000 : nil
            settings.rules.callbacksPerNumber = index == 0 && seed % 2 == 1 ? 1 : nil
            if index == 0 || seed % 3 == 0 {
                settings.rules.appointments = AppointmentRule(
                    perSlot: 1 + UInt32(seed % 2), slotMs: People.slotMs, days: 1, priority: index == 0 ? nil : 110)
            }
            settings.rules.redialMs = index == 0 && seed % 3 != 1 ? 60_000 : 0
            if index == 0, seed % 4 == 1 {
                settings.rules.vacancy = VacancyRule(
                    refuse: [], leave: [.noAgents, .allOnBreak, .allUnreachable], leaveAfterMs: 20_000)
            }
            if index == people.day.topics.count - 1, index > 0 {
                settings.rules.overflow = Overflow(afterMs: 45_000, topic: people.day.topics[0], restarts: false)
            }
            // Two to five, so that a ring is full at times.
            settings.rules.ring = RingRule(everyMs: 2_000, most: 2 + UInt8(seed % 4))
            let strategies = Strategy.allCases + [.ringAll, .ringProgressively]
            settings.strategy = strategies[(Int(seed) + index) % strategies.count]
            return settings
        }
        let configuration = Configuration(
            revision: 0, agingMs: seed % 3 == 0 ? 30_000 : nil, waitingMax: nil, topics: settings, agents: [],
            calendars: [Self.hours(from: 0), Self.hours(from: 2)],
            numbers: [People.number(leadingTo: people.day.topics)],
            costs: Self.costs(seed), document: "{\"seed\":\(seed)}")
        // Whoever serves takes it; the first site's node may not be the one.
        for _ in 0..<20 where checker.engine.configuration.revision == 0 {
            configurationToken -= 1
            let node = cluster.nodes.firstIndex { $0.isServing } ?? 0
            cluster.ask(node, token: configurationToken, .configure(configuration, ifRevision: 0))
            go(until: cluster.time + Self.second)
        }
        if checker.engine.configuration.revision == 0 {
            checker.violate("L2", "a pool without any fault takes no configuration")
        }
    }

    /// What contacts take: on one seed in four somebody who speaks may write beside it, on another a call interrupts
    /// letters.
    private static func costs(_ seed: UInt64) -> ChannelCosts {
        var costs = ChannelCosts()
        if seed % 4 == 2 {
            costs.interrupt(.mail, by: .voice)
            costs.interrupt(.mail, by: .callback)
        }
        guard seed % 4 == 3 else { return costs }
        costs[.voice] = 60
        costs[.callback] = 60
        costs[.chat] = 30
        costs[.mail] = 15
        return costs
    }

    /// A topic's rules: two seeds in three have steps in some of theirs.
    private static func rules(_ seed: UInt64, _ index: Int, _ topics: [TopicID]) -> TopicRules {
        var random = SplitMix64(seed: seed &* 31 &+ UInt64(index))
        var rules = TopicRules.none
        rules.lastAgentMs = random.among(0...20_000)
        guard random.chance(500) else { return rules }
        var level: UInt8 = 1
        rules.relax = (1...(1 + random.below(3))).map { place in
            var step = RelaxStep(afterMs: Int64(place) * random.among(4_000...6_000))
            switch random.below(6) {
            case 0..<2: step.beyondSite = true
            case 2: step.dropSkill = People.skill
            case 3: step.lowerSkills = [SkillLevel(skill: People.skill, level: 2)]
            case 4:
                level += 1
                step.levelMax = level
            default: step.addTopic = topics[random.below(topics.count)]
            }
            if random.chance(200) { step.raisePriority = 10 }
            return step
        }
        return rules
    }

    /// Open for two minutes of every five, whatever the day.
    private static func hours(from first: UInt16) -> OpeningHours {
        OpeningHours(
            spans: stride(from: first, to: 10_080, by: 5).map { OpeningHours.Span(start: $0, end: $0 + 2) },
            closedDays: [], offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])
    }

    /// In half of the topics channels may have hours of their own: the other two minutes, or always.
    private static func channelCalendars(_ seed: UInt64, _ index: Int) -> [ChannelCalendar] {
        var random = SplitMix64(seed: seed &* 37 &+ UInt64(index))
        guard random.chance(500) else { return [] }
        return [Channel.callback, .chat, .mail].compactMap { channel in
            switch random.below(4) {
            case 0: ChannelCalendar(channel: channel, calendar: nil)
            case 1..<3: ChannelCalendar(channel: channel, calendar: 1)
            default: nil
            }
        }
    }

    /// Lets everything happen until a time.
    private mutating func go(until end: Int64) {
        while cluster.time < end, checker.violations.isEmpty {
            let pause = min(end, people.next ?? end, storm.next ?? end)
            while cluster.step(before: max(pause, cluster.time)) { listen() }
            storm.act(on: &cluster)
            listen()
            people.act(on: &cluster, &checker)
        }
    }

    /// Tells the checker and the people what has been seen.
    private mutating func listen() {
        guard !cluster.heard.isEmpty else { return }
        let heard = cluster.heard
        cluster.heard.removeAll(keepingCapacity: true)
        checker.now = cluster.time
        for heard in heard {
            if let followed, let line = heard.line(about: followed) {
                story.append("\(cluster.time / 1_000_000) ms \(line)")
            }
            switch heard {
            case .stored(let write, let node): checker.stored(write, site: cluster.nodes[node].site)
            case .adopted(let writes, let node): checker.adopted(writes, site: cluster.nodes[node].site)
            case .islandBegan(let waiting, let agents, let node):
                checker.islandBegan(waiting, agents, cluster.nodes[node].identity)
            case .decidedAlone(let events, let node): checker.decidedAlone(events, cluster.nodes[node].identity)
            case .notice(.islandEnded(_, _, let outOfOrder, _), let node):
                checker.islandEnded(cluster.nodes[node].identity, outOfOrder: outOfOrder)
            case .logged(let bytes):
                if cluster.cutAt != nil { checker.violate("I14", "a node acts on less of the log than was seen") }
                checker.logged(bytes)
            case .recovered(let image): checker.recovered(image)
            case .reply(let token, let reply, let node):
                checker.replied(token, reply, site: cluster.nodes[node].site)
                people.hear(token, reply, &cluster)
            case .contactNews(let news, _):
                checker.heard(news)
                people.hear(news, at: cluster.time)
            case .agentNews(let news, let node):
                let site = cluster.nodes[node].site
                checker.heard(news, site: site, isPrompt: cluster.isPrompt(site: site))
                people.hear(news, at: cluster.time)
            case .said(let word, let offer, _, _): checker.said(word, offer)
            case .notice(.foreignMessage(_, let why), _): checker.violate("I13", "a foreign message: \(why)")
            case .notice: break
            case .spinning(let node): checker.violate("L4", "\(cluster.nodes[node].identity.node) spins")
            case .halted where cluster.cutAt != nil: checker.rarities.count(.haltedBehind)
            case .halted(let why, let node):
                checker.violate("I14", "\(cluster.nodes[node].identity.node) halted: \(why)")
            }
        }
    }

    /// Offers that nobody answers go round: some instant must find every word heard.
    private mutating func settle() {
        guard checker.violations.isEmpty else { return }
        var left = checker.unsettled(cluster)
        for _ in 0..<200 where !left.isEmpty && checker.violations.isEmpty {
            go(until: cluster.time + 150_000_000)
            left = checker.unsettled(cluster)
        }
        for violation in left { checker.violate(violation.invariant, violation.what) }
    }
}

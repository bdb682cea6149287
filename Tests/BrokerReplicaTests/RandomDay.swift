// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

@testable import BrokerReplica

/// A short bad day of a pool from one seed: callers and desks do anything, nodes die and stop, the log is silent,
/// messages are lost, doubled, late and said again; then everything heals and must settle.
struct RandomDay {
    /// What may go wrong.
    struct Weather {
        var kills = true
        var pauses = true
        var silence = true
        var replays = true
        var network = Faults(
            lossPerMille: 60, doublePerMille: 60, latePerMille: 150, lateMs: 600, appendLossPerMille: 30,
            answerLossPerMille: 30, storeMs: 15)
    }

    static let sites = ["roma", "milano", "napoli"]
    static let topics = ["pec", "firma"]

    let weather: Weather
    var cluster: MiniCluster
    private var random: SplitMix64
    private var contacts: [(site: String, id: String)] = []
    private var offers: [(site: String, agent: String, offer: OfferID)] = []
    private var downUntil: [String: Int64] = [:]
    private var pausedUntil: [String: Int64] = [:]
    private var silentUntil: Int64 = 0
    private var beatAt: Int64 = 0
    private(set) var kills = 0

    init(seed: UInt64, weather: Weather = Weather()) {
        self.weather = weather
        random = SplitMix64(seed: seed)
        cluster = MiniCluster()
        cluster.random = SplitMix64(seed: seed &* 31)
        var settings = Self.topics.map { TopicSettings(topic: TopicID(trusted: $0)) }
        for index in settings.indices {
            settings[index].wrapUpMs = index == 0 ? 0 : 300
            settings[index].offerTimeoutMs = 3_000
            settings[index].noAnswerReturnMs = 2_000
        }
        cluster.configure(settings)
        // From here on everything is watched: the log from its beginning, too.
        var checker = Checker()
        for bytes in cluster.log { checker.logged(bytes) }
        cluster.checker = checker
        cluster.isRecording = weather.replays
        for (site, agent) in Self.agents {
            cluster.post(site, MiniCluster.login(agent, topics: Array(Self.topics.prefix(1 + random.below(2)))))
        }
        cluster.run(milliseconds: 200)
    }

    static let agents: [(site: String, agent: String)] = sites.flatMap { site in
        [1, 2].map { (site, "\(site)-agent-\($0)") }
    }

    // MARK: - The bad part

    mutating func misbehave(milliseconds: Int64) {
        cluster.faults = weather.network
        let end = cluster.nanoseconds + milliseconds * 1_000_000
        while cluster.nanoseconds < end {
            breakSomething()
            if cluster.nanoseconds >= beatAt { beat() }
            for _ in 0..<(1 + random.below(3)) { act() }
            cluster.run(milliseconds: 5 * Int64(1 + random.below(12)))
        }
    }

    private mutating func beat() {
        beatAt = cluster.nanoseconds + 3_000_000_000
        for site in Self.sites {
            cluster.post(site, .heartbeat(Self.agents.filter { $0.site == site }.map { AgentID(trusted: $0.agent) }))
        }
    }

    private mutating func breakSomething() {
        let now = cluster.nanoseconds
        for site in Self.sites {
            if let until = downUntil[site], now >= until {
                downUntil[site] = nil
                cluster.restart(site, fromSnapshot: random.chance(500))
            }
            if let until = pausedUntil[site], now >= until {
                pausedUntil[site] = nil
                cluster.pause(site, false)
            }
        }
        cluster.isLogSilent = now < silentUntil
        let site = Self.sites[random.below(3)]
        switch random.below(400) {
        case 0..<4 where weather.kills && downUntil[site] == nil && pausedUntil[site] == nil:
            kills += 1
            cluster.kill(site)
            downUntil[site] = now + Int64(random.below(4_000)) * 1_000_000
        case 4..<7 where weather.pauses && downUntil[site] == nil && pausedUntil[site] == nil:
            cluster.pause(site, true)
            pausedUntil[site] = now + Int64(random.below(random.chance(300) ? 9_000 : 900)) * 1_000_000
        case 7..<9 where weather.silence: silentUntil = now + Int64(random.below(3_000)) * 1_000_000
        case 9..<30 where weather.replays && !cluster.recorded.isEmpty:
            let old = cluster.recorded[random.below(cluster.recorded.count)]
            cluster.put(.peer(old.frame), to: old.to)
        default: break
        }
    }

    // MARK: - Callers and desks

    private mutating func act() {
        noteOffers()
        let site = Self.sites[random.below(3)]
        switch random.below(100) {
        case 0..<22:
            let id =
                random.chance(100) && !contacts.isEmpty
                ? contacts[random.below(contacts.count)].id : "c\(contacts.count)"
            contacts.append((site, id))
            cluster.post(
                site,
                .enqueue(
                    MiniCluster.order(id, topic: Self.topics[random.below(2)], priority: UInt8(random.below(3)))))
        case 22..<26:
            guard let contact = some(contacts) else { return }
            cluster.post(contact.site, .cancel(ContactID(trusted: contact.id), reason: nil))
        case 26..<40:
            guard let contact = some(contacts) else { return }
            // By the caller's site or by a desk's.
            let place = random.chance(500) ? contact.site : site
            cluster.post(place, .end(ContactID(trusted: contact.id), reason: nil, RequestGuard()))
        case 40..<46:
            guard let contact = some(contacts) else { return }
            cluster.post(
                random.chance(500) ? contact.site : site,
                .requeue(
                    ContactID(trusted: contact.id), topic: random.chance(500) ? TopicID(trusted: "firma") : nil,
                    priority: nil, restart: random.chance(300), RequestGuard()))
        case 46..<50:
            let (home, agent) = Self.agents[random.below(Self.agents.count)]
            let intent: Intent = [.available, .available, .onBreak, .offline][random.below(4)]
            cluster.post(home, .setIntent(AgentID(trusted: agent), intent, reason: nil, RequestGuard()))
        default: answer()
        }
    }

    private mutating func some<Value>(_ values: [Value]) -> Value? {
        guard !values.isEmpty else { return nil }
        // Mostly the newest: the others are long over.
        let reach = min(values.count, random.chance(100) ? values.count : 8)
        return values[values.count - 1 - random.below(reach)]
    }

    private mutating func noteOffers() {
        for (site, agent) in Self.agents {
            guard let offer = cluster.openOffer(site, agent), !offers.contains(where: { $0.offer == offer.id }) else {
                continue
            }
            offers.append((site, agent, offer.id))
        }
    }

    private mutating func answer() {
        guard let (site, agent, offer) = some(offers) else { return }
        let id = AgentID(trusted: agent)
        let request: HomeRequest
        switch random.below(10) {
        case 0: request = .reject(offer: offer.description, id, reason: nil, RequestGuard())
        case 1:
            request = .fail(
                offer: offer.description, HomeRequest.FailCause.allCases[random.below(5)], agent: nil,
                RequestGuard())
        default: request = .accept(offer: offer.description, id, RequestGuard())
        }
        cluster.post(site, request)
    }

    // MARK: - The good part

    /// Ends all faults and lets everything come to rest; desks do nothing but live.
    mutating func heal(milliseconds: Int64) {
        cluster.faults = Faults()
        cluster.isLogSilent = false
        for site in Self.sites {
            if !cluster[site].isRunning { cluster.restart(site) }
            cluster.pause(site, false)
        }
        cluster.stepMs = 20
        let end = cluster.nanoseconds + milliseconds * 1_000_000
        while cluster.nanoseconds < end {
            beat()
            cluster.run(milliseconds: 3_000)
        }
        // Offers that nobody answers go round: some instant must find every word heard.
        for _ in 0..<20 where !complaints().isEmpty { cluster.run(milliseconds: 60) }
    }

    /// What is not as it must be once everything has settled.
    func complaints() -> [String] {
        var found = cluster.checker?.faults ?? []
        for name in cluster.order {
            if let halted = cluster.nodes[name]?.halted { found.append("\(name) halted: \(halted)") }
            if cluster.nodes[name]?.replica.isHome == false { found.append("\(name) holds no home") }
        }
        guard found.isEmpty, let checker = cluster.checker else { return found }
        let engine = checker.folded
        let bytes = engine.encoded()
        for name in cluster.order where cluster.nodes[name]?.replica.engine.encoded() != bytes {
            found.append("I13: \(name) holds another state than the log tells")
        }
        for (site, state) in engine.sitesInOrder where state.isDetached { found.append("\(site) is still detached") }
        for site in Self.sites { found += settled(cluster[site].replica.home, engine) }
        for (number, _) in checker.acknowledged.sorted(by: { $0.key < $1.key }) where checker.contacts[number] == nil {
            found.append("I1: contact \(number) was acknowledged and is lost")
        }
        for number in checker.endedByDesk
        where checker.contacts[number]?.endedAt == nil && !checker.requeued.contains(number) {
            found.append("contact \(number) was answered ended and lives on")
        }
        for topic in Self.topics {
            let waiting = engine.waiting(TopicID(trusted: topic), after: nil, limit: 1)
            if !waiting.isEmpty, engine.availableCount(TopicID(trusted: topic)) > 0 {
                found.append("L1: somebody waits for \(topic) beside an idle agent")
            }
        }
        return found
    }

    /// L2, L3, S5 for one home.
    private func settled(_ home: Home, _ engine: Engine) -> [String] {
        var found: [String] = []
        for number in home.numbers {
            guard let cell = home.contacts[number] else { continue }
            let known = engine.contact(number)
            switch (cell.phase, known?.phase) {
            case (.ended, nil):
                // One that was cancelled before it came never waited, and the log need not know.
                if cell.version > 1, !engine.isOver(number, site: home.site) {
                    found.append("the end of \(number) is not logged")
                }
            case (.waiting, .waiting?): break
            case (.waiting, .offered(let offer)?), (.held, .offered(let offer)?):
                // An offer may ring: then both sides know it.
                if cell.offer?.id != offer.id || !isEngaged(offer) {
                    found.append("L2: \(number) is offered to nobody")
                }
            case (.connected(let offer), .connected(let id, _)?):
                if offer.id != id || !isEngaged(offer) { found.append("S5: \(number) is connected to nobody") }
            default:
                found.append(
                    "L3: \(number) is \(cell.phase) at home and \(String(describing: known?.phase)) in the log")
            }
        }
        for name in home.agentOrder {
            guard let cell = home.agents[name] else { continue }
            if let offer = cell.offer {
                let partner = cluster[offer.contactSite.text].replica.home.contacts[offer.contact]
                if partner?.offer?.id != offer.id { found.append("S5: \(name) is engaged with nobody: \(cell.phase)") }
            }
            guard let known = engine.agent(name) else { continue }
            if cell.phase == .idle, known.turn != cell.turn || known.version != cell.version {
                found.append("L3: \(name) is at turn \(cell.turn) at home and \(known.turn) in the log")
            }
        }
        return found
    }

    private func isEngaged(_ offer: Offer) -> Bool {
        let cell = cluster[offer.agentSite.text].replica.home.agents[offer.agent]
        return cell?.offer?.id == offer.id
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// Why an offer went to whom it went: asked of the state that a reader of the log has just before it.
@Suite struct ExplanationTests {
    /// Follows a pool's events, and asks before each offer.
    private struct Witness {
        var engine = Engine()
        private(set) var seen = 0
        private(set) var offers = 0
        /// Offers at which there was a choice, or somebody to ring beside.
        private(set) var choices = 0
        private(set) var wrong: [String] = []

        mutating func follow(_ pool: Pool) {
            for event in pool.events[seen...] {
                if case .offered(let offer) = event { look(offer) }
                engine.apply(event, at: pool.now)
            }
            seen = pool.events.count
        }

        private mutating func look(_ offer: Offer) {
            offers += 1
            // Who rings beside others has no reasons of their own: the contact is in no line.
            guard !offer.isOfRing || offer.ring == offer.id.sequence else {
                choices += 1
                guard case .offered(let first)? = engine.contact(offer.contact)?.phase, first.sharesRing(with: offer),
                    engine.explanation(of: offer.contact) == nil
                else { return wrong.append("\(offer.contact) rings \(offer.agent) and is not offered by that ring") }
                return
            }
            guard let why = engine.explanation(of: offer.contact) else {
                return wrong.append("\(offer.contact) was offered and is in no line")
            }
            if why.candidates.count > 1 { choices += 1 }
            if why.candidates.first?.agent != offer.agent {
                wrong.append("\(offer.agent) was offered \(offer.contact), first was \(why.candidates.map(\.agent))")
            }
            if why.heads.first?.contact.number != offer.contact {
                wrong.append("\(offer.contact) was offered to \(offer.agent), first in line was another")
            }
            if !why.candidates.allSatisfy({ $0.standing.isCandidate })
                || why.others.contains(where: \.standing.isCandidate)
            {
                wrong.append("candidates are not told from others")
            }
            if why.others.contains(where: { $0.standing == .rules }) { wrong.append("a reason that is no reason") }
            if why.position < 1 || why.position > why.waiting { wrong.append("position \(why.position)") }
        }
    }

    private static let it = SkillID(trusted: "it")
    private static let names = ["anna", "bruno", "carla", "dario", "elena", "fabio", "gino", "ida"]

    private static func profile(_ random: inout SplitMix64) -> AgentProfile {
        let topics = ["pec", "firma"].filter { _ in random.chance(750) }
        let skills = random.chance(500) ? [SkillLevel(skill: it, level: UInt8(1 + random.below(9)))] : []
        let channel: Channel = random.chance(850) ? .voice : .chat
        return AgentProfile(
            node: NodeID(trusted: "roma-1"),
            topics: topics.map { TopicLevel(topic: TopicID(trusted: $0), level: UInt8(1 + random.below(2))) },
            skills: skills, channels: [ChannelLimit(channel: channel, contacts: 1)], address: nil)
    }

    private static func act(_ pool: inout Pool, _ random: inout SplitMix64) {
        let start = random.below(names.count)
        let rotated = Array(names[start...] + names[..<start])
        let known = rotated.compactMap { pool.owner.agent(AgentID(trusted: $0)) }
        switch random.below(10) {
        case 0...1:
            let needs = random.chance(200) ? [SkillLevel(skill: it, level: UInt8(1 + random.below(9)))] : []
            pool.enter(
                Pool.sites[random.below(3)], random.chance(500) ? "pec" : "firma", priority: UInt8(random.below(3)),
                requirements: needs)
        case 2...4:
            guard let name = rotated.first(where: { pool.offer($0) != nil }), let offer = pool.offer(name) else {
                return
            }
            if random.chance(600) { return pool.connect(name) }
            // Let go: either side may say so first.
            let contactFirst = random.chance(500)
            if contactFirst { pool.report(offer.contact, .waiting) }
            pool.agent(name, offer.agentSite.text)
            if !contactFirst { pool.report(offer.contact, .waiting) }
        case 5...7:
            for agent in known {
                guard case .busy(_, let contact) = agent.phase else { continue }
                pool.report(contact, .ended(.handled))
                let isWrapping = random.chance(250)
                pool.agent(
                    agent.agent.text, agent.site.text, ready: !isWrapping, activity: isWrapping ? .wrapping : .idle)
                return
            }
        case 8:
            let idle = known.filter { $0.phase == .idle }
            guard let agent = idle.first(where: { !$0.isReady }) ?? idle.first else { return }
            let isAtWork = random.chance(800)
            pool.agent(
                agent.agent.text, agent.site.text, random.chance(600) ? nil : profile(&random), ready: isAtWork,
                intent: isAtWork ? .available : .onBreak)
        default:
            let site = SiteID(trusted: Pool.sites[random.below(3)])
            pool.step(random.chance(150) ? .detach(site) : .attach(site))
        }
    }

    @Test(arguments: Strategy.allCases, 1...6 as ClosedRange<UInt64>)
    func theFirstCandidateIsAlwaysWhoWasOffered(strategy: Strategy, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var topics = ["pec", "firma"].map { TopicSettings(topic: TopicID(trusted: $0)) }
        for index in topics.indices { topics[index].strategy = strategy }
        var pool = Pool(topics: topics, agingMs: seed.isMultiple(of: 2) ? 60_000 : nil)
        var witness = Witness()
        for (index, name) in Self.names.enumerated() {
            pool.agent(name, Pool.sites[index % 3], Self.profile(&random))
        }
        witness.follow(pool)
        for _ in 0..<600 {
            pool.wait(Int64(random.below(20)) * 500)
            Self.act(&pool, &random)
            witness.follow(pool)
        }
        #expect(witness.offers > 40 && witness.choices > 10, "\(seed): \(witness.offers), \(witness.choices)")
        #expect(witness.wrong.isEmpty, "\(strategy), seed \(seed): \(witness.wrong.prefix(3))")
    }

    @Test func whoIsNotAskedHasTheReason() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "roma", Pool.profile(["pec"], skills: [SkillLevel(skill: Self.it, level: 5)]))
        pool.agent("bruno", "roma", Pool.profile(["pec"], skills: [SkillLevel(skill: Self.it, level: 2)]))
        pool.agent("carla", "roma", Pool.profile(["pec"]), ready: false, intent: .onBreak)
        pool.agent("dario", "roma", Pool.profile(["pec"]), ready: false, activity: .wrapping)
        pool.agent("elena", "milano", Pool.profile(["pec"]))
        pool.agent("fabio", "roma", Pool.profile(["pec"]), ready: false)
        pool.agent("gino", "roma", Pool.profile(["firma"]))
        pool.agent("ida", "roma", Pool.profile(["pec"]), ready: false, intent: .offline)
        pool.agent("luca", "roma", Pool.profile(["pec"]), ready: false, activity: .notResponding)
        let chats = [ChannelLimit(channel: .chat, contacts: 1)]
        let profile = Pool.profile(["pec"])
        pool.agent(
            "mara", "roma",
            AgentProfile(node: profile.node, topics: profile.topics, skills: [], channels: chats, address: nil))
        pool.step(.detach(SiteID(trusted: "milano")))
        var witness = Witness()
        witness.follow(pool)
        // Nobody is asked twice before everybody was asked once: the contact is offered to Anna.
        let number = pool.enter("roma", "pec", requirements: [SkillLevel(skill: Self.it, level: 4)])
        witness.follow(pool)
        #expect(witness.wrong.isEmpty, "\(witness.wrong)")
        let behind = pool.enter("roma", "pec", requirements: [SkillLevel(skill: Self.it, level: 5)])
        guard let why = pool.follower.explanation(of: behind) else {
            Issue.record("it waits")
            return
        }
        let reasons = Dictionary(uniqueKeysWithValues: why.others.map { ($0.agent.text, $0.standing) })
        #expect(
            reasons == [
                "anna": .offered, "bruno": .skills, "carla": .onBreak, "dario": .wrapping, "elena": .siteDetached,
                "fabio": .pausing, "ida": .offline, "luca": .notResponding, "mara": .channel,
            ])
        #expect(why.candidates.isEmpty && why.heads.isEmpty && why.position == 1 && why.waiting == 1)
        // Who is in no line has no explanation.
        #expect(pool.follower.explanation(of: number) == nil)
    }

    @Test func whoHasLetItGoComesLastAndIsMarked() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        let number = pool.enter()
        #expect(pool.offer("anna")?.contact == number)
        pool.agent("anna", "roma", ready: false)
        pool.report(number, .waiting)
        var free = pool.follower
        for name in ["anna", "bruno"] {
            let report = AgentReport(
                agent: AgentID(trusted: name), site: SiteID(trusted: "roma"), turn: Turn(9), phase: .idle, version: 9,
                intent: .available, reason: nil, activity: .idle, isReady: true,
                profile: name == "bruno" ? Pool.profile(["pec"]) : nil)
            free.apply(.agentReported(report), at: pool.now)
        }
        let why = free.explanation(of: number)
        #expect(why?.candidates.map(\.agent.text) == ["bruno", "anna"])
        #expect(why?.candidates.map(\.standing) == [.free, .tried])
        #expect(why?.heads.map(\.contact.number) == [number])
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore
import Testing

@testable import BrokerEngine

@Suite struct OrderTests {
    /// What a naive reader of design §2 holds in a plain list.
    struct Line {
        struct Waiting {
            let number: ContactNumber
            var priority: UInt8
            var arrival: Int64
            let sequence: Int
            var topic: String
            let requirements: [SkillLevel]
            var isIn = true
        }
        var contacts: [Waiting] = []

        func sorted(_ isServed: (Waiting) -> Bool) -> [ContactNumber] {
            contacts.filter { $0.isIn && isServed($0) }.sorted {
                if $0.priority != $1.priority { return $0.priority > $1.priority }
                return ($0.arrival, $0.sequence) < ($1.arrival, $1.sequence)
            }.map(\.number)
        }
    }

    static let it = SkillID(trusted: "it")
    static let de = SkillID(trusted: "de")
    static let topics = ["pec", "firma", "other"]
    static let classes: [[SkillLevel]] = [
        [], [SkillLevel(skill: it, level: 3)], [SkillLevel(skill: it, level: 7)],
        [SkillLevel(skill: de, level: 2), SkillLevel(skill: it, level: 3)],
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func linesAreExactUnderAnything(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var pool = Pool(topics: Self.topics)
        var line = Line()
        for step in 0..<250 {
            pool.wait(Int64(random.below(3)) * 100)
            if random.chance(450) || line.contacts.isEmpty {
                let waitedMs = Int64(random.below(4)) * 500
                let topic = Self.topics[random.below(3)]
                let priority = UInt8(random.below(4))
                let requirements = Self.classes[random.below(4)]
                let number = pool.enter(
                    Pool.sites[random.below(3)], topic, priority: priority, requirements: requirements,
                    waitedMs: waitedMs)
                line.contacts.append(
                    Line.Waiting(
                        number: number, priority: priority, arrival: pool.now.milliseconds - waitedMs, sequence: step,
                        topic: topic, requirements: requirements))
            } else {
                change(&pool, &line, &random)
            }
            serve(&pool, &line, &random)
            for topic in Self.topics {
                #expect(pool.line(topic) == line.sorted { $0.topic == topic }, "seed \(seed), step \(step)")
            }
        }
        for topic in Self.topics {
            for (index, number) in pool.line(topic).enumerated() {
                #expect(pool.owner.position(of: number) == index + 1, "seed \(seed)")
            }
        }
        #expect(pool.isSameEverywhere, "seed \(seed)")
    }

    private func change(_ pool: inout Pool, _ line: inout Line, _ random: inout SplitMix64) {
        let index = random.below(line.contacts.count)
        guard line.contacts[index].isIn else { return }
        let number = line.contacts[index].number
        switch random.below(4) {
        case 0:
            pool.report(number, .ended(.abandoned))
            line.contacts[index].isIn = false
        case 1: pool.report(number, .waiting)  // released: key and place stay
        case 2:
            line.contacts[index].topic = Self.topics[random.below(3)]
            line.contacts[index].priority = UInt8(random.below(4))
            pool.report(number, .waiting, topic: line.contacts[index].topic, priority: line.contacts[index].priority)
        default:
            line.contacts[index].arrival = pool.now.milliseconds
            pool.report(number, .waiting, restartedAt: pool.now)
        }
    }

    /// An agent comes, must get the best of all topics served, and leaves it again.
    private func serve(_ pool: inout Pool, _ line: inout Line, _ random: inout SplitMix64) {
        guard random.chance(300) else { return }
        let served = Self.topics.filter { _ in random.chance(600) }
        let skills = random.chance(500) ? [SkillLevel(skill: Self.it, level: UInt8(1 + random.below(9)))] : []
        let profile = Pool.profile(served, skills: skills)
        pool.agent("anna", "milano", profile)
        let best = line.sorted { waiting in
            served.contains(waiting.topic)
                && waiting.requirements.allSatisfy { required in
                    skills.contains { $0.skill == required.skill && $0.level >= required.level }
                }
        }.first
        #expect(pool.offer("anna")?.contact == best)
        pool.agent("anna", "milano", ready: false)
        if let best {
            // Refused: the key stays.
            pool.report(best, .waiting)
        }
    }

    @Test func ageingNeverFlipsTwoContacts() {
        var random = SplitMix64(seed: 5)
        var pool = Pool(topics: ["pec"], agingMs: 60_000)
        var seen: [ContactNumber: Set<ContactNumber>] = [:]
        for _ in 0..<60 {
            pool.enter(Pool.sites[random.below(3)], priority: UInt8(random.below(256)))
            pool.wait(Int64(random.below(40_000)))
            let line = pool.line("pec")
            for (index, number) in line.enumerated() {
                for earlier in line[..<index] {
                    #expect(seen[earlier]?.contains(number) != true, "\(earlier) has overtaken \(number)")
                    seen[number, default: []].insert(earlier)
                }
            }
        }
        // One level is worth a minute: who came 61 s earlier with one level less is first.
        var two = Pool(topics: ["pec"], agingMs: 60_000)
        let early = two.enter(priority: 10)
        two.wait(61_000)
        let urgent = two.enter(priority: 11)
        #expect(two.line("pec") == [early, urgent])
        two.configure([TopicSettings(topic: TopicID(trusted: "pec"))], agingMs: nil)
        #expect(two.line("pec") == [urgent, early], "a change of ageing is a logged event and orders anew")
        #expect(two.isSameEverywhere && pool.isSameEverywhere)
    }

    @Test func beginningAnewNeverMovesForward() {
        var pool = Pool(topics: ["pec"])
        let first = pool.enter()
        pool.wait(1_000)
        let second = pool.enter()
        // A home whose clock is wrong, both ways.
        pool.report(second, .waiting, restartedAt: PoolInstant(0))
        #expect(pool.line("pec") == [first, second])
        pool.wait(5)
        pool.report(first, .waiting, restartedAt: PoolInstant(pool.now.milliseconds + 3_600_000))
        pool.wait(10)
        let third = pool.enter()
        #expect(pool.line("pec") == [second, first, third])
    }

    @Test func detachedContactsAreSkippedAndKeepTheirPlaces() {
        var pool = Pool(topics: ["pec"])
        let far = pool.enter("napoli", priority: 200)
        let near = pool.enter("roma")
        pool.step(.detach(SiteID(trusted: "napoli")))
        #expect(pool.line("pec") == [near])
        #expect(pool.owner.position(of: far) == nil)
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        #expect(pool.offer("anna")?.contact == near)
        // What happens to it while it is away is folded all the same.
        pool.report(far, .waiting)
        #expect(pool.line("pec") == [])
        pool.agent("bruno", "milano", Pool.profile(["pec"]))
        #expect(pool.offer("bruno") == nil)
        pool.step(.attach(SiteID(trusted: "napoli")))
        #expect(pool.offer("bruno")?.contact == far)
        #expect(pool.isSameEverywhere)
    }
}

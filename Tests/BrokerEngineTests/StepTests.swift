// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// What `step` refuses or ignores changes nothing.
@Suite struct StepTests {
    private func expectNothing(_ pool: inout Pool, _ code: Refusal.Code?, _ command: Command, _ comment: Comment) {
        let (before, count) = (pool.owner.encoded(), pool.events.count)
        #expect(pool.step(command)?.code == code, comment)
        #expect(pool.owner.encoded() == before && pool.events.count == count, comment)
    }

    @Test func refusalsChangeNothing() {
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.waitingMax = 2
        var pool = Pool(topics: [topic])
        pool.agent("anna", "milano", Pool.profile(["other"]))
        let first = pool.enter()
        pool.enter()
        let number = pool.nextNumber("roma")
        let report = Pool.report(number, turn: 0, .waiting, "pec", 1)
        expectNothing(&pool, .full, .contact(report, entry: Pool.entry(number, "roma", "pec")), "the line is full")
        let other = TopicSettings(topic: TopicID(trusted: "other"))
        pool.configure([topic, other], waitingMax: 2)
        let elsewhereInPool = Pool.report(number, turn: 0, .waiting, "other", 1)
        expectNothing(
            &pool, .full, .contact(elsewhereInPool, entry: Pool.entry(number, "roma", "other")), "the pool is full")
        let unknown = Pool.report(number, turn: 0, .waiting, "nope", 1)
        expectNothing(&pool, .notFound, .contact(unknown, entry: Pool.entry(number, "roma", "nope")), "no topic")
        expectNothing(
            &pool, .unavailable, .contact(report, entry: Pool.entry(number, "torino", "pec")), "a site without a home")
        expectNothing(
            &pool, .conflict, .configure(Configuration(), ifRevision: 99), "another revision")
        let elsewhere = AgentReport(
            agent: AgentID(trusted: "anna"), site: SiteID(trusted: "roma"), turn: Turn(1), phase: .idle, version: 9,
            intent: .available, reason: nil, activity: .idle, isReady: true, profile: Pool.profile(["pec"]))
        expectNothing(&pool, .conflict, .agent(elsewhere), "logged in elsewhere")
        let home = HomeRecord(
            site: SiteID(trusted: "roma"), node: NodeID(trusted: "roma-2"), term: 0, incarnation: 77, openCount: 1)
        expectNothing(&pool, .conflict, .takeHome(home, rejoin: false), "another store")
        let double = HomeRecord(
            site: SiteID(trusted: "torino"), node: NodeID(trusted: "roma-1"), term: 0, incarnation: 5, openCount: 1)
        expectNothing(&pool, .conflict, .takeHome(double, rejoin: false), "another site's node has the name")
        let older = HomeRecord(
            site: SiteID(trusted: "roma"), node: NodeID(trusted: "roma-1"), term: 0, incarnation: 1, openCount: 0)
        expectNothing(&pool, .conflict, .takeHome(older, rejoin: false), "an older copy")
        // Acknowledged contacts are past every limit.
        let known = Pool.entry(number, "roma", "pec", isAcknowledged: true)
        #expect(pool.step(.contact(report, entry: known)) == nil)
        #expect(pool.line("pec").count == 3 && pool.line("pec").first == first)
    }

    @Test func whatSaysNothingNewIsIgnored() {
        var pool = Pool(topics: ["pec"])
        let number = pool.enter()
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        let offer = pool.offer("anna")
        let waiting = Pool.report(number, turn: 0, .waiting, "pec", 1)
        expectNothing(
            &pool, nil, .contact(waiting, entry: Pool.entry(number, "roma", "pec")), "O3: an offered contact waits")
        pool.connect("anna")
        expectNothing(&pool, nil, .contact(waiting, entry: nil), "O3: waiting < connected")
        let stale = AgentReport(
            agent: AgentID(trusted: "anna"), site: SiteID(trusted: "milano"), turn: Turn(1), phase: .idle, version: 99,
            intent: .available, reason: nil, activity: .idle, isReady: true, profile: nil)
        expectNothing(&pool, nil, .agent(stale), "idle < busy")
        pool.report(number, .ended(.handled), released: false)
        for phase in [
            ContactPhase.waiting, .ended(.failed),
            .connected(offer?.id ?? OfferID(generation: 1, epoch: 1, sequence: 1), AgentID(trusted: "anna")),
        ] {
            for entry in [nil, Pool.entry(number, "roma", "pec", isAcknowledged: true)] {
                let late = Pool.report(number, turn: 9_999, phase, "pec", 1)
                expectNothing(&pool, nil, .contact(late, entry: entry), "S7: ended contacts stay ended")
            }
        }
        let never = ContactNumber(29_999_999)
        expectNothing(
            &pool, nil,
            .contact(Pool.report(never, turn: 0, .waiting, "pec", 1), entry: Pool.entry(never, "roma", "pec")),
            "a number never reserved")
        let foreign = ContactNumber(Limits.claimRangeSize + 50)
        expectNothing(
            &pool, nil,
            .contact(Pool.report(foreign, turn: 0, .waiting, "pec", 1), entry: Pool.entry(foreign, "roma", "pec")),
            "a number of another site")
        let other = pool.nextNumber("roma")
        let second = pool.enter()
        expectNothing(
            &pool, nil,
            .contact(Pool.report(other, turn: 0, .waiting, "pec", 1), entry: Pool.entry(second, "roma", "pec")),
            "an entry of another contact than the report's")
        expectNothing(&pool, nil, .attach(SiteID(trusted: "roma")), "attached already")
        expectNothing(&pool, nil, .detach(SiteID(trusted: "torino")), "no such site")
        expectNothing(&pool, nil, .reserveRange(SiteID(trusted: "roma"), incarnation: 1, newest: 0), "reserved already")
        expectNothing(&pool, nil, .reserveRange(SiteID(trusted: "roma"), incarnation: 2, newest: 0), "another store")
    }

    @Test func aContactMayEnterAsEndedOrConnected() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        let number = pool.nextNumber("roma")
        pool.step(
            .contact(
                Pool.report(number, turn: 3, .ended(.abandoned), "pec", 1), entry: Pool.entry(number, "roma", "pec")))
        #expect(pool.owner.contact(number) == nil && pool.offer("anna") == nil)
        #expect(pool.owner.isOver(number, site: SiteID(trusted: "roma")))
        #expect(pool.owner.statistics(TopicID(trusted: "pec")).abandoned == 1)
        #expect(pool.isSameEverywhere)
    }

    @Test func rangesNeverOverlapAndNumbersEndOnce() {
        var pool = Pool(topics: ["pec"])
        var newest: [String: UInt64] = [:]
        var seen: Set<UInt64> = []
        for round in 0..<9 {
            let site = Pool.sites[round % 3]
            let incarnation = UInt64(round % 3 + 1)
            newest[site] = pool.owner.ranges(site: SiteID(trusted: site), incarnation: incarnation).last?.first
            pool.step(.reserveRange(SiteID(trusted: site), incarnation: incarnation, newest: newest[site] ?? 0))
        }
        for (index, site) in Pool.sites.enumerated() {
            for range in pool.owner.ranges(site: SiteID(trusted: site), incarnation: UInt64(index + 1)) {
                #expect(seen.insert(range.first).inserted)
                #expect(range.first % Limits.claimRangeSize == 1)
            }
        }
        #expect(seen.count == 12)
        let number = pool.enter()
        #expect(pool.owner.highestUsed(site: SiteID(trusted: "roma"), incarnation: 1) == number.value)
        pool.report(number, .ended(.handled))
        #expect(pool.owner.highestUsed(site: SiteID(trusted: "roma"), incarnation: 1) == number.value)
        #expect(pool.owner.highestUsed(site: SiteID(trusted: "roma"), incarnation: 9) == 0)
        #expect(pool.isSameEverywhere)
    }

    @Test func theNumbersOfThePoolComeToAnEnd() {
        var ledger = NumberLedger(entries: [], next: Limits.contactNumberMax - Limits.claimRangeSize + 1)
        let last = ledger.nextRange
        #expect(last.map { $0.first + $0.count - 1 } == Limits.contactNumberMax)
        if let last { ledger.reserve(last, site: SiteID(trusted: "roma"), incarnation: 1) }
        #expect(ledger.nextRange == nil)
        for number in (last?.first ?? 0)..<((last?.first ?? 0) + Limits.claimRangeSize) {
            ledger.end(ContactNumber(number))
        }
        #expect(ledger.entries.isEmpty, "a range whose numbers have all ended is forgotten")
        #expect(!ledger.admits(ContactNumber(last?.first ?? 0), site: SiteID(trusted: "roma")))
    }

    @Test func anAgentMovesOnlyWhenAway() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        #expect(pool.agent("anna", "roma", Pool.profile(["pec"]))?.code == .conflict)
        pool.agent("anna", "milano", ready: false, activity: .unreachable)
        #expect(pool.agent("anna", "roma", Pool.profile(["pec"])) == nil)
        #expect(pool.owner.agent(AgentID(trusted: "anna"))?.site.text == "roma")
        // What the old home still says is not about her any more.
        pool.agent("anna", "milano", ready: true)
        #expect(pool.owner.agent(AgentID(trusted: "anna"))?.site.text == "roma")
        #expect(pool.isSameEverywhere)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// A generation begun after the log has lost its end: nothing in it that the lost part can have used.
@Suite struct GenerationTests {
    private let roma = SiteID(trusted: "roma")
    private let milano = SiteID(trusted: "milano")

    /// A pool whose log has lost everything after now: a number of roma's second range was given out since.
    private func lost() -> (pool: Pool, old: Engine) {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        for _ in 0..<3 { pool.enter("roma") }
        return (pool, pool.owner)
    }

    private func begun(_ pool: inout Pool) {
        pool.owner.beginGeneration(after: [], at: pool.now)
        pool.follower = pool.owner
        pool.step(.attach(roma))
        pool.step(.attach(milano))
    }

    /// The number a home was given in the lost part of the log.
    private func lostNumber(_ old: Engine, _ place: UInt64 = 5) -> ContactNumber {
        ContactNumber(old.ledger.next + place)
    }

    private func present(_ number: ContactNumber, _ site: String, _ phase: ContactPhase = .waiting) -> Command {
        .contact(
            Pool.report(number, turn: 0, phase, "pec", 100),
            entry: Pool.entry(number, site, "pec", isAcknowledged: true))
    }

    @Test func itGoesOnAboveEverythingKnown() {
        var (pool, old) = lost()
        var branch = old
        var events: [Event] = []
        branch.beginEpoch(9, owner: NodeID(trusted: "milano-1"), at: pool.now, into: &events)
        _ = branch.step(
            .reserveRange(roma, incarnation: 1, newest: 1), id: 1, at: PoolInstant(9_000_000), into: &events)
        pool.owner.beginGeneration(after: [branch], at: PoolInstant(5))
        let new = pool.owner
        #expect(new.generation == 2 && new.owner == nil)
        #expect(new.epoch == 9 + Engine.epochsSkipped)
        #expect(new.sequence == branch.sequence + Engine.eventsSkipped)
        #expect(new.time == PoolInstant(9_000_000))
        #expect(new.ledger.next == branch.ledger.next + Engine.rangesSkipped * Limits.claimRangeSize)
        #expect(new.sitesInOrder.map(\.site) == old.sitesInOrder.map(\.site))
        #expect(new.sitesInOrder.allSatisfy { $0.state.isDetached }, "nobody is matched before homes have reported")
        #expect(new.contactCount == old.contactCount)
    }

    @Test func aLostRangeIsItsSitesAgainAndNoStoreGivesOutMoreOfIt() {
        var (pool, old) = lost()
        let number = lostNumber(old)
        begun(&pool)
        #expect(!pool.owner.isOver(number, site: roma), "the home must present it")
        let before = pool.events.count
        pool.step(present(number, "roma"))
        let range = ClaimRange(first: old.ledger.next, count: Limits.claimRangeSize)
        #expect(pool.events[before] == .rangeReserved(roma, incarnation: 0, range))
        #expect(pool.owner.contact(number) != nil)
        #expect(!pool.owner.ranges(site: roma, incarnation: 1).contains(range))
        // Of the same range to another site: it was roma's.
        pool.step(present(lostNumber(old, 6), "milano"))
        #expect(pool.owner.contact(lostNumber(old, 6)) == nil)
        // Of the range after it: that may have been milano's.
        pool.step(present(lostNumber(old, Limits.claimRangeSize), "milano"))
        #expect(pool.owner.contact(lostNumber(old, Limits.claimRangeSize))?.record.site == milano)
        #expect(pool.isSameEverywhere)
        #expect(pool.owner.ledger.isInOrder)
    }

    @Test func aContactThatHasEndedInTheLostPartStaysEnded() {
        var (pool, old) = lost()
        let number = lostNumber(old)
        begun(&pool)
        pool.step(present(number, "roma", .ended(.handled)))
        #expect(pool.owner.isOver(number, site: roma))
        pool.step(present(number, "roma"))
        #expect(pool.owner.contact(number) == nil)
        #expect(pool.isSameEverywhere)
    }

    @Test func newNumbersAreNew() {
        var (pool, old) = lost()
        begun(&pool)
        let newest = pool.owner.ranges(site: roma, incarnation: 1).last?.first ?? 0
        pool.step(.reserveRange(roma, incarnation: 1, newest: newest))
        let first = pool.owner.ranges(site: roma, incarnation: 1).last?.first ?? 0
        #expect(first >= old.ledger.next + Engine.rangesSkipped * Limits.claimRangeSize)
    }

    @Test func whenNumbersRunOutAsManyAreLeftOutAsThereAre() {
        var ledger = NumberLedger(entries: [], next: Limits.contactNumberMax + 2 - 3 * Limits.claimRangeSize)
        ledger.skip(ranges: 100)
        #expect(ledger.isInOrder && ledger.nextRange == nil)
        ledger.skip(ranges: 100)
        #expect(ledger.gaps.count == 1)
    }

    @Test func sinceWhenAStoreHoldsAHomeOutlivesItsOpenings() {
        var pool = Pool(topics: ["pec"])
        let first = pool.owner.sites[roma]?.reign ?? 0
        #expect(first > 0 && pool.owner.sites[roma]?.heldSince == first)
        let again = HomeRecord(site: roma, node: NodeID(trusted: "roma-1"), term: 0, incarnation: 1, openCount: 2)
        pool.step(.takeHome(again, rejoin: false))
        let state = pool.owner.sites[roma]
        #expect(state?.heldSince == first && state?.reign ?? 0 > first)
        #expect(pool.isSameEverywhere)
        let other = HomeRecord(site: roma, node: NodeID(trusted: "roma-2"), term: 0, incarnation: 77, openCount: 1)
        pool.step(.takeHome(other, rejoin: true))
        #expect(pool.owner.sites[roma].map { $0.heldSince == $0.reign } == true)
    }

    @Test func aStoreThatIsLostTooComesBackAboveTheTermsOfTheLostPart() {
        var (pool, _) = lost()
        begun(&pool)
        let home = HomeRecord(
            site: roma, node: NodeID(trusted: "roma-1"), term: 0, incarnation: 77, openCount: 1)
        pool.step(.takeHome(home, rejoin: true))
        #expect(pool.owner.sites[roma]?.home.term ?? 0 > 10_000)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// A contact that is not due yet is known and stands in no line.
@Suite struct ScheduleTests {
    private static let pec = TopicID(trusted: "pec")

    /// A pool with one contact that is due in ten seconds.
    private static func scheduled(
        _ topic: TopicSettings = TopicSettings(topic: pec)
    ) -> (pool: Pool, number: ContactNumber) {
        var pool = Pool(topics: [topic])
        let number = pool.nextNumber("roma")
        #expect(enter(number, in: &pool) == nil)
        return (pool, number)
    }

    private static func enter(
        _ number: ContactNumber, in pool: inout Pool, isAcknowledged: Bool = false
    ) -> Refusal? {
        let plain = Pool.entry(number, "roma", "pec", isAcknowledged: isAcknowledged)
        var record = plain.record
        record.routing.dueAt = PoolInstant(pool.now.milliseconds + 10_000)
        let entry = ContactEntry(
            record: record, waitedMs: 0, earliest: PoolInstant(0), isAcknowledged: isAcknowledged)
        return pool.step(.contact(report(number, 0, record.routing), entry: entry))
    }

    private static func report(
        _ number: ContactNumber, _ turn: UInt64, _ routing: Routing, restartedAt: PoolInstant? = nil
    ) -> ContactReport {
        ContactReport(
            number: number, turn: Turn(turn), phase: .waiting, version: turn + 1, topic: pec, priority: 100,
            restartedAt: restartedAt, routing: routing)
    }

    @Test func nobodyIsOfferedItAndItStandsInNoLine() {
        var (pool, number) = Self.scheduled()
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        #expect(pool.offer("anna") == nil)
        #expect(pool.line("pec").isEmpty && pool.owner.position(of: number) == nil)
        #expect(pool.owner.waitingCount(Self.pec) == 0 && pool.owner.scheduledCount(Self.pec) == 1)
        #expect(pool.owner.waitingCount(of: SiteID(trusted: "roma")) == 0)
        #expect(pool.owner.contact(number)?.record.routing.dueAt != nil)
        #expect(pool.isSameEverywhere)
    }

    @Test func whenItIsDueItHasThePlaceThatItsHomeSays() {
        var (pool, number) = Self.scheduled()
        let dueAt = PoolInstant(pool.now.milliseconds + 10_000)
        pool.wait(9_000)
        let before = pool.enter()
        pool.wait(3_000)
        let after = pool.enter()
        pool.step(.contact(Self.report(number, 1, .plain, restartedAt: dueAt), entry: nil))
        #expect(pool.line("pec") == [before, number, after], "between who came before it was due, and after")
        #expect(pool.owner.contact(number)?.record.arrival == dueAt)
        #expect(pool.owner.scheduledCount(Self.pec) == 0 && pool.isSameEverywhere)
    }

    @Test func whoIsFreeGetsItWhenItIsDue() {
        var (pool, number) = Self.scheduled()
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        pool.step(.contact(Self.report(number, 1, .plain), entry: nil))
        #expect(pool.offer("anna")?.contact == number)
    }

    @Test func aCallbackLeavesTheLineAndComesBackToItsOldPlace() {
        var pool = Pool(topics: ["pec"])
        let first = pool.enter()
        let second = pool.enter()
        let key = pool.owner.contact(first)?.key
        var routing = Routing.plain
        routing.callback = Callback()
        routing.dueAt = PoolInstant(pool.now.milliseconds + 5_000)
        pool.step(.contact(Self.report(first, 1, routing), entry: nil))
        #expect(pool.line("pec") == [second] && pool.owner.contact(first)?.record.channel == .callback)
        #expect(pool.isSameEverywhere)
        routing.dueAt = nil
        pool.wait(5_000)
        pool.step(.contact(Self.report(first, 2, routing), entry: nil))
        #expect(pool.line("pec") == [first, second] && pool.owner.contact(first)?.key == key)
        #expect(pool.isSameEverywhere)
    }

    @Test func onlyWhoTakesCallbacksGetsOne() {
        var pool = Pool(topics: ["pec"])
        let number = pool.enter()
        var routing = Routing.plain
        routing.callback = Callback()
        pool.step(.contact(Self.report(number, 1, routing), entry: nil))
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        #expect(pool.offer("anna") == nil)
        var profile = Pool.profile(["pec"])
        profile.channels.append(ChannelLimit(channel: .callback, contacts: 1))
        pool.agent("bruno", "roma", profile)
        #expect(pool.offer("bruno")?.contact == number)
    }

    @Test func whoIsNotDueDoesNotCountAmongThoseWhoWait() {
        var settings = TopicSettings(topic: Self.pec)
        settings.waitingMax = 1
        var (pool, _) = Self.scheduled(settings)
        pool.enter()
        #expect(pool.line("pec").count == 1, "one may wait beside the one that is scheduled")
        #expect(Self.enter(pool.nextNumber("roma"), in: &pool)?.code == .full, "one may be scheduled")
        #expect(Self.enter(pool.nextNumber("roma"), in: &pool, isAcknowledged: true) == nil)
    }

    @Test func whoLeavesBeforeItIsDueHasNotWaited() {
        var (pool, number) = Self.scheduled()
        pool.wait(8_000)
        pool.report(number, .ended(.abandoned))
        let figures = pool.owner.statistics(Self.pec)
        #expect(figures.abandoned == 1 && figures.shortAbandoned == 1)
        #expect(pool.owner.scheduledCount(Self.pec) == 0 && pool.owner.contactCount == 0)
    }

    @Test func aDetachedSitesScheduledContactsAreBackWithTheSite() {
        var (pool, number) = Self.scheduled()
        pool.step(.detach(SiteID(trusted: "roma")))
        #expect(pool.owner.scheduledCount(Self.pec) == 0)
        pool.step(.attach(SiteID(trusted: "roma")))
        #expect(pool.owner.scheduledCount(Self.pec) == 1 && pool.line("pec").isEmpty)
        pool.configure([TopicSettings(topic: Self.pec)], agingMs: 1_000)
        #expect(pool.owner.scheduledCount(Self.pec) == 1 && pool.line("pec").isEmpty, "lines are built anew")
        pool.step(.contact(Self.report(number, 1, .plain), entry: nil))
        #expect(pool.line("pec") == [number] && pool.isSameEverywhere)
    }
}

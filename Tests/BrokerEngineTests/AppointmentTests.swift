// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// The log gives slots of appointments, and never one too many.
@Suite struct AppointmentTests {
    private static let pec = TopicID(trusted: "pec")
    private static let minute: Int64 = 60_000

    private static func pool(_ perSlot: UInt32) -> Pool {
        var topics = ["pec", "firma"].map { TopicSettings(topic: TopicID(trusted: $0)) }
        topics[0].rules.appointments = AppointmentRule(perSlot: perSlot, slotMs: 30 * minute, days: 1)
        return Pool(topics: topics)
    }

    /// The pool begins at 0:16:40; this is so many half hours after midnight.
    private static func slot(_ count: Int64) -> PoolInstant { PoolInstant(count * 30 * minute) }

    private static func enter(
        _ pool: inout Pool, _ site: String, at slotAt: PoolInstant, topic: String = "pec", told: Bool = false
    ) -> (number: ContactNumber, refusal: Refusal?) {
        let number = pool.nextNumber(site)
        let routing = routing(slotAt)
        let entry = Pool.entry(number, site, topic, isAcknowledged: told, routing: routing)
        let report = Pool.report(number, turn: 0, .waiting, topic, 100, routing: routing)
        return (number, pool.step(.contact(report, entry: entry)))
    }

    private static func routing(_ slotAt: PoolInstant?) -> Routing {
        var routing = Routing.plain
        routing.dueAt = slotAt
        routing.slotAt = slotAt
        return routing
    }

    private static func book(
        _ pool: inout Pool, _ number: ContactNumber, turn: UInt64 = 0, connected: Bool = false, at slotAt: PoolInstant
    ) -> Refusal? {
        pool.step(.bookSlot(number, turn: Turn(turn), isConnected: connected, slotAt))
    }

    private static func taken(_ pool: Pool, _ slotAt: PoolInstant) -> Int {
        pool.follower.slotsTaken(pec, at: slotAt)
    }

    @Test func aSlotIsGivenToSoManyContactsOfAllSites() {
        var pool = Self.pool(2)
        #expect(Self.enter(&pool, "roma", at: Self.slot(1)).refusal == nil)
        let waiting = pool.enter("milano", "pec")
        #expect(Self.book(&pool, waiting, at: Self.slot(1)) == nil)
        let refusal = Self.enter(&pool, "napoli", at: Self.slot(1)).refusal
        #expect(refusal?.code == .full && refusal?.field == "slotAt")
        let other = pool.enter("napoli", "pec")
        #expect(Self.book(&pool, other, at: Self.slot(1))?.code == .full)
        #expect(Self.book(&pool, other, at: Self.slot(2)) == nil)
        #expect(Self.taken(pool, Self.slot(1)) == 2 && Self.taken(pool, Self.slot(2)) == 1)
        #expect(pool.line("pec") == [waiting, other], "who is kept a slot is in line until the home says otherwise")
        #expect(pool.isSameEverywhere)
    }

    @Test func theNextWordOfTheHomeTakesTheSlotOrLetsItGo() {
        var pool = Self.pool(1)
        let one = pool.enter("roma", "pec")
        let other = pool.enter("milano", "pec")
        #expect(Self.book(&pool, one, at: Self.slot(1)) == nil && Self.book(&pool, one, at: Self.slot(2)) == nil)
        #expect(Self.book(&pool, one, at: Self.slot(1)) == nil, "said again, it is kept once")
        #expect(pool.follower.slotsBooked(one) == [Self.slot(1), Self.slot(2)])
        #expect(Self.book(&pool, other, at: Self.slot(2))?.code == .full)
        pool.report(one, .waiting, routing: Self.routing(Self.slot(1)))
        #expect(Self.taken(pool, Self.slot(1)) == 1 && Self.taken(pool, Self.slot(2)) == 0)
        #expect(pool.line("pec") == [other] && pool.follower.slotsBooked(one).isEmpty)
        #expect(Self.book(&pool, other, at: Self.slot(2)) == nil)
        // It was offered and has come back meanwhile: its home knew of no slot.
        pool.report(other, .waiting, routing: .plain)
        #expect(Self.taken(pool, Self.slot(2)) == 0)
        // Another slot, and none.
        #expect(Self.book(&pool, one, turn: 1, at: Self.slot(3)) == nil)
        pool.report(one, .waiting, routing: Self.routing(Self.slot(3)))
        #expect(Self.taken(pool, Self.slot(1)) == 0 && Self.taken(pool, Self.slot(3)) == 1)
        pool.report(one, .waiting, routing: .plain)
        #expect(Self.taken(pool, Self.slot(3)) == 0 && pool.line("pec") == [one, other])
        #expect(pool.isSameEverywhere)
    }

    @Test func anEndFreesTheSlot() {
        var pool = Self.pool(1)
        let scheduled = Self.enter(&pool, "roma", at: Self.slot(1)).number
        let kept = pool.enter("milano", "pec")
        #expect(Self.book(&pool, kept, at: Self.slot(2)) == nil)
        pool.report(scheduled, .ended(.abandoned))
        pool.report(kept, .ended(.abandoned))
        #expect(Self.taken(pool, Self.slot(1)) == 0 && Self.taken(pool, Self.slot(2)) == 0)
        #expect(pool.follower.slots.isEmpty && pool.isSameEverywhere)
    }

    /// A home that has not heard of the contact's last turn is not ahead of it, and one that has not told it yet is not
    /// kept anything: what it has to tell would end that.
    @Test func aSlotIsKeptForTheNewestTurnOnly() {
        var pool = Self.pool(1)
        let number = pool.enter("roma", "pec")
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        #expect(Self.book(&pool, number, turn: 1, at: Self.slot(1))?.code == .unavailable)
        #expect(Self.book(&pool, number, connected: true, at: Self.slot(1))?.code == .unavailable)
        pool.connect("anna")
        #expect(Self.book(&pool, number, at: Self.slot(1))?.code == .unavailable)
        #expect(Self.book(&pool, number, connected: true, at: Self.slot(1)) == nil)
        pool.report(number, .waiting, routing: Self.routing(Self.slot(1)))
        #expect(Self.taken(pool, Self.slot(1)) == 1 && pool.isSameEverywhere)
        #expect(Self.book(&pool, ContactNumber(9), at: Self.slot(1))?.code == .unavailable)
    }

    /// An island has taken a contact to another line and answered it there: the log hears both at once.
    @Test func aSlotIsOfTheTopicInWhichAContactWasAnswered() {
        var pool = Self.pool(1)
        let number = pool.enter("roma", "firma")
        pool.agent("anna", "roma", Pool.profile(["firma"]))
        let offer = pool.follower.openOffers(of: number)[0]
        let phase = ContactPhase.connected(offer.id, offer.agent)
        #expect(pool.step(.contact(Pool.report(number, turn: 0, phase, "pec", 100), entry: nil)) == nil)
        #expect(Self.book(&pool, number, connected: true, at: Self.slot(1)) == nil)
        #expect(Self.taken(pool, Self.slot(1)) == 1)
        let other = pool.enter("milano", "pec")
        #expect(Self.book(&pool, other, at: Self.slot(1))?.code == .full)
        #expect(pool.follower.statistics(Self.pec).connected == 1)
        #expect(pool.follower.statistics(TopicID(trusted: "firma")).connected == 0)
        #expect(pool.isSameEverywhere)
    }

    @Test func onlySoManySlotsAreKeptForOne() {
        var pool = Self.pool(9)
        let number = pool.enter("roma", "pec")
        for count in 1...Int64(Limits.slotsHeld) { #expect(Self.book(&pool, number, at: Self.slot(count)) == nil) }
        #expect(Self.book(&pool, number, at: Self.slot(9))?.code == .unavailable)
    }

    @Test func whatIsNoSlotIsGivenToNobody() {
        var pool = Self.pool(1)
        let off = Self.enter(&pool, "roma", at: PoolInstant(31 * Self.minute)).refusal
        #expect(off?.code == .badRequest && off?.field == "slotAt")
        #expect(Self.enter(&pool, "roma", at: PoolInstant(0)).refusal?.code == .badRequest, "past")
        #expect(Self.enter(&pool, "roma", at: Self.slot(49)).refusal?.code == .badRequest, "more than a day ahead")
        #expect(Self.enter(&pool, "roma", at: Self.slot(48)).refusal == nil)
        #expect(Self.enter(&pool, "roma", at: Self.slot(1), topic: "firma").refusal?.code == .conflict)
    }

    /// A promise that was given is kept: whom a site has told is let in after a loss of the log, and counts.
    @Test func whoWasToldIsLetInAgain() {
        var pool = Self.pool(1)
        #expect(Self.enter(&pool, "roma", at: Self.slot(1)).refusal == nil)
        #expect(Self.enter(&pool, "milano", at: Self.slot(1), told: true).refusal == nil)
        #expect(Self.taken(pool, Self.slot(1)) == 2)
        #expect(Self.enter(&pool, "napoli", at: Self.slot(1)).refusal?.code == .full)
    }

    @Test func freeSlotsAreThoseThatAreOpenAndNotAllGiven() {
        var topic = TopicSettings(topic: Self.pec)
        topic.rules.appointments = AppointmentRule(perSlot: 2, slotMs: 30 * Self.minute, days: 1)
        topic.rules.calendar = 0
        // The pool's day is a Thursday; open from 0:30 to 1:45 and from 2:00 to 3:00.
        let thursday: UInt16 = 3 * 1_440
        let hours = OpeningHours(
            spans: [(30, 105), (120, 180)].map { OpeningHours.Span(start: thursday + $0.0, end: thursday + $0.1) },
            closedDays: [], offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])
        var pool = Pool(topics: ["pec"])
        pool.step(
            .configure(
                Configuration(
                    revision: 0, agingMs: nil, waitingMax: nil, topics: [topic], agents: [], calendars: [hours],
                    document: "{}"), ifRevision: nil))
        #expect(Self.enter(&pool, "roma", at: Self.slot(2)).refusal == nil)
        for _ in 0..<2 { #expect(Self.enter(&pool, "roma", at: Self.slot(4)).refusal == nil) }
        #expect(Self.enter(&pool, "roma", at: Self.slot(3)).refusal?.code == .closed, "closes in the midst of it")
        let all = pool.follower.freeSlots(Self.pec, .voice, from: pool.now, until: Self.slot(20), limit: 100)
        #expect(all.slots.map(\.at) == [Self.slot(1), Self.slot(2), Self.slot(5)] && all.next == nil)
        #expect(all.slots.map(\.free) == [2, 1, 2])
        let page = pool.follower.freeSlots(Self.pec, .voice, from: Self.slot(1), until: Self.slot(20), limit: 2)
        #expect(page.slots.map(\.at) == [Self.slot(1), Self.slot(2)] && page.next == Self.slot(3))
        let far = pool.follower.freeSlots(
            Self.pec, .voice, from: Self.slot(6), until: Self.slot(1_000_000), limit: 1_000)
        #expect(far.next != nil, "no more slots are looked at than one answer is worth")
    }

    @Test func anImageHasEverySlot() throws {
        var pool = Self.pool(3)
        _ = Self.enter(&pool, "roma", at: Self.slot(1))
        for site in ["roma", "milano"] {
            let number = pool.enter(site, "pec")
            #expect(
                Self.book(&pool, number, at: Self.slot(1)) == nil && Self.book(&pool, number, at: Self.slot(2)) == nil)
        }
        let image = try Engine(decoding: pool.follower.encoded())
        #expect(image.encoded() == pool.follower.encoded())
        #expect(image.slotsTaken(Self.pec, at: Self.slot(1)) == 3 && image.slotsTaken(Self.pec, at: Self.slot(2)) == 2)
    }

    @Test func aSlotIsInTheHoursOfTheChannelOfWhoWantsIt() {
        var topic = TopicSettings(topic: Self.pec)
        topic.rules.appointments = AppointmentRule(perSlot: 1, slotMs: 30 * Self.minute, days: 1)
        topic.rules.calendar = 0
        topic.rules.channelCalendars = [ChannelCalendar(channel: .callback, calendar: 1)]
        let thursday: UInt16 = 3 * 1_440
        let hours = [(UInt16(60), UInt16(120)), (120, 180)].map { start, end in
            OpeningHours(
                spans: [OpeningHours.Span(start: thursday + start, end: thursday + end)], closedDays: [],
                offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])
        }
        var pool = Pool(topics: ["pec"])
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: [topic], agents: [], calendars: hours, document: "{}")
        #expect(pool.step(.configure(configuration, ifRevision: nil)) == nil)
        let free = { (pool: Pool, channel: Channel) in
            pool.follower.freeSlots(Self.pec, channel, from: pool.now, until: Self.slot(20), limit: 9).slots.map(\.at)
        }
        #expect(free(pool, .voice) == [Self.slot(2), Self.slot(3)])
        #expect(free(pool, .callback) == [Self.slot(4), Self.slot(5)])
        // Who comes has one in the hours of the channel; who is here is called.
        #expect(Self.enter(&pool, "roma", at: Self.slot(4)).refusal?.code == .closed)
        #expect(Self.enter(&pool, "roma", at: Self.slot(2)).refusal == nil)
        let waiting = pool.enter("milano", "pec")
        #expect(Self.book(&pool, waiting, at: Self.slot(3))?.code == .closed)
        #expect(Self.book(&pool, waiting, at: Self.slot(4)) == nil)
        #expect(free(pool, .voice) == [Self.slot(3)] && free(pool, .callback) == [Self.slot(5)])
    }
}

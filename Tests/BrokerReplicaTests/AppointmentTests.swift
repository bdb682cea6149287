// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// Appointments at their homes: nobody is told of one before the log has given it, and nobody leaves the line for one
/// that it has not.
@Suite struct AppointmentTests {
    private static let pec = TopicID(trusted: "pec")
    private static let slotMs: Int64 = 10_000

    private static func cluster(_ perSlot: UInt32 = 1, priority: UInt8? = nil) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = TopicSettings(topic: pec)
        topic.wrapUpMs = 0
        topic.rules.appointments = AppointmentRule(perSlot: perSlot, slotMs: slotMs, days: 1, priority: priority)
        cluster.configure([topic])
        return cluster
    }

    /// The slot that begins so many after the one that has begun.
    private static func slot(_ cluster: MiniCluster, _ count: Int64) -> PoolInstant {
        PoolInstant((cluster.now.wall / slotMs + count) * slotMs)
    }

    private static func order(_ id: String, _ slotAt: PoolInstant) -> EnqueueOrder {
        var order = MiniCluster.order(id)
        order.slotAt = slotAt
        return order
    }

    private static func callback(
        _ id: String, _ slotAt: PoolInstant, _ guarded: RequestGuard = RequestGuard()
    ) -> HomeRequest {
        var order = CallbackOrder(id: ContactID(trusted: id), notBefore: nil, atTime: false, address: nil)
        order.slotAt = slotAt
        return .callback(order, guarded)
    }

    private static func line(_ cluster: MiniCluster) -> [String] {
        cluster["roma"].replica.follower.engine.waiting(pec, after: nil, limit: 100).map(\.record.id.text)
    }

    private static func taken(_ cluster: MiniCluster, _ slotAt: PoolInstant) -> Int {
        cluster["napoli"].replica.follower.engine.slotsTaken(pec, at: slotAt)
    }

    @Test func whoComesForAnAppointmentIsInLineAtItsTime() {
        var cluster = Self.cluster(priority: 120)
        let slotAt = Self.slot(cluster, 2)
        let reply = cluster.ask("roma", .enqueue(Self.order("c1", slotAt)))
        #expect(reply?.contact?.state == "scheduled" && reply?.contact?.slotAt == slotAt)
        #expect(reply?.contact?.isInLog == true && reply?.contact?.record.priority == 120)
        let refusal = cluster.ask("milano", .enqueue(Self.order("c2", slotAt)))?.refusal
        #expect(refusal?.code == .full && refusal?.field == "slotAt")
        #expect(cluster.contact("milano", "c2") == nil)
        _ = cluster.enqueue("milano", "other")
        cluster.run(milliseconds: slotAt.milliseconds - cluster.now.wall + 500)
        let cell = cluster.contact("roma", "c1")
        #expect(cell?.state == "waiting" && cell?.slotAt == nil && Self.line(cluster) == ["c1", "other"])
        #expect(abs((cell?.record.arrival.milliseconds ?? 0) - slotAt.milliseconds) < 100)
    }

    @Test func whoWaitsIsGivenASlotOrKeepsThePlace() {
        var cluster = Self.cluster()
        for id in ["c1", "c2"] { _ = cluster.enqueue("roma", id) }
        _ = cluster.enqueue("milano", "c3")
        let slotAt = Self.slot(cluster, 3)
        let reply = cluster.ask("roma", Self.callback("c1", slotAt))
        #expect(reply?.contact?.slotAt == slotAt && reply?.contact?.record.channel == .callback)
        cluster.run(milliseconds: 100)
        #expect(Self.line(cluster) == ["c2", "c3"] && Self.taken(cluster, slotAt) == 1)
        for (site, id) in [("roma", "c2"), ("milano", "c3")] {
            let refusal = cluster.ask(site, Self.callback(id, slotAt))?.refusal
            #expect(refusal?.code == .full && refusal?.field == "slotAt")
        }
        #expect(Self.line(cluster) == ["c2", "c3"], "both have their places")
        #expect(cluster.contact("roma", "c2")?.record.channel == .voice)
        // The same one asks for another time, and then for none: its slot is free.
        let later = Self.slot(cluster, 4)
        #expect(cluster.ask("roma", Self.callback("c1", later))?.contact?.slotAt == later)
        cluster.run(milliseconds: 100)
        #expect(Self.taken(cluster, slotAt) == 0 && Self.taken(cluster, later) == 1)
        #expect(cluster.ask("milano", Self.callback("c3", slotAt))?.contact?.slotAt == slotAt)
        _ = cluster.ask("milano", .cancel(ContactID(trusted: "c3"), reason: nil))
        let order = RequeueOrder(topic: nil, priority: nil, restart: false)
        _ = cluster.ask("roma", .requeue(ContactID(trusted: "c1"), order, RequestGuard()))
        cluster.run(milliseconds: 100)
        #expect(Self.taken(cluster, slotAt) == 0 && Self.taken(cluster, later) == 0)
    }

    /// Two sites ask for the last one in the same moment.
    @Test func theLastOneIsGivenOnce() {
        var cluster = Self.cluster(2)
        let slotAt = Self.slot(cluster, 3)
        for site in ["roma", "milano", "napoli"] { _ = cluster.enqueue(site, "of-\(site)") }
        let tokens = ["roma", "milano", "napoli"].map { site in
            (
                site, cluster.post(site, .enqueue(Self.order("new-\(site)", slotAt))),
                cluster.post(site, Self.callback("of-\(site)", slotAt))
            )
        }
        cluster.run(milliseconds: 2_000)
        var given = 0
        for (site, enqueue, callback) in tokens {
            for token in [enqueue, callback] {
                let reply = cluster[site].replies[token]
                if reply?.contact?.slotAt == slotAt { given += 1 }
                #expect(reply?.contact?.slotAt == slotAt || reply?.refusal?.code == .full)
            }
        }
        #expect(given == 2 && Self.taken(cluster, slotAt) == 2)
        #expect(Self.line(cluster).count + given >= 3)
    }

    @Test func aConversationEndsWithTheAppointmentAndNotBefore() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        _ = cluster.enqueue("roma", "c2")
        cluster.run(milliseconds: 300)
        let slotAt = Self.slot(cluster, 3)
        #expect(cluster.ask("roma", Self.callback("c2", slotAt))?.refusal == nil)
        #expect(cluster.ask("roma", Self.callback("c1", slotAt))?.refusal?.code == .full)
        #expect(cluster.contact("roma", "c1")?.state == "connected")
        #expect(cluster.ask("roma", Self.callback("c1", Self.slot(cluster, 4)))?.refusal == nil)
        cluster.run(milliseconds: 300)
        #expect(cluster.contact("roma", "c1")?.state == "scheduled")
        #expect(cluster.agent("milano", "anna")?.phase == .idle)
    }

    @Test func whileTheLogIsSilentNothingIsSaid() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c1")
        let slotAt = Self.slot(cluster, 3)
        cluster.isLogSilent = true
        let enqueue = cluster.post("roma", .enqueue(Self.order("c2", slotAt)))
        let callback = cluster.post("roma", Self.callback("c1", slotAt, RequestGuard(requestID: "r1")))
        cluster.run(milliseconds: 1_000)
        #expect(cluster["roma"].replies[enqueue] == nil && cluster["roma"].replies[callback] == nil)
        cluster.run(milliseconds: 3_000)
        #expect(cluster["roma"].replies[enqueue]?.refusal?.code == .unavailable)
        #expect(cluster["roma"].replies[callback]?.refusal?.code == .unavailable)
        #expect(cluster.contact("roma", "c1")?.state == "waiting" && cluster.contact("roma", "c2") == nil)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 12_000)
        let later = Self.slot(cluster, 3)
        let again = Self.callback("c1", later, RequestGuard(requestID: "r1"))
        #expect(cluster.ask("roma", again, within: 3_000)?.contact?.slotAt == later)
        let version = cluster.contact("roma", "c1")?.version
        #expect(cluster.ask("roma", again)?.contact?.version == version, "done once")
        // The entry that came in too late has not used up its id.
        let free = Self.slot(cluster, 5)
        #expect(cluster.ask("roma", .enqueue(Self.order("c2", free)), within: 3_000)?.contact?.slotAt == free)
    }

    @Test func aRequestThatComesTwiceWhileTheLogIsAskedIsDoneOnce() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c1")
        let before = cluster.contact("roma", "c1")?.version ?? 0
        let request = Self.callback("c1", Self.slot(cluster, 3), RequestGuard(requestID: "r1", ifVersion: before))
        let tokens = [cluster.post("roma", request), cluster.post("roma", request)]
        cluster.run(milliseconds: 500)
        for token in tokens { #expect(cluster["roma"].replies[token]?.contact?.version == before + 1) }
        #expect(cluster.contact("roma", "c1")?.version == before + 1)
    }

    /// The node falls after the log has let the contact in, and before it has noted so.
    @Test func anEntryThatOnlyTheLogKnowsOfIsAnAppointmentAfterARestart() throws {
        var cluster = Self.cluster()
        let site = try #require(["roma", "milano", "napoli"].first { !cluster[$0].replica.isOwner })
        let slotAt = Self.slot(cluster, 6)
        cluster.isLogSilent = true
        cluster.post(site, .enqueue(Self.order("c1", slotAt)))
        cluster.run(milliseconds: 200)
        cluster.pause(site, true)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 12_000)
        #expect(cluster[site].replica.home.contacts.inOrder.first?.isUnbooked == true)
        #expect(Self.taken(cluster, slotAt) == 1)
        cluster.kill(site)
        cluster.restart(site)
        cluster.run(milliseconds: 6_000)
        let reply = cluster.ask(site, .enqueue(Self.order("c1", slotAt)))
        #expect(reply?.contact?.slotAt == slotAt && Self.taken(cluster, slotAt) == 1)
    }

    /// The client of `c1` is told that the log does not answer, and asks for something else; then the log lets in what
    /// it was sent, and the node falls before it has read that, and comes back. Its site.
    private static func fallUnheard(
        _ cluster: inout MiniCluster, _ slotAt: PoolInstant, then request: HomeRequest, entries: Int
    ) throws -> String {
        let site = try #require(["roma", "milano", "napoli"].first { !cluster[$0].replica.isOwner })
        cluster.isLogSilent = true
        let first = cluster.post(site, .enqueue(order("c1", slotAt)))
        cluster.run(milliseconds: 3_500)
        #expect(cluster[site].replies[first]?.refusal?.code == .unavailable)
        cluster.post(site, request)
        cluster.run(milliseconds: 200)
        cluster.pause(site, true)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 12_000)
        #expect(taken(cluster, slotAt) == entries, "what the log has let in")
        cluster.kill(site)
        cluster.restart(site)
        cluster.run(milliseconds: 6_000)
        return site
    }

    /// A client is told that the log does not answer, comes again, and the log has let both in when the node falls.
    @Test func whoCameAgainHasOnePlaceAfterARestart() throws {
        var cluster = Self.cluster(2)
        let slotAt = Self.slot(cluster, 8)
        let site = try Self.fallUnheard(&cluster, slotAt, then: .enqueue(Self.order("c1", slotAt)), entries: 2)
        let reply = cluster.ask(site, .enqueue(Self.order("c1", slotAt)))
        #expect(reply?.contact?.slotAt == slotAt && Self.taken(cluster, slotAt) == 1)
        let places = cluster["roma"].replica.follower.engine.contacts(of: SiteID(trusted: site))
        #expect(places.map(\.record.number) == [reply?.contact?.record.number])
    }

    /// A client is told that the log does not answer, gives up, and the log has let it in when the node falls.
    @Test func whoGaveUpIsNotServedAfterARestart() throws {
        var cluster = Self.cluster()
        let slotAt = Self.slot(cluster, 8)
        let cancel = HomeRequest.cancel(ContactID(trusted: "c1"), reason: nil)
        let site = try Self.fallUnheard(&cluster, slotAt, then: cancel, entries: 1)
        #expect(Self.taken(cluster, slotAt) == 0)
        #expect(cluster["roma"].replica.follower.engine.contacts(of: SiteID(trusted: site)).isEmpty)
    }

    /// A home that has passed to the other node answers whoever waits for the log's word, and decides nothing more.
    @Test func whoHasHeldTheHomeKeepsNoRequest() {
        guard case (var cluster, let first, let second, _, _)? = MiniCluster.withHeir() else { return }
        var topic = TopicSettings(topic: Self.pec)
        topic.rules.appointments = AppointmentRule(perSlot: 1, slotMs: Self.slotMs, days: 1, priority: nil)
        cluster.configure([topic])
        _ = cluster.enqueue(first, "c1")
        cluster.run(milliseconds: 300)
        let slotAt = Self.slot(cluster, 6)
        let token = cluster.post(first, Self.callback("c1", slotAt))
        cluster.pause(first, true)
        cluster.run(milliseconds: 8_000)
        let reply = cluster.ask(second, Self.callback("c1", slotAt))
        #expect(reply?.contact?.slotAt == slotAt)
        cluster.pause(first, false)
        cluster.run(milliseconds: 4_000)
        #expect(cluster[second].replica.isHome && !cluster[first].replica.isHome)
        #expect(cluster[first].replies[token]?.refusal != nil)
        #expect(cluster[first].replica.home.bookings.isEmpty)
    }

    @Test func aSiteThatIsCutOffGivesNoneAndServesThoseItHas() {
        var cluster = Self.cluster()
        let slotAt = Self.slot(cluster, 3)
        #expect(cluster.ask("milano", .enqueue(Self.order("c1", slotAt)))?.contact?.slotAt == slotAt)
        _ = cluster.enqueue("milano", "c2")
        cluster.cutOff = ["milano"]
        cluster.run(milliseconds: 9_000)
        #expect(cluster["milano"].replica.isIsland)
        let next = Self.slot(cluster, 3)
        #expect(cluster.ask("milano", Self.callback("c2", next))?.refusal?.code == .unavailable)
        #expect(cluster.ask("milano", .enqueue(Self.order("c3", next)))?.refusal?.code == .unavailable)
        #expect(
            cluster.ask("milano", .slots(Self.pec, .voice, from: nil, days: 1, limit: 9))?.refusal?.code == .unavailable
        )
        // Its appointments hold a place elsewhere too.
        cluster.run(milliseconds: max(0, slotAt.milliseconds - cluster.now.wall) + 1_000)
        #expect(cluster.contact("milano", "c1")?.state == "waiting")
    }

    @Test func anAppointmentSurvivesItsNode() {
        var cluster = Self.cluster()
        let slotAt = Self.slot(cluster, 4)
        _ = cluster.enqueue("roma", "c1")
        #expect(cluster.ask("roma", Self.callback("c1", slotAt))?.contact?.slotAt == slotAt)
        let other = Self.slot(cluster, 5)
        #expect(cluster.ask("roma", .enqueue(Self.order("c2", other)))?.contact?.slotAt == other)
        cluster.run(milliseconds: 300)
        cluster.kill("roma")
        cluster.run(milliseconds: 1_000)
        cluster.restart("roma")
        cluster.run(milliseconds: 8_000)
        #expect(cluster.contact("roma", "c1")?.slotAt == slotAt && cluster.contact("roma", "c2")?.slotAt == other)
        #expect(cluster.contact("roma", "c2")?.isBooked == true)
        #expect(Self.taken(cluster, slotAt) == 1 && Self.taken(cluster, other) == 1)
    }

    @Test func slotsAreTold() {
        var cluster = Self.cluster(2)
        let slotAt = Self.slot(cluster, 2)
        _ = cluster.ask("roma", .enqueue(Self.order("c1", slotAt)))
        cluster.run(milliseconds: 100)
        guard case .slots(let page)? = cluster.ask("milano", .slots(Self.pec, .voice, from: nil, days: 1, limit: 3))
        else {
            Issue.record("no slots")
            return
        }
        #expect(page.slots.first?.at == Self.slot(cluster, 1) && page.slots.count == 3)
        #expect(page.slots.map(\.free) == [2, 1, 2] && page.next == Self.slot(cluster, 4))
        let unknown = cluster.ask("milano", .slots(TopicID(trusted: "no"), .voice, from: nil, days: 1, limit: 3))
        #expect(unknown?.refusal?.code == .notFound)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerReplica

/// How long repeating is safe: ten minutes by request id, 24 hours by the contact's id.
@Suite struct RequestMemoryTests {
    private static let minute: Int64 = 60_000
    private static let hour = 60 * minute

    @Test func aRequestIsRememberedForTenMinutes() {
        var memory = RequestMemory([])
        memory.add("state/anna/r1", at: PoolInstant(0))
        memory.add("state/anna/r2", at: PoolInstant(5_000))
        #expect(memory.sweep(at: PoolInstant(10 * Self.minute - 1_000)).isEmpty)
        #expect(memory.contains("state/anna/r1"))
        #expect(memory.sweep(at: PoolInstant(10 * Self.minute + 1_000)) == ["state/anna/r1"])
        #expect(!memory.contains("state/anna/r1") && memory.contains("state/anna/r2"))
    }

    @Test func itTakesNoMoreThanItsBound() {
        var memory = RequestMemory([])
        for number in 0..<Limits.rememberedRequests {
            #expect(!memory.isFull)
            memory.add("end/c\(number)/r", at: PoolInstant(0))
        }
        #expect(memory.isFull)
    }

    /// Lets pool time go on to so long after an instant, with a sweep behind it. Nobody lives through it, as when the
    /// machines are paused: no other time is over by it.
    private func go(_ cluster: inout MiniCluster, to afterMs: Int64, after begun: Int64) {
        let left = begun + afterMs * Timing.millisecond - cluster.nanoseconds
        cluster.nanoseconds += left - 11 * Timing.second
        cluster.run(milliseconds: 11_000)
    }

    @Test func aHomeRemembersARequestForTenMinutes() {
        var cluster = MiniCluster.ready()
        _ = cluster.login("roma", "anna")
        let begun = cluster.nanoseconds
        _ = cluster.intent("roma", "anna", .onBreak, RequestGuard(requestID: "r1"))
        _ = cluster.intent("roma", "anna", .available, RequestGuard(requestID: "r2"))
        go(&cluster, to: 10 * Self.minute - 1_000, after: begun)
        _ = cluster.intent("roma", "anna", .onBreak, RequestGuard(requestID: "r1"))
        #expect(cluster.agent("roma", "anna")?.intent == .available, "9:59, and done once")
        go(&cluster, to: 10 * Self.minute + 11_000, after: begun)
        _ = cluster.intent("roma", "anna", .onBreak, RequestGuard(requestID: "r1"))
        #expect(cluster.agent("roma", "anna")?.intent == .onBreak, "a new one")
    }

    @Test func aHomeRemembersEndedContactsAndEarlyCancelsForADay() {
        var cluster = MiniCluster.ready()
        let begun = cluster.nanoseconds
        let number = cluster.enqueue("roma", "c1")?.contact?.record.number
        for id in ["c1", "early", "late"] { _ = cluster.ask("roma", .cancel(ContactID(trusted: id), reason: nil)) }
        go(&cluster, to: 24 * Self.hour - Self.minute, after: begun)
        for again in 1...2 {
            let repeated = cluster.enqueue("roma", "c1")?.contact
            #expect(repeated?.record.number == number && repeated?.phase == .ended(.abandoned), "\(again)")
            #expect(cluster.enqueue("roma", "early")?.contact?.phase == .ended(.abandoned))
            // Nor does a crash make it forget.
            cluster.kill("roma")
            cluster.restart("roma")
            cluster.run(milliseconds: 2_000)
        }
        go(&cluster, to: 24 * Self.hour + Self.minute, after: begun)
        #expect(cluster.contact("roma", "c1") == nil)
        let fresh = cluster.enqueue("roma", "c1")?.contact
        #expect(fresh?.phase == .waiting && fresh?.record.number != number)
        #expect(cluster.enqueue("roma", "late")?.contact?.phase == .waiting)
        #expect(cluster["roma"].records.keys.count { $0.key == StoreKey.cancel(ContactID(trusted: "late")) } == 0)
    }
}

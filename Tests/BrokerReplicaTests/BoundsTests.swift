// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

/// What is full says so, loses nothing, and goes on when there is room again.
@Suite struct BoundsTests {
    @Test func aRequestThatCannotBeRememberedIsNotDone() {
        var cluster = MiniCluster.ready()
        _ = cluster.login("roma", "anna")
        cluster["roma"].replica.home.memory = RequestMemory([], capacity: 1)
        let first = RequestGuard(requestID: "r1")
        let second = RequestGuard(requestID: "r2")
        #expect(cluster.intent("roma", "anna", .onBreak, first)?.refusal == nil)
        let refused = cluster.intent("roma", "anna", .available, second)?.refusal
        #expect(refused?.code == .full && refused?.retryAfterMs != nil)
        #expect(cluster.agent("roma", "anna")?.intent == .onBreak)
        // What was done before is still known, and what needs no memory is done.
        #expect(cluster.intent("roma", "anna", .available, first)?.refusal == nil)
        #expect(cluster.agent("roma", "anna")?.intent == .onBreak)
        #expect(cluster.intent("roma", "anna", .available)?.refusal == nil)
    }

    @Test func aConversationWithAnotherSitesContactIsNotSentBackUnremembered() {
        var cluster = MiniCluster.ready()
        _ = cluster.login("roma", "anna")
        _ = cluster.enqueue("milano", "c1")
        cluster.run(milliseconds: 200)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        cluster["roma"].replica.home.memory = RequestMemory([], capacity: 0)
        let request = HomeRequest.requeue(
            ContactID(trusted: "c1"), RequeueOrder(), RequestGuard(requestID: "r1"))
        #expect(cluster.ask("roma", request)?.refusal?.code == .full)
        #expect(cluster.contact("milano", "c1")?.state == "connected")
    }

    @Test func disksThatDoNotKeepUpTakeNoRequests() {
        var cluster = MiniCluster.ready()
        cluster["roma"].replica.gate = StoreGate(capacity: 20)
        cluster.faults.storeMs = 60_000
        for number in 1...40 {
            cluster.post("roma", .enqueue(MiniCluster.order("c\(number)")))
            cluster.run(milliseconds: 10)
        }
        cluster.run(milliseconds: 20_000)
        let refused = cluster["roma"].replies.values.count { $0.refusal?.code == .full }
        #expect(refused > 0 && refused < 40)
        // Nothing that is said again piles up.
        #expect(cluster["roma"].replica.gate.isFull)
        cluster.run(milliseconds: 20_000)
        #expect(cluster["roma"].replies.values.count { $0.refusal?.code == .full } == refused)
        cluster.faults.storeMs = 0
        cluster.run(milliseconds: 90_000)
        #expect(cluster["roma"].replies.count == 40)
        #expect(cluster["milano"].replica.engine.contactCount == 40 - refused)
        #expect(cluster.enqueue("roma", "later")?.refusal == nil)
    }

    @Test func refusalsOfManyCommandsAreHeard() {
        var cluster = MiniCluster.ready()
        cluster.isLogSilent = true
        let token = cluster.post("roma", .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 50)
        var home = cluster["roma"].replica.home
        let asked = home.commandSubjects.count
        #expect(asked > 0)
        // So many that were never refused.
        for _ in 0..<(Limits.pendingRequests + 10) { home.tellOwner(.attach(home.site), about: .home) }
        #expect(home.commandSubjects.count + home.earlierSubjects.count >= Limits.pendingRequests)
        #expect(home.commandSubjects.count <= Limits.pendingRequests)
        #expect(home.earlierSubjects.count <= Limits.pendingRequests)
        let isKnown = home.earlierSubjects.values.contains { if case .contact = $0 { true } else { false } }
        #expect(isKnown, "\(token) can still be refused")
    }

    private let begun = Now(monotonic: 0, wall: 0)
    private let write = [StoreWrite.put(.contacts, key: [1], value: [2])]

    private func line(capacity: Int) -> HeirLine {
        let record = HomeRecord(
            site: SiteID(trusted: "roma"), node: NodeID(trusted: "roma-2"), term: 0, incarnation: 5, openCount: 1)
        return HeirLine(record, reign: 1, line: 1, copying: [], at: begun, capacity: capacity)
    }

    @Test func anHeirTooFarBehindIsLostAndHoldsFactsBack() {
        var line = line(capacity: 3)
        for number in 1...3 { #expect(line.add(write, write: UInt64(number)) != nil) }
        #expect(!line.isLost && line.holdsUpTo == 0)
        for number in 4...100 { #expect(line.add(write, write: UInt64(number)) == nil) }
        #expect(line.isLost && line.open.count == 1 && line.open.allSatisfy { $0.writes.isEmpty })
        // What it says of steps that came before proves nothing of those that were dropped.
        line.acknowledge(CopyPlace(reign: 1, line: 1, step: 3), at: begun)
        #expect(line.holdsUpTo == 0 && !line.isWhole && line.stalled().isEmpty)
    }

    @Test func anHeirThatOverflowsInItsFirstCopyIsNotWhole() {
        var line = line(capacity: 2)
        for _ in 0..<2 { _ = line.add(write, write: nil) }
        #expect(line.add(write, write: 7) == nil)
        line.acknowledge(CopyPlace(reign: 1, line: 1, step: 2), at: begun)
        #expect(line.isLost && !line.isWhole && line.holdsUpTo == 6)
    }
}

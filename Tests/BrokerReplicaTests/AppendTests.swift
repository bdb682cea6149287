// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// The log is the lease: one batch in flight, what is unknown, being fenced (design §3.3–3.5).
@Suite struct AppendTests {
    @Test func anAppendWhoseAnswerIsLostIsFoundInTheLog() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        cluster.faults.answerLossPerMille = 1_000
        cluster.post(others[0], .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 100)
        cluster.faults.answerLossPerMille = 0
        cluster.run(milliseconds: 1_000)
        #expect(cluster[owner].replica.isOwner)
        let contacts = cluster[owner].replica.engine.contacts(of: SiteID(trusted: others[0]))
        #expect(contacts.map(\.record.id.text) == ["c1"])
        #expect(cluster.contact(others[0], "c1")?.isInLog == true)
    }

    @Test func anAppendWhosePlaceIsTakenIsDropped() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        cluster.pause(owner, true)
        cluster.run(milliseconds: 3_000)
        guard let successor = cluster.owners.first(where: { $0 != MiniCluster.node(owner) }) else {
            Issue.record("nobody took over")
            return
        }
        #expect(cluster.enqueue(others[0], "c1")?.contact?.isInLog == true)
        let before = cluster.log.count
        // It wakes up with a command and no news of the other epoch.
        cluster[owner].inbox = []
        let site = SiteID(trusted: others[0])
        guard let home = cluster[owner].replica.engine.sites[site]?.home else { return }
        let newest = cluster[owner].replica.engine.ranges(site: site, incarnation: home.incarnation).last?.first ?? 0
        cluster.say(
            .command(id: 9, .reserveRange(site, incarnation: home.incarnation, newest: newest)), to: owner,
            from: others[0])
        cluster.pause(owner, false)
        cluster.run(milliseconds: 1_000)
        #expect(cluster.owners == [successor])
        #expect(cluster[owner].notices.contains { if case .lostOwnership = $0 { true } else { false } })
        #expect(cluster[others[0]].replica.engine.sites[SiteID(trusted: others[0])]?.isDetached == false)
        #expect(cluster.log.count - before < 10)
    }

    /// Answers come by a subject that is the node's: what an earlier process was owed comes to the one that is there.
    @Test func whatTheLogAnswersToAnEarlierProcessSaysNothingOfThisOnesBatch() {
        var cluster = MiniCluster.ready()
        guard let (owner, _) = cluster.roles else { return }
        cluster.restart(owner)
        cluster.isLogSilent = true
        cluster.run(milliseconds: 1_000)
        guard let open = cluster[owner].replica.owner?.open else {
            Issue.record("it does not begin an epoch")
            return
        }
        let committed = AppendResult.committed(sequence: open.expected + 1)
        for attempt in 0...1_000 as ClosedRange<UInt64> {
            for result in [committed, .refused, .impossible("too large")] {
                cluster.put(.appended(attempt: attempt, result), to: MiniCluster.node(owner))
            }
        }
        cluster.run(milliseconds: 100)
        #expect(!cluster[owner].replica.isOwner && cluster[owner].replica.owner?.open?.digest == open.digest)
        cluster.put(.appended(attempt: cluster[owner].replica.attempts, committed), to: MiniCluster.node(owner))
        cluster.run(milliseconds: 100)
        #expect(cluster[owner].replica.isOwner)
    }

    /// An earlier life of the node has begun the very epoch, by the same bytes, and gone on: found by the simulator.
    @Test func anOwnerWhoReadsABatchThatItHasNotDecidedOwnsNoMore() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        cluster.run(milliseconds: 500)
        var later = cluster[owner].replica
        #expect(later.isOwner && later.owner?.open == nil)
        #expect(cluster.enqueue(others[0], "c1")?.contact?.isInLog == true)
        let read = later.logSequence + 1
        #expect(cluster.log.count >= read)
        for sequence in read...UInt64(cluster.log.count) {
            later.handle(.logMessage(sequence: sequence, bytes: cluster.log[Int(sequence) - 1]), at: cluster.now)
        }
        #expect(!later.isOwner && later.engine.sequence == cluster[owner].replica.engine.sequence)
        #expect(cluster[owner].replica.isOwner)
    }

    @Test func aSilenceOfTheLogMakesNoLongCommitsUsual() {
        var cluster = MiniCluster.ready()
        guard let (_, others) = cluster.roles else { return }
        cluster.isLogSilent = true
        for number in 0..<60 { cluster.post(others[0], .enqueue(MiniCluster.order("c\(number)"))) }
        cluster.run(milliseconds: 1_500)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 2_000)
        let home = cluster[others[0]].replica.home
        #expect(home.contacts.count == 60)
        #expect(home.usualCommit < Timing.provisional / 3, "the next answer still comes after 200 ms")
    }

    @Test func snapshotsAreKeptThoughNoOwnerLastsForLong() {
        var cluster = MiniCluster(batchesPerSnapshot: 40)
        cluster.configure([TopicSettings(topic: TopicID(trusted: "pec"))])
        var places: [UInt64] = []
        while cluster.log.count < 200 {
            guard let (owner, others) = cluster.roles else { break }
            let begun = cluster.log.count
            for number in 0..<10 {
                #expect(cluster.enqueue(others[0], "\(begun)-\(number)", topic: "pec")?.contact != nil)
            }
            #expect(cluster.log.count - begun < 30, "an owner's life")
            places += cluster[owner].snapshots
            cluster.kill(owner)
            cluster.run(milliseconds: 500)
            cluster.restart(owner)
            cluster.run(milliseconds: 3_000)
        }
        #expect(places.count >= 3, "\(places)")
    }

    @Test func nothingOfAPausedOwnerReachesADesk() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        _ = cluster.enqueue(others[0], "c1")
        cluster.isLogSilent = true
        _ = cluster.login(others[1], "anna")
        cluster.run(milliseconds: 100)
        #expect(cluster[owner].replica.owner?.open != nil, "an offer or a login is in flight")
        cluster.pause(owner, true)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 10_000)
        cluster.pause(owner, false)
        cluster.run(milliseconds: 2_000)
        #expect(cluster.owners.count == 1)
        let states = Set(cluster.order.map { cluster.nodes[$0]?.replica.engine.encoded() })
        #expect(states.count == 1)
    }

    @Test func aSilentLogMakesAnswersProvisionalAndPlacesFollow() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "first")
        cluster.isLogSilent = true
        let before = cluster.nanoseconds
        let reply = cluster.enqueue("roma", "c1")
        #expect(reply?.contact?.isInLog == false)
        #expect(reply?.contact?.record.claim != nil)
        #expect(reply?.position == nil)
        let waited = (cluster.nanoseconds - before) / 1_000_000
        #expect((200...400).contains(waited), "\(waited) ms")
        cluster.run(milliseconds: 9_000)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 1_500)
        let queued = cluster["roma"].contactNews.last {
            if case .queued = $0.kind, $0.cell.record.id.text == "c1" { true } else { false }
        }
        #expect(queued != nil)
        #expect(cluster.ask("roma", .contactGet(ContactID(trusted: "c1")))?.position == 2)
        // One long silence does not make the next caller wait for an answer.
        cluster.isLogSilent = true
        let again = cluster.nanoseconds
        #expect(cluster.ask("roma", .enqueue(MiniCluster.order("c2")), within: 20_000)?.contact != nil)
        #expect((cluster.nanoseconds - again) / 1_000_000 < 1_600)
    }

    @Test func theOwnersRefusalLeavesOnlyAfterTheCommit() {
        var cluster = MiniCluster.ready { $0.waitingMax = 1 }
        cluster.isLogSilent = true
        guard let (_, others) = cluster.roles else { return }
        let tokens = others.map { ($0, cluster.post($0, .enqueue(MiniCluster.order("of-\($0)")))) }
        cluster.run(milliseconds: 150)
        #expect(tokens.allSatisfy { cluster[$0.0].replies[$0.1] == nil })
        cluster.isLogSilent = false
        cluster.run(milliseconds: 1_000)
        #expect(tokens.allSatisfy { cluster[$0.0].replies[$0.1] != nil })
    }

    @Test func largeContactsDoNotMakeABatchTheLogWillNotTake() {
        var cluster = MiniCluster.ready()
        guard let (_, others) = cluster.roles else { return }
        cluster.isLogSilent = true
        for index in 0..<24 {
            var order = MiniCluster.order("c\(index)")
            order.caller = SealedCaller(
                day: "2026-11-22", ciphertext: [UInt8](repeating: 7, count: 40_000), callerHash: [], lastDigits: "")
            cluster.post(others[0], .enqueue(order))
        }
        cluster.run(milliseconds: 300)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 3_000)
        #expect(cluster.log.map(\.count).max() ?? 0 < 2 * Limits.batchBytes)
        #expect(cluster[others[0]].replica.engine.contactCount == 24)
    }

    @Test func aFullOwnerIsNotToldAgainAtOnce() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        cluster.isLogSilent = true
        _ = cluster.enqueue(others[0], "c1")
        let number = cluster[others[0]].replica.home.contacts.inOrder[0].record.number
        cluster.isRecording = true
        let id = cluster[others[0]].replica.home.commandSubjects.first { $0.value == .contact(number) }?.key ?? 0
        cluster.say(.refused(id: id, Refusal(.unavailable, "busy")), to: others[0], from: owner)
        cluster.run(milliseconds: 10)
        let told = cluster.recorded.filter {
            if case .command(_, .contact)? = $0.frame.messages.first { true } else { false }
        }
        #expect(told.isEmpty, "a refusal for want of room must not be answered by another command at once")
    }
}

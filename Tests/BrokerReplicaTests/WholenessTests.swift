// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

/// What a node has once seen of the log must be in it for ever: also while it runs, and across generations.
@Suite struct WholenessTests {
    private static let sites = ["roma", "milano", "napoli"]

    @Test func aRunningPoolHaltsWhenItsLogHasLostItsEnd() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        let known = cluster.log.count
        cluster.log.removeLast(2)
        cluster.post("milano", .enqueue(MiniCluster.order("c2")))
        cluster.run(milliseconds: 10_000)
        #expect(cluster.log.count == known - 2, "nobody may write on what is left")
        // Only the owner need notice by itself; the others do when they would take over.
        cluster.run(milliseconds: 60_000)
        for site in Self.sites {
            #expect(cluster[site].halted?.contains("lost or restored") == true, "\(site)")
            #expect(cluster[site].halted?.contains("centralino recover") == true, "\(site)")
            #expect(cluster[site].images.last?.logSequence == UInt64(known), "\(site) keeps what it knows")
        }
        #expect(cluster.log.count == known - 2)
    }

    @Test func aReadThatIsOvertakenByTheLogIsNoLoss() {
        var cluster = MiniCluster.ready()
        for number in 0..<40 {
            // A read of some time ago, again and again, while the log goes on.
            cluster.put(.readEnded(last: UInt64(cluster.log.count)), to: MiniCluster.node("napoli"), inMs: 300)
            _ = cluster.enqueue("roma", "c\(number)")
            cluster.run(milliseconds: 1_000)
        }
        #expect(cluster["napoli"].halted == nil)
    }

    @Test func anotherMessageWhereOneWasReadHaltsAtOnce() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        let place = cluster.log.count - 1
        // A genuine batch of another life of the pool.
        let replica = cluster["napoli"].replica
        let batch = Batch(
            generation: 1, epoch: replica.engine.epoch + 1, firstSequence: 5, time: replica.engine.time,
            previous: .none, events: [.epochBegan(epoch: replica.engine.epoch + 1, owner: MiniCluster.node("x"))])
        let bytes = batch.encoded(with: PlainAuthenticator())
        // What nobody of the pool has written proves nothing.
        cluster.put(.logMessage(sequence: UInt64(place), bytes: [1, 2, 3]), to: MiniCluster.node("napoli"))
        cluster.run(milliseconds: 100)
        #expect(cluster["napoli"].halted == nil)
        cluster.put(.logMessage(sequence: UInt64(place), bytes: bytes), to: MiniCluster.node("napoli"))
        cluster.run(milliseconds: 100)
        #expect(cluster["napoli"].halted?.contains("another") == true)
        #expect(!cluster["napoli"].isServing)
    }

    @Test func aLogThatBeginsBehindEveryImageIsNotWaitedForForEver() {
        var replica = Replica(
            NodeIdentity(site: SiteID(trusted: "roma"), node: MiniCluster.node("roma")), from: .empty,
            store: StoredHome(incarnation: 1, openCount: 1), isRejoining: false, authenticator: PlainAuthenticator())
        var halted: [String] = []
        // As often as it asks to be driven: a turn that comes much later shows a process that stood still.
        for tenth in 0..<200 as Range<Int64> {
            let now = Now(monotonic: (tenth + 10) * 100_000_000, wall: 0)
            replica.handle(.readTorn(first: 90), at: now)
            for case .halt(let why) in replica.endTurn(at: now) { halted.append("\(tenth) \(why)") }
        }
        #expect(halted.count == 1 && halted[0].hasPrefix("151 the log begins at message 90"), "\(halted)")
    }

    // MARK: - A new generation

    /// All nodes die, the log is gone, and a new generation begins from an image of some time ago.
    private func recovered(_ prepare: (inout MiniCluster) -> Void) -> (cluster: MiniCluster, old: LogImage) {
        var cluster = MiniCluster.ready()
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("roma", "c1")
        let image = cluster["roma"].replica.follower.image
        prepare(&cluster)
        for site in Self.sites { cluster.kill(site) }
        cluster.log = []
        let recovery = LogRecovery([.empty, image], authenticator: PlainAuthenticator())
        let begun = recovery.begin(at: 0, PoolInstant(cluster.now.wall))
        for site in Self.sites { cluster.start(site, incarnation: cluster[site].disk.incarnation, from: begun) }
        cluster.run(milliseconds: 4_000)
        return (cluster, image)
    }

    @Test func everyHomePresentsAgainWhatItHas() {
        var numbers: [ContactNumber] = []
        var (cluster, old) = recovered { cluster in
            for id in ["c2", "c3", "c4"] {
                if let cell = cluster.enqueue("napoli", id)?.contact { numbers.append(cell.record.number) }
            }
            _ = cluster.ask("napoli", .cancel(ContactID(trusted: "c3"), reason: nil))
        }
        for site in Self.sites {
            #expect(cluster[site].halted == nil, "what was seen of the generation before means nothing now")
            #expect(cluster[site].replica.isHome)
        }
        let engine = cluster["milano"].replica.engine
        #expect(engine.generation == 2 && engine.epoch > old.engine.epoch + Engine.epochsSkipped)
        #expect(engine.sitesInOrder.allSatisfy { !$0.state.isDetached })
        #expect(engine.contacts(of: SiteID(trusted: "napoli")).map(\.record.number) == [numbers[0], numbers[2]])
        #expect(engine.isOver(numbers[1], site: SiteID(trusted: "napoli")), "an end is an end")
        #expect(cluster.contact("napoli", "c2")?.record.number == numbers[0])
        guard let fresh = cluster.enqueue("napoli", "c5")?.contact else {
            Issue.record("no place")
            return
        }
        #expect(!numbers.contains(fresh.record.number))
    }

    @Test func anOfferOfTheLostPartIsAcceptedOrResolved() {
        var (cluster, _) = recovered { cluster in cluster.run(milliseconds: 100) }
        // Anna was rung before the power went, in the old generation; the desk still answers by that name.
        let offers = cluster["milano"].agentNews.compactMap { $0.view.cell.offer?.id.generation }
        cluster.run(milliseconds: 30_000)
        #expect(cluster["roma"].replica.engine.waitingCount(TopicID(trusted: "pec")) <= 1)
        #expect(offers.allSatisfy { $0 <= 2 })
        let open = cluster.openOffer("milano", "anna")
        #expect(open?.id.generation == 2 || cluster.agent("milano", "anna")?.activity != .idle)
    }

    @Test func theOldDeskNameOfAnOfferStillFindsIt() {
        var (cluster, _) = recovered { cluster in _ = cluster.accept("milano", "anna") }
        guard let offer = cluster.agent("milano", "anna")?.offer else {
            Issue.record("the conversation is gone")
            return
        }
        #expect(offer.id.generation == 1)
        #expect(cluster.contact("roma", "c1")?.offer?.id == offer.id)
        let again = cluster.ask(
            "milano", .accept(offer: offer.id.description, AgentID(trusted: "anna"), RequestGuard()), within: 4_000)
        #expect(again?.isConnected == true, "\(String(describing: again))")
        _ = cluster.end("roma", "c1")
        cluster.run(milliseconds: 3_000)
        #expect(cluster.contact("roma", "c1")?.endedAt != nil)
        #expect(cluster["napoli"].replica.engine.contactCount == 0)
    }

    @Test func anOlderGenerationThanSeenIsRefused() {
        var (cluster, old) = recovered { _ in }
        for site in Self.sites { cluster.kill(site) }
        cluster.log = []
        let begun = LogImage(engine: old.engine, logSequence: 0, digest: old.digest)
        for site in Self.sites { cluster.start(site, incarnation: cluster[site].disk.incarnation, from: begun) }
        cluster.run(milliseconds: 20_000)
        for site in Self.sites {
            #expect(cluster[site].halted?.contains("has seen generation 2") == true, "\(site)")
        }
    }

    @Test func aNodeThatRunsThroughARecoveryHaltsAtTheFirstNewBatch() {
        var (cluster, old) = recovered { _ in }
        cluster.kill("roma")
        cluster.start("roma", incarnation: 999, from: LogImage(engine: old.engine, logSequence: 0, digest: old.digest))
        cluster.run(milliseconds: 500)
        #expect(cluster["roma"].halted?.contains("generation 2") == true)
    }

    // MARK: - What is chosen

    @Test func anImageIsCarriedOnByTheLogThatIsLeft() {
        var cluster = MiniCluster.ready()
        let early = cluster["roma"].replica.follower.image
        for id in ["c1", "c2", "c3"] { _ = cluster.enqueue("roma", id) }
        let late = cluster["milano"].replica.follower.image
        var recovery = LogRecovery([early, .empty, late], authenticator: PlainAuthenticator())
        #expect(recovery.best == 2)
        for (index, bytes) in cluster.log.enumerated() { recovery.fold(sequence: UInt64(index + 1), bytes: bytes) }
        #expect(recovery.messagesFolded[0] == cluster.log.count - Int(early.logSequence))
        #expect(recovery.messagesFolded[1] == cluster.log.count)
        let states = recovery.images.map { $0.engine.encoded() }
        #expect(states[0] == states[1] && states[1] == states[2])
        // A log that lacks the message after the image carries nothing on.
        var torn = LogRecovery([early], authenticator: PlainAuthenticator())
        torn.fold(sequence: early.logSequence + 2, bytes: cluster.log[Int(early.logSequence) + 1])
        #expect(torn.images[0].logSequence == early.logSequence)
    }

    @Test func aSeenPlaceOfTheFirstVersionIsOfTheFirstGeneration() throws {
        var writer = WireWriter(capacity: 48)
        writer.number(7)
        writer.raw(Digest.none.bytes)
        #expect(try SeenPlace(decoding: writer.bytes) == SeenPlace(generation: 1, logSequence: 7, digest: .none))
        let place = SeenPlace(generation: 3, logSequence: 8, digest: .none)
        #expect(try SeenPlace(decoding: place.encoded()) == place)
    }

    @Test func aDiskThatIsShortTakesNothingNewAndServesWhatIsHere() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        cluster.put(.diskIsShort(true), to: MiniCluster.node("roma"))
        #expect(cluster.enqueue("roma", "c2")?.refusal?.code == .full)
        #expect(cluster.enqueue("roma", "c1")?.contact != nil, "a repeat is no new contact")
        #expect(cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))?.refusal == nil)
        cluster.put(.diskIsShort(false), to: MiniCluster.node("roma"))
        #expect(cluster.enqueue("roma", "c2")?.contact != nil)
    }
}

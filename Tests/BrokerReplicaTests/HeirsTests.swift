// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

/// Two nodes of a site: every fact is on both disks before it counts, and either goes on alone (protocol §6).
@Suite struct HeirsTests {
    private static let pec = TopicID(trusted: "pec")
    private static let anna = AgentID(trusted: "anna")

    @Test func aSecondNodeBecomesAnHeirAndHasEveryFact() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        #expect(!cluster[second].isServing && !cluster[second].replica.isHome)
        _ = cluster.ask(first, .cancel(ContactID(trusted: "early"), reason: nil))
        _ = cluster.enqueue(first, "c1")
        _ = cluster.login(first, "anna")
        cluster.run(milliseconds: 100)
        _ = cluster.accept(first, "anna")
        let held = cluster[first].replica.home
        let copied = cluster[second].replica.home
        #expect(copied.contacts.inOrder.map { $0.encoded() } == held.contacts.inOrder.map { $0.encoded() })
        #expect(copied.agents.mapValues { $0.encoded() } == held.agents.mapValues { $0.encoded() })
        #expect(copied.earlyCancels == held.earlyCancels)
        #expect(cluster.state(first, by: owner)?.home.node == MiniCluster.node(first))
    }

    @Test func nothingIsAnsweredBeforeTheHeirHasIt() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        _ = cluster.enqueue(first, "c0")
        let told = cluster[first].contactNews.count
        cluster.pause(second, true)
        let token = cluster.post(first, .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 800)
        #expect(cluster[first].replies[token] == nil)
        #expect(cluster[first].contactNews.count == told)
        #expect(cluster[owner].replica.engine.contactCount == 2, "the place is taken meanwhile")
        // The log lets the heir go, and only then does the holder go on without it.
        cluster.run(milliseconds: 700)
        #expect(cluster.state(first, by: owner)?.heirs == [])
        #expect(cluster[first].replies[token]?.contact != nil)
        cluster.pause(second, false)
        cluster.run(milliseconds: 1_500)
        #expect(cluster.state(first, by: owner)?.heirs == [MiniCluster.node(second)])
        #expect(
            Array(cluster[second].replica.home.contacts.numbers) == Array(cluster[first].replica.home.contacts.numbers))
    }

    /// A node that has held the home has a copy now, and reads of agents what the holder reads.
    @Test func whoHasHeldTheHomeDecidesNothingMore() {
        guard case (var cluster, let first, let second, _, let other)? = MiniCluster.withHeir() else { return }
        _ = cluster.login(other, "anna")
        _ = cluster.enqueue(other, "served")
        cluster.run(milliseconds: 200)
        _ = cluster.accept(other, "anna")
        var order = MiniCluster.order("c1")
        order.lastAgent = Self.anna
        _ = cluster.ask(first, .enqueue(order))
        cluster.pause(first, true)
        cluster.run(milliseconds: 8_000)
        cluster.pause(first, false)
        cluster.run(milliseconds: 2_000)
        #expect(cluster[second].replica.isHome && !cluster[first].replica.isHome)
        #expect(cluster.contact(second, "c1")?.record.routing.firstAgent == Self.anna)
        let told = cluster[first].contactNews.count
        _ = cluster.intent(other, "anna", .onBreak)
        _ = cluster.end(other, "served")
        cluster.run(milliseconds: 500)
        #expect(cluster.contact(second, "c1")?.record.routing.firstAgent == nil)
        #expect(cluster[first].contactNews.count == told)
        #expect(cluster[second].contactNews.last?.cell.record.id.text == "c1")
    }

    /// Who holds the home again goes on with ranges that are below what was given out meanwhile.
    @Test func whoComesAfterAHomeIsBackIsListedAlthoughTheirNumberIsLower() {
        guard case (var cluster, let first, let second, _, _)? = MiniCluster.withHeir() else { return }
        _ = cluster.enqueue(first, "c1")
        for (holder, next, id) in [(first, second, "c2"), (second, first, "c3")] {
            cluster.pause(holder, true)
            cluster.run(milliseconds: 8_000)
            cluster.pause(holder, false)
            cluster.run(milliseconds: 5_000)
            #expect(cluster[next].replica.isHome && !cluster[holder].replica.isHome)
            _ = cluster.enqueue(next, id)
        }
        let numbers = ["c1", "c2", "c3"].compactMap { cluster.contact(first, $0)?.record.number.value }
        #expect(numbers.count == 3 && numbers[2] < numbers[1], "\(numbers) tests nothing")
        var listed: Set<String> = []
        var after: ContactID?
        for _ in 0..<4 {
            guard
                case .contacts(let page, next: let next)? = cluster.ask(
                    first, .contactList(states: [], after: after, limit: 1))
            else { break }
            listed.formUnion(page.map(\.cell.record.id.text))
            after = next
            if next == nil { break }
        }
        #expect(listed == ["c1", "c2", "c3"])
    }

    @Test func anHeirTakesOverAndTheOpenOfferIsAccepted() {
        guard case (var cluster, let first, let second, let owner, let other)? = MiniCluster.withHeir() else { return }
        _ = cluster.login(first, "anna")
        let numbers = ["c1", "c2", "c3"].compactMap { cluster.enqueue(first, $0)?.contact?.record.number }
        _ = cluster.enqueue(other, "d1")
        cluster.run(milliseconds: 100)
        guard let offer = cluster.openOffer(first, "anna") else {
            Issue.record("nothing rings")
            return
        }
        cluster.kill(first)
        cluster.run(milliseconds: 1_000)
        #expect(cluster[second].replica.isHome && cluster[second].isServing)
        #expect(cluster.state(first, by: owner)?.isDetached == false, "the others go on with the site")
        #expect(cluster.openOffer(second, "anna")?.id == offer.id)
        let accept = HomeRequest.accept(offer: offer.id.description, Self.anna, RequestGuard())
        #expect(cluster.ask(second, accept)?.isConnected == true)
        for (index, id) in ["c1", "c2", "c3"].enumerated() {
            #expect(cluster.contact(second, id)?.record.number == numbers[index])
        }
        let line = cluster[owner].replica.engine.waiting(Self.pec, after: nil, limit: 10)
        #expect(line.map(\.record.id.text) == ["c2", "c3", "d1"])
        _ = cluster.end(second, "c1")
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer(second, "anna")?.contact == numbers[1])
        let fresh = cluster.enqueue(second, "c4")?.contact?.record.number
        #expect(fresh != nil && !numbers.contains { $0 == fresh })
    }

    @Test func anHeirThatWasKilledGoesOnWithItsCopy() {
        guard case (var cluster, let first, let second, _, _)? = MiniCluster.withHeir() else { return }
        _ = cluster.enqueue(first, "c1")
        let line = cluster[first].replica.home.heirs.first?.last.line
        cluster.kill(second)
        cluster.post(first, .enqueue(MiniCluster.order("c2")))
        cluster.restart(second)
        cluster.run(milliseconds: 1_000)
        #expect(cluster[first].replica.home.heirs.first?.last.line == line, "no new copy was needed")
        #expect(cluster[second].replica.home.contacts.count == 2)
        cluster.kill(first)
        cluster.run(milliseconds: 1_500)
        #expect(cluster.contact(second, "c1") != nil && cluster.contact(second, "c2") != nil)
    }

    @Test func whenBothFallEitherComesBackWithEverything() {
        for survivor in [1, 2] {
            guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
            _ = cluster.enqueue(first, "c1")
            _ = cluster.ask(first, .cancel(ContactID(trusted: "c2"), reason: nil))
            cluster.kill(first)
            cluster.kill(second)
            cluster.run(milliseconds: 8_000)
            #expect(cluster.state(first, by: owner)?.isDetached == true)
            let name = survivor == 1 ? first : second
            cluster.restart(name)
            cluster.run(milliseconds: 5_000)
            #expect(cluster[name].isServing, "\(name)")
            #expect(cluster.state(first, by: owner)?.isDetached == false)
            #expect(cluster.contact(name, "c1")?.phase == .waiting)
            #expect(cluster.enqueue(name, "c2")?.contact?.phase == .ended(.abandoned))
        }
    }

    @Test func anOldHolderThatWakesConfirmsNothing() {
        guard case (var cluster, let first, let second, let owner, let other)? = MiniCluster.withHeir() else { return }
        _ = cluster.login(first, "anna")
        cluster.run(milliseconds: 100)
        // One request lies at its disk, one in its socket.
        cluster.faults.storeMs = 300
        let atDisk = cluster.post(first, .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 5)
        cluster.pause(first, true)
        cluster.faults.storeMs = 0
        let inSocket = cluster.post(first, .enqueue(MiniCluster.order("c2")))
        cluster.run(milliseconds: 5_000)
        #expect(cluster[second].replica.isHome)
        let told = cluster[first].contactNews.count + cluster[first].agentNews.count
        cluster.pause(first, false)
        cluster.run(milliseconds: 1_000)
        #expect(cluster[first].replies[atDisk]?.refusal?.code == .unavailable)
        #expect(cluster[first].replies[inSocket]?.refusal?.code == .unavailable)
        #expect(cluster[first].contactNews.count + cluster[first].agentNews.count == told)
        #expect(!cluster[first].isServing && cluster[first].halted == nil)
        #expect(cluster.state(first, by: owner)?.heirs == [MiniCluster.node(first)])
        // Asked again at the site, both come in, once.
        #expect(cluster.enqueue(second, "c1")?.contact != nil && cluster.enqueue(second, "c2")?.contact != nil)
        cluster.run(milliseconds: 500)
        #expect(cluster[other].replica.engine.contactCount == 2)
    }

    @Test func noVersionIsToldTwiceWhenTheHomeIsPassedOnInTheMiddleOfThings() {
        guard case (var cluster, let first, let second, _, _)? = MiniCluster.withHeir() else { return }
        _ = cluster.login(first, "anna")
        _ = cluster.enqueue(first, "c0")
        cluster.run(milliseconds: 100)
        _ = cluster.accept(first, "anna")
        // One batch takes the home over, lets a contact in and offers it.
        cluster.isLogSilent = true
        _ = cluster.intent(first, "anna", .available)
        cluster.post(first, .end(ContactID(trusted: "c0"), reason: nil, RequestGuard()))
        cluster.run(milliseconds: 20)
        cluster.put(.leave, to: MiniCluster.node(first))
        cluster.run(milliseconds: 5)
        cluster.post(first, .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 30)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 2_000)
        #expect(cluster.openOffer(second, "anna") != nil)
        let told = (cluster[first].contactNews + cluster[second].contactNews).filter { $0.cell.record.id.text == "c1" }
        let queued = told.filter { if case .queued = $0.kind { true } else { false } }
        let offered = told.filter { if case .offered = $0.kind { true } else { false } }
        #expect(!offered.isEmpty && offered.allSatisfy { $0.cell.version == 2 })
        #expect(queued.allSatisfy { $0.cell.version == 1 }, "\(queued.map(\.cell.version))")
    }

    /// Two-hour seed 1712 of the simulator.
    @Test func numbersThatCameToTheHeirsDiskAloneAreNotGivenOutAgain() {
        guard case (var cluster, let first, let second, _, let other)? = MiniCluster.withHeir() else { return }
        cluster.faults.storeMs = 20
        cluster.post(first, .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 15)
        cluster.kill(first)
        cluster.run(milliseconds: 2_000)
        let number = cluster.contact(second, "c1")?.record.number
        #expect(number != nil, "the heir has it")
        cluster.restart(first)
        cluster.run(milliseconds: 3_000)
        cluster.kill(second)
        cluster.run(milliseconds: 3_000)
        #expect(cluster[first].halted == nil && cluster[first].isServing)
        let next = cluster.enqueue(first, "c2")?.contact?.record.number
        #expect(next != nil && next != number)
        #expect(cluster.contact(first, "c1")?.record.number == number)
        cluster.run(milliseconds: 500)
        #expect(cluster[other].replica.engine.contactCount == 2)
    }

    @Test func whoHoldsAHomeAgainMayFallAndComeBack() {
        guard case (var cluster, let first, let second, _, _)? = MiniCluster.withHeir() else { return }
        cluster.faults.storeMs = 20
        cluster.post(first, .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 15)
        cluster.kill(first)
        cluster.run(milliseconds: 2_000)
        cluster.restart(first)
        cluster.run(milliseconds: 3_000)
        cluster.kill(second)
        cluster.run(milliseconds: 3_000)
        #expect(cluster[first].isServing)
        cluster.kill(first)
        cluster.restart(first)
        cluster.run(milliseconds: 3_000)
        #expect(cluster[first].halted == nil && cluster[first].isServing, "\(cluster[first].halted ?? "")")
    }

    @Test func whoIsAskedToEndPassesTheHomeOn() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        _ = cluster.login(first, "anna")
        _ = cluster.enqueue(first, "c1")
        _ = cluster.enqueue(first, "c2")
        cluster.run(milliseconds: 100)
        guard let offer = cluster.openOffer(first, "anna") else { return }
        cluster.put(.leave, to: MiniCluster.node(first))
        cluster.run(milliseconds: 100)
        #expect(cluster[second].isServing && !cluster[first].isServing)
        #expect(cluster.openOffer(second, "anna")?.id == offer.id)
        #expect(cluster.accept(second, "anna")?.isConnected == true)
        cluster.run(milliseconds: 1_500)
        #expect(cluster[first].hasLeft, "nobody waits for it any more")
        #expect(cluster.state(first, by: owner)?.home.node == MiniCluster.node(second))
    }

    @Test func anHeirThatIsAskedToEndIsWaitedForNoMore() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        cluster.put(.leave, to: MiniCluster.node(second))
        cluster.run(milliseconds: 300)
        #expect(cluster[second].hasLeft)
        #expect(cluster.state(first, by: owner)?.heirs == [])
        cluster.kill(second)
        let token = cluster.post(first, .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 50)
        #expect(cluster[first].replies[token]?.contact != nil)
    }

    @Test func aListThatWasAskedForAndMayYetComeIsReckonedWith() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let (first, second) = (others[0], others[0] + "-2")
        cluster.isLogSilent = true
        cluster.start(second, incarnation: 77)
        cluster.run(milliseconds: 500)
        cluster.pause(second, true)
        cluster.run(milliseconds: 1_500)
        let asked = cluster[first].replica.home.heirs.first
        #expect(asked?.isRequired == true && asked?.isLost == true, "\(String(describing: asked))")
        // As when it returns from an island, or goes on from a snapshot.
        var replica = cluster[first].replica
        replica.home.resume(replica.context(cluster.now))
        cluster[first].replica = replica
        #expect(cluster[first].replica.home.heirs.map(\.node) == [MiniCluster.node(second)])
        let token = cluster.post(first, .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 1_000)
        #expect(cluster[first].replies[token] == nil, "the list may name a node that does not have it")
        cluster.isLogSilent = false
        cluster.run(milliseconds: 3_000)
        let lists = cluster.events.compactMap { if case .heirsListed(_, let heirs) = $0 { heirs.count } else { nil } }
        #expect(lists == [1, 0], "it did come, and was taken back")
        #expect(cluster.state(first, by: owner)?.heirs == [])
        #expect(cluster[first].replies[token]?.contact != nil)
    }

    @Test func lateCopiesOfItsCommandsChangeNothing() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        cluster.isRecording = true
        cluster.put(.leave, to: MiniCluster.node(first))
        cluster.run(milliseconds: 1_500)
        cluster.kill(first)
        cluster.restart(first)
        cluster.run(milliseconds: 1_500)
        cluster.kill(second)
        cluster.run(milliseconds: 1_500)
        cluster.restart(second)
        cluster.run(milliseconds: 2_000)
        let late = cluster.recorded.filter { entry in
            guard case .command(_, let command)? = entry.frame.messages.first, entry.to.text == owner + "-1" else {
                return false
            }
            return switch command {
            case .listHeirs, .takeHome, .passHome: true
            default: false
            }
        }
        #expect(late.count >= 3)
        let before = cluster.state(first, by: owner)
        #expect(before?.home.node == MiniCluster.node(first) && before?.heirs == [MiniCluster.node(second)])
        for entry in late + late.reversed() { cluster.put(.peer(entry.frame), to: entry.to) }
        cluster.run(milliseconds: 500)
        #expect(cluster.state(first, by: owner) == before)
        #expect(cluster.owners == [MiniCluster.node(owner)])
    }

    @Test func aNodeWhoseCopyIsNotWholeNeverGetsTheHome() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let (first, second) = (others[0], others[0] + "-2")
        _ = cluster.enqueue(first, "c1")
        // Its disk never says that the copy is there.
        cluster.faults.storeMs = 100_000
        cluster.start(second, incarnation: 77)
        cluster.run(milliseconds: 500)
        cluster.kill(first)
        cluster.faults.storeMs = 0
        cluster.run(milliseconds: 10_000)
        let record = HomeRecord(
            site: SiteID(trusted: first), node: MiniCluster.node(second), term: 0, incarnation: 77, openCount: 1)
        cluster.put(
            .peer(
                PeerFrame(
                    sender: MiniCluster.node(second), messages: [.command(id: 1, .takeHome(record, rejoin: false))])),
            to: MiniCluster.node(owner))
        cluster.run(milliseconds: 500)
        #expect(cluster.state(first, by: owner)?.home.node == MiniCluster.node(first))
        #expect(cluster[second].halted == nil && !cluster[second].isServing)
        cluster.kill(second)
        cluster.restart(second)
        cluster.restart(first)
        cluster.run(milliseconds: 2_000)
        #expect(cluster.contact(first, "c1") != nil)
        #expect(cluster.state(first, by: owner)?.heirs == [MiniCluster.node(second)])
    }

    @Test func anHeirWhoseDiskWasLostNeverGetsTheHome() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        _ = cluster.enqueue(first, "c1")
        cluster.kill(second)
        cluster.kill(first)
        cluster.start(second, incarnation: 99)
        cluster.run(milliseconds: 10_000)
        #expect(cluster.state(first, by: owner)?.home.node == MiniCluster.node(first))
        #expect(!cluster[second].replica.isHome)
        cluster.restart(first)
        cluster.run(milliseconds: 3_000)
        #expect(cluster.contact(first, "c1") != nil)
        #expect(cluster[second].replica.home.copy?.reign == cluster.state(first, by: owner)?.reign)
    }

    /// What is recovered knows of a holder before, which is the first to come back and opens its home anew: the copy it
    /// would send holds less than this disk does.
    @Test func whoHeldTheHomeInALostPartOfTheLogIsNoMereCopy() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        let known = cluster[owner].replica.follower.image
        cluster.kill(first)
        cluster.run(milliseconds: 8_000)
        #expect(cluster[second].isServing && cluster.enqueue(second, "c1") != nil)
        for name in cluster.order { cluster.kill(name.text) }
        let recovery = LogRecovery([known], authenticator: PlainAuthenticator())
        let image = recovery.begin(at: UInt64(cluster.log.count), PoolInstant(cluster.now.wall))
        for name in cluster.order.map(\.text) where name != second {
            cluster.start(name, incarnation: cluster[name].disk.incarnation, from: image)
        }
        cluster.run(milliseconds: 5_000)
        #expect(cluster[first].isServing)
        cluster.start(second, incarnation: cluster[second].disk.incarnation, from: image)
        cluster.run(milliseconds: 5_000)
        #expect(cluster[second].halted?.contains("later than the log knows") == true)
        #expect(cluster[second].replica.home.numberByID[ContactID(trusted: "c1")] != nil)
        // By a snapshot of later, too.
        let later = cluster[first].replica.follower.image
        cluster.start(second, incarnation: cluster[second].disk.incarnation, from: later)
        cluster.run(milliseconds: 5_000)
        #expect(cluster[second].halted?.contains("later than the log knows") == true)
    }

    @Test func whenAllDisksOfASiteAreLostTheOperatorsWordHelps() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        _ = cluster.enqueue(first, "c1")
        cluster.kill(first)
        cluster.kill(second)
        cluster.run(milliseconds: 8_000)
        cluster.start(first + "-3", incarnation: 300, rejoin: true)
        cluster.run(milliseconds: 3_000)
        #expect(cluster[first + "-3"].isServing)
        #expect(cluster.state(first, by: owner)?.heirs == [])
        #expect(cluster.contact(first + "-3", "c1")?.phase == .waiting)
        // The others come back with what they had, and it counts no more.
        cluster.restart(second)
        cluster.run(milliseconds: 2_000)
        #expect(!cluster[second].replica.isHome && cluster[second].halted == nil)
        #expect(cluster.state(first, by: owner)?.heirs == [MiniCluster.node(second)])
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

@Suite("When nodes keep their images")
struct ImageShareTests {
    /// A pool whose sites have a home each.
    private func engine(sites: Int) -> Engine {
        var engine = Engine()
        var events: [Event] = []
        engine.beginEpoch(1, owner: NodeID(trusted: "n0"), at: PoolInstant(0), into: &events)
        for site in 0..<sites {
            let record = HomeRecord(
                site: SiteID(trusted: "s\(site)"), node: NodeID(trusted: "n\(site)"), term: 0, incarnation: 1,
                openCount: 1)
            _ = engine.step(.takeHome(record, rejoin: false), id: 1, at: PoolInstant(0), into: &events)
        }
        return engine
    }

    private func share(_ site: Int, _ node: String, _ engine: Engine) -> ImageShare {
        ImageShare(of: NodeIdentity(site: SiteID(trusted: "s\(site)"), node: NodeID(trusted: node)), engine)
    }

    @Test("No two nodes begin theirs at the same place, and none waits longer than a span", arguments: 1...8)
    func apart(sites: Int) {
        let engine = engine(sites: sites)
        let shares = (0..<sites).flatMap { [share($0, "n\($0)", engine), share($0, "heir", engine)] }
        for span: UInt64 in [5_000, 300_000] {
            for place: UInt64 in [0, 1, 4_999, 5_000, 123_456] {
                let next = shares.map { $0.next(after: place, every: span) }
                #expect(next.allSatisfy { $0 > place && $0 <= place + span })
                // A sixteenth of a span or more between any two: far more than an image takes.
                let ordered = next.sorted()
                let gaps =
                    zip(ordered, ordered.dropFirst()).map { $1 - $0 } + [ordered[0] + span - ordered[ordered.count - 1]]
                #expect(gaps.allSatisfy { $0 >= span / 16 - 1 }, "\(next)")
                // The owner's snapshots begin at whole spans.
                #expect(next.allSatisfy { $0 % span != 0 })
            }
        }
    }

    @Test("Nodes that began together keep their images one after another, none more than a span late")
    func inAPool() {
        var cluster = MiniCluster(batchesPerSnapshot: 60)
        let sites = ["roma", "milano", "napoli"]
        cluster.configure([TopicSettings(topic: TopicID(trusted: "pec"))])
        for index in 0..<400 { _ = cluster.enqueue(sites[index % 3], "c\(index)") }
        let kept = sites.map { cluster[$0].images.map(\.logSequence).filter { $0 > 100 } }
        for places in kept {
            #expect(places.count > 3 && zip(places, places.dropFirst()).allSatisfy { $1 - $0 <= 60 }, "\(kept)")
        }
        let anyTwo = Set(kept[0]).intersection(kept[1]).union(Set(kept[2]).intersection(Set(kept[0]).union(kept[1])))
        #expect(anyTwo.isEmpty, "\(kept)")
    }

    @Test("A span of one batch is one, and a node of no site keeps images too")
    func smallest() {
        #expect(share(0, "n0", engine(sites: 3)).next(after: 7, every: 1) == 8)
        let unknown = share(9, "n9", engine(sites: 3))
        #expect((0..<100).allSatisfy { unknown.next(after: $0, every: 10) <= $0 + 10 })
    }
}

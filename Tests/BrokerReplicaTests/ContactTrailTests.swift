// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

/// What a log says of a contact, long after.
@Suite struct ContactTrailTests {
    /// A contact that Anna lets go, Bruno takes and ends; another one beside it.
    private func served() -> MiniCluster {
        var cluster = MiniCluster.ready()
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        guard let offer = cluster.openOffer("milano", "anna") else { return cluster }
        _ = cluster.login("milano", "bruno")
        _ = cluster.enqueue("roma", "c2", topic: "firma")
        _ = cluster.ask(
            "milano", .reject(offer: offer.id.description, AgentID(trusted: "anna"), reason: nil, RequestGuard()))
        cluster.run(milliseconds: 200)
        _ = cluster.accept("milano", "bruno")
        cluster.run(milliseconds: 100)
        _ = cluster.end("roma", "c1")
        cluster.run(milliseconds: 500)
        return cluster
    }

    private func trail(_ subject: ContactTrail.Subject, _ log: [[UInt8]], from image: LogImage = .empty) -> ContactTrail
    {
        var trail = ContactTrail(of: subject, from: image, authenticator: PlainAuthenticator())
        for (index, bytes) in log.enumerated() where UInt64(index) >= image.logSequence {
            trail.take(sequence: UInt64(index + 1), bytes: bytes)
        }
        return trail
    }

    private func story(_ trail: ContactTrail) -> [String] {
        trail.entries.map { entry in
            switch entry.fact {
            case .entered(let record): return "entered \(record.id)"
            case .offered(let offer, let why):
                let asked = why?.candidates.map { "\($0.agent)" } ?? []
                return "offered \(offer.agent) of \(asked.joined(separator: ", "))"
            case .reported(let report):
                switch report.phase {
                case .waiting: return "waiting"
                case .connected(_, let agent): return "connected \(agent)"
                case .ended(let outcome): return "ended \(outcome.word)"
                }
            }
        }
    }

    @Test func itTellsWhoWasAskedAndWhatBecameOfIt() throws {
        let cluster = served()
        let trail = trail(.contact(ContactID(trusted: "c1")), cluster.log)
        #expect(
            story(trail) == [
                "entered c1", "offered anna of anna", "waiting", "offered bruno of bruno", "connected bruno",
                "ended handled",
            ])
        #expect(trail.beginsAfter == 0 && trail.foundAtBegin.isEmpty && !trail.isCut && trail.unreadable == nil)
        #expect(trail.logSequence == UInt64(cluster.log.count))
        let offered = trail.entries.compactMap { entry -> (UInt64, UInt64)? in
            if case .offered(let offer, _) = entry.fact { (entry.sequence, offer.id.sequence) } else { nil }
        }
        #expect(offered.count == 2 && offered.allSatisfy { $0.0 == $0.1 })
        guard case .entered(let record)? = trail.entries.first?.fact else { throw MissingEntry() }
        // The claim says the same.
        #expect(self.trail(.claim(record.claim), cluster.log).entries == trail.entries)
    }

    @Test func aTrimmedLogSaysWhatItStillHas() throws {
        let cluster = served()
        let whole = trail(.contact(ContactID(trusted: "c1")), cluster.log)
        // A snapshot that stands just before the second offer.
        let second = try #require(whole.entries.filter { if case .offered = $0.fact { true } else { false } }.last)
        var recovery = LogRecovery([.empty], authenticator: PlainAuthenticator())
        var image = LogImage.empty
        for (index, bytes) in cluster.log.enumerated() {
            recovery.fold(sequence: UInt64(index + 1), bytes: bytes)
            guard recovery.images[0].engine.sequence < second.sequence else { break }
            image = recovery.images[0]
        }
        #expect(image.logSequence > 0)
        let rest = trail(.contact(ContactID(trusted: "c1")), cluster.log, from: image)
        #expect(rest.foundAtBegin.map(\.id.text) == ["c1"])
        #expect(rest.entries == Array(whole.entries.filter { $0.sequence > image.engine.sequence }))
        #expect(rest.entries.contains(second))
        #expect(rest.beginsAfter == image.engine.sequence && rest.beginsAt == image.engine.time)
        #expect(trail(.contact(ContactID(trusted: "nobody")), cluster.log).entries.isEmpty)
    }

    private struct MissingEntry: Error {}
}

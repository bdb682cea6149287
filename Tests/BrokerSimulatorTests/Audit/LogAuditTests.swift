// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerSimulator

/// A log made by hand: a good one passes, and each thing that is wrong with it is found.
@Suite struct LogAuditTests {
    private let authenticator = PlainAuthenticator()
    private let node = NodeID(trusted: "roma-1")

    private func batch(
        _ epoch: UInt64, first: UInt64, after previous: [UInt8]?, _ events: [Event]
    ) -> [UInt8] {
        Batch(
            generation: 0, epoch: epoch, firstSequence: first, time: PoolInstant(Int64(first)),
            previous: previous.map { authenticator.digest(of: $0) } ?? .none, events: events
        ).encoded(with: authenticator)
    }

    private func called(_ number: UInt64) -> Event {
        .enqueued(
            ContactRecord(
                number: ContactNumber(number), id: ContactID(trusted: "c\(number)"), site: SiteID(trusted: "roma"),
                topic: TopicID(trusted: "pec"), priority: 100, channel: .voice, arrival: PoolInstant(1),
                claim: ClaimNumber(ContactNumber(number)), requirements: [], caller: nil), Turn(1))
    }

    /// What an audit finds in a log.
    private func found(_ log: [[UInt8]], asked: Set<String>? = nil) -> [String] {
        var audit = LogAudit(authenticator: authenticator, asked: asked)
        for bytes in log { audit.take(bytes) }
        return audit.violations.map(\.invariant)
    }

    /// An owner, and a site with numbers of its own.
    private var begun: [UInt8] {
        let roma = SiteID(trusted: "roma")
        return batch(
            1, first: 1, after: nil,
            [
                .epochBegan(epoch: 1, owner: node),
                .homeTaken(HomeRecord(site: roma, node: node, term: 1, incarnation: 9, openCount: 1)),
                .rangeReserved(roma, incarnation: 9, ClaimRange(first: 1, count: 100)),
            ])
    }

    @Test func aGoodLogPasses() {
        let second = batch(1, first: 4, after: begun, [called(11)])
        var audit = LogAudit(authenticator: authenticator, asked: ["c11"])
        for bytes in [begun, second] { audit.take(bytes) }
        #expect(audit.violations.isEmpty)
        #expect((audit.batches, audit.epochs, audit.contacts) == (2, 1, 1))
    }

    @Test func whatIsNotAuthenticIsFound() {
        var second = batch(1, first: 4, after: begun, [called(11)])
        second[20] ^= 1
        #expect(found([begun, second]) == ["I13"])
    }

    @Test func aBatchThatIsMissingIsFound() {
        let second = batch(1, first: 4, after: begun, [called(11)])
        let third = batch(1, first: 5, after: second, [called(12)])
        #expect(found([begun, third]) == ["I12"])
    }

    @Test func anOldOwnersBatchIsFound() {
        let second = batch(2, first: 4, after: begun, [.epochBegan(epoch: 2, owner: node)])
        let late = batch(1, first: 5, after: second, [called(11)])
        #expect(found([begun, second, late]) == ["I12"])
    }

    @Test func whoNeverCalledIsFoundIfItIsKnownWhoDid() {
        let second = batch(1, first: 4, after: begun, [called(11)])
        #expect(found([begun, second], asked: ["c12"]) == ["I2"])
        #expect(found([begun, second]).isEmpty)
    }

    @Test func whoEntersTwiceIsFound() {
        let second = batch(1, first: 4, after: begun, [called(11), called(11)])
        #expect(found([begun, second]) == ["I10"])
    }

    @Test func aNumberThatIsNotTheSitesIsFound() {
        let second = batch(1, first: 4, after: begun, [called(101)])
        #expect(found([begun, second]) == ["I10"])
    }
}

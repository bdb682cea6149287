// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

/// Copies of the log that differ, and which of them is gone by (N1).
@Suite struct CopyTests {
    private static let authenticator = PlainAuthenticator()

    /// A genuine batch after another, told apart by its epoch.
    private static func batch(after before: [UInt8]?, epoch: UInt64 = 1, generation: UInt32 = 1) -> [UInt8] {
        let previous = before.map { authenticator.digest(of: $0) } ?? .none
        let event = Event.epochBegan(epoch: epoch, owner: NodeID(trusted: "roma-1"))
        return Batch(
            generation: generation, epoch: epoch, firstSequence: 1, time: PoolInstant(0), previous: previous,
            events: [event]
        ).encoded(with: authenticator)
    }

    private let first = Self.batch(after: nil)
    private var right: [UInt8] { Self.batch(after: first, epoch: 2) }
    private var wrong: [UInt8] { Self.batch(after: first, epoch: 3) }
    private var next: [UInt8] { Self.batch(after: right, epoch: 2) }

    private func choice(fits next: [UInt8]?, servers: Int = 3) throws -> CopyChoice {
        let wanted = try next.map { try Batch(decoding: $0, with: Self.authenticator).previous }
        return CopyChoice(of: 2, digestWanted: wanted, servers: servers, authenticator: Self.authenticator)
    }

    // MARK: - Reading ahead

    /// What a reading of these messages lets go of, and whether it doubts it.
    private func released(_ messages: [[UInt8]]) -> (bytes: [[UInt8]], doubted: [UInt64], held: [UInt8]?) {
        var ahead = ReadAhead(Self.authenticator)
        var found: (bytes: [[UInt8]], doubted: [UInt64]) = ([], [])
        for (index, bytes) in messages.enumerated() {
            guard let released = ahead.take(.init(UInt64(index + 1), bytes)) else { continue }
            found.bytes.append(released.message.bytes)
            if released.digestWanted != nil { found.doubted.append(released.message.sequence) }
        }
        return (found.bytes, found.doubted, ahead.held?.bytes)
    }

    @Test func aChainIsLetGoWithoutDoubtAndItsLastMessageHeld() {
        let found = released([first, right, next])
        #expect(found.bytes == [first, right])
        #expect(found.doubted == [])
        #expect(found.held == next)
    }

    @Test func theMessageThatTheNextIsNotChainedToIsDoubted() {
        #expect(released([first, wrong, next]).doubted == [2])
    }

    @Test func whatNoOwnerWroteAndANewGenerationRaiseNoDoubt() {
        let generation = Self.batch(after: nil, generation: 2)
        #expect(released([first, [1, 2, 3], right, generation]).doubted == [])
    }

    // MARK: - Starting

    @Test func aLastMessageInDoubtIsWaitedForUntilTheLogHasGoneOn() {
        var last = LastMessage()
        #expect(last.isInDoubt(7, isUnopposed: false, at: 0) == nil)
        #expect(last.isInDoubt(7, isUnopposed: false, at: 100 * Timing.second) == nil, "a log at rest")
        #expect(last.isInDoubt(9, isUnopposed: false, at: 101 * Timing.second) == 8)
        #expect(last.isInDoubt(9, isUnopposed: false, at: 102 * Timing.second) == nil)
    }

    @Test func aLogAtRestIsGoneByWhenNoServerHasAnotherLastMessageForLong() {
        var last = LastMessage()
        #expect(last.isInDoubt(7, isUnopposed: true, at: 0) == nil)
        #expect(last.isInDoubt(7, isUnopposed: false, at: 10 * Timing.second) == nil, "a server did not answer")
        #expect(last.isInDoubt(7, isUnopposed: true, at: 11 * Timing.second) == nil)
        #expect(last.isInDoubt(7, isUnopposed: true, at: 25 * Timing.second) == nil)
        #expect(last.isInDoubt(7, isUnopposed: true, at: 27 * Timing.second) == 7)
    }

    // MARK: - Choosing

    @Test func theCopyThatTheNextMessageIsChainedToIsTakenThoughOneServerAloneHasIt() throws {
        var choice = try choice(fits: next)
        choice.take(wrong, from: "roma")
        choice.take(wrong, from: "milano")
        #expect(!choice.isSettled, "two servers may have the same wrong one")
        choice.take(right, from: "napoli")
        #expect(choice.isSettled)
        #expect(choice.bytes == right)
        #expect(choice.wrong == ["roma", "milano"])
    }

    @Test func aMessageThatAllServersHaveIsTakenThoughTheNextDoesNotFit() throws {
        var choice = try choice(fits: Self.batch(after: nil))
        for server in ["roma", "milano", "napoli"] {
            #expect(!choice.isSettled)
            choice.take(right, from: server)
        }
        #expect(choice.isSettled)
        #expect(choice.bytes == right)
        #expect(choice.wrong == [])
    }

    @Test func aMessageThatNoCopyFitsAndServersDifferInIsNotTaken() throws {
        var choice = try choice(fits: Self.batch(after: nil))
        choice.take(right, from: "roma")
        choice.take(right, from: "milano")
        choice.take(wrong, from: "napoli")
        #expect(choice.isSettled)
        #expect(choice.bytes == nil)
    }

    @Test func theLastMessageIsTakenWhenMostServersHaveIt() throws {
        var choice = try choice(fits: nil)
        choice.take(right, from: "roma")
        #expect(choice.bytes == nil, "one of three is not most")
        choice.take(right, from: "roma")
        #expect(choice.bytes == nil, "a server counts once")
        choice.take(right, from: "napoli")
        #expect(choice.isSettled)
        #expect(choice.bytes == right)
    }

    @Test func theLastMessageIsNotTakenWhenAnyServerHasAnother() throws {
        var choice = try choice(fits: nil)
        choice.take(right, from: "roma")
        choice.take(wrong, from: "milano")
        #expect(choice.isSettled, "no third copy would tell: two servers may have the same wrong one")
        #expect(choice.bytes == nil)
        choice.take(wrong, from: "napoli")
        #expect(choice.bytes == nil)
        #expect(choice.wrong == [])
    }

    @Test func theLastMessageIsUnopposedWhenTheServersWithoutItHaveAnsweredToo() throws {
        var choice = try choice(fits: nil)
        choice.take(right, from: "roma")
        choice.isMissing(at: "milano")
        choice.isMissing(at: "milano")
        #expect(!choice.isSettled && !choice.isUnopposed, "one has not answered")
        choice.isMissing(at: "napoli")
        #expect(choice.isSettled && choice.isUnopposed)
        #expect(choice.bytes == nil, "which is no majority")
        choice.take(wrong, from: "napoli")
        #expect(!choice.isUnopposed)
    }

    @Test func theOnlyServerIsRight() throws {
        var choice = try choice(fits: next, servers: 1)
        choice.take(wrong, from: "")
        #expect(choice.isSettled)
        #expect(choice.bytes == wrong)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Testing

@testable import NATSClient

@Suite struct ReadFollowTests {
    private func stream(_ connection: NATSConnection, _ count: Int, _ size: Int = 10) throws -> (JetStream, String) {
        let name = SharedServer.unique("R")
        let jetStream = JetStream(connection)
        try jetStream.createStream(StreamConfiguration(name: name, subjects: ["r.\(name)"]))
        let filler = [UInt8](repeating: UInt8(ascii: " "), count: size)
        let inbox = connection.makeInbox()
        let acknowledged = Counter()
        try connection.subscribe(inbox) { handle in
            handle.discard()
            acknowledged.add()
        }
        for number in 0..<count { try connection.publish("r.\(name)", "\(number)".bytes + filler, replyTo: inbox) }
        try Eventually.equal("messages", count) { acknowledged.value }
        return (jetStream, name)
    }

    @Test func readingEndsAtTheEnd() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let (jetStream, name) = try stream(connection, 5_000, 1_000)
        func sequences(from first: UInt64, limit: Int = .max) throws -> [UInt64] {
            var sequences: [UInt64] = []
            try jetStream.read(stream: name, from: first, idleLimit: .seconds(10)) { message throws(NATSError) in
                sequences.append(message.sequence)
                return sequences.count < limit
            }
            return sequences
        }
        #expect(try sequences(from: 1) == Array(1...5_000))
        #expect(try sequences(from: 0) == Array(1...5_000))
        #expect(try sequences(from: 4_990) == Array(4_990...5_000))
        #expect(try sequences(from: 10, limit: 3) == [10, 11, 12])
        let duration = try ContinuousClock().measure {
            let beyond = try sequences(from: 5_001) + sequences(from: 9_999)
            #expect(beyond.isEmpty)
        }
        #expect(duration < .seconds(5))
        try jetStream.purge(name, below: 4_000)
        #expect(try sequences(from: 1) == Array(4_000...5_000))
        let missing = failure { () throws(NATSError) in
            try jetStream.read(stream: "NONE", from: 1, idleLimit: .seconds(10)) { _ throws(NATSError) in true }
        }
        #expect(missing?.code == .notFound)
        let thrown = failure { () throws(NATSError) in
            try jetStream.read(stream: name, from: 1, idleLimit: .seconds(10)) { _ throws(NATSError) in
                throw NATSError(.badArgument, operation: "mine")
            }
        }
        #expect(thrown?.operation == "mine")
    }

    @Test func readingGivesUpWhenNothingComes() throws {
        let server = try NATSServerProcess()
        let connection = try server.connect()
        defer { connection.close() }
        let jetStream = JetStream(connection, timeout: .milliseconds(500))
        try jetStream.createStream(StreamConfiguration(name: "LOG", subjects: ["log"]))
        for number in UInt64(0)..<10 { _ = jetStream.append("log", [], expectedLastSequence: number) }
        try server.suspend()
        let error = failure { () throws(NATSError) in
            try jetStream.read(stream: "LOG", from: 1, idleLimit: .seconds(1)) { _ throws(NATSError) in true }
        }
        #expect(error?.code == .timeout || error?.code == .disconnected)
        server.resume()
    }

    @Test func aFollowerSeesWhatIsThereAndWhatComes() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let (jetStream, name) = try stream(connection, 100)
        let seen = Collector<UInt64>()
        let follower = LogFollower(jetStream, stream: name, from: 51, onMessage: { seen.add($0.sequence) })
        try Eventually.equal("old messages", 50) { seen.count }
        for _ in 0..<50 { try connection.publish("r.\(name)", "new".bytes) }
        try Eventually.equal("new messages", 100) { seen.count }
        #expect(seen.values == Array(51...150))
        let stopping = ContinuousClock().measure {
            follower.stop()
            follower.stop()
        }
        #expect(stopping < .seconds(2))
        try connection.publish("r.\(name)", "unseen".bytes)
        try connection.flush(timeout: .seconds(5))
        #expect(seen.count == 100)
    }

    @Test func aFollowerSurvivesARestartWithoutGapOrRepeat() throws {
        let server = try NATSServerProcess()
        let connection = try server.connect()
        defer { connection.close() }
        let jetStream = JetStream(connection, timeout: .seconds(1))
        try jetStream.createStream(StreamConfiguration(name: "LOG", subjects: ["log"]))
        for number in UInt64(0)..<20 { _ = jetStream.append("log", [], expectedLastSequence: number) }
        let seen = Collector<UInt64>()
        let follower = LogFollower(jetStream, stream: "LOG", from: 1, onMessage: { seen.add($0.sequence) })
        defer { follower.stop() }
        try Eventually.equal("before", 20) { seen.count }
        try server.restart()
        try Eventually.isTrue("append after restart") {
            jetStream.append("log", [], expectedLastSequence: 20) == .committed(sequence: 21)
        }
        try Eventually.equal("after", 21) { seen.count }
        #expect(seen.values == Array(1...21))
    }

    @Test func aFollowerBeyondTheEndSkipsNothingAsked() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let (jetStream, name) = try stream(connection, 3)
        let seen = Collector<UInt64>()
        let follower = LogFollower(jetStream, stream: name, from: 6, onMessage: { seen.add($0.sequence) })
        defer { follower.stop() }
        // The follower must be there before the messages: it has told the server so when the server knows a consumer.
        for _ in 0..<5 { try connection.publish("r.\(name)", []) }
        try Eventually.equal("messages", 3) { seen.count }
        #expect(seen.values == [6, 7, 8])
    }

    @Test func aFollowerEndsWithItsConnectionOrItsStream() throws {
        let connection = try SharedServer.get().connect()
        let ends = Collector<NATSError.Code>()
        let (jetStream, name) = try stream(connection, 1)
        let missing = LogFollower(
            jetStream, stream: "NONE", from: 1, onMessage: { _ in }, onEnd: { ends.add($0.code) })
        try Eventually.equal("end", [.notFound]) { ends.values }
        missing.stop()
        let seen = Counter()
        let follower = LogFollower(
            jetStream, stream: name, from: 1, onMessage: { _ in seen.add() }, onEnd: { ends.add($0.code) })
        try Eventually.equal("message", 1) { seen.value }
        connection.close()
        try Eventually.equal("end", [.notFound, .closed]) { ends.values }
        follower.stop()
    }

    @Test func positionsAreRead() {
        let short = ConsumerPosition("$JS.ACK.LOG.c1.1.42.7.1700000000000000001.3")
        #expect(short?.sequence == 42 && short?.number == 7)
        #expect(short?.timeNs == 1_700_000_000_000_000_001 && short?.pending == 3)
        let long = ConsumerPosition("$JS.ACK._.hash.LOG.c1.1.42.7.1700000000000000001.3.token")
        #expect(long == short)
        #expect(ConsumerPosition("_INBOX.abc.def") == nil)
        #expect(ConsumerPosition("") == nil)
        #expect(ConsumerPosition("$JS.ACK.LOG.c1.1.x.7.1.3") == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import NATSClient
import Testing

@Suite struct StreamTests {
    private func stream(_ connection: NATSConnection) throws -> (JetStream, String, String) {
        let name = SharedServer.unique("S")
        let jetStream = JetStream(connection)
        var configuration = StreamConfiguration(name: name, subjects: ["s.\(name).>"])
        configuration.maxMessageSize = 1_000
        try jetStream.createStream(configuration)
        return (jetStream, name, "s.\(name).log")
    }

    @Test func aStreamIsMadeChangedFoundAndDeleted() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let jetStream = JetStream(connection)
        let name = SharedServer.unique("S")
        var configuration = StreamConfiguration(name: name, subjects: ["a.\(name)", "b.\(name).>"])
        configuration.maxMessages = 10
        configuration.maxMessagesPerSubject = 2
        configuration.maxMessageSize = 100
        configuration.duplicateWindow = .seconds(30)
        configuration.denyDelete = true
        configuration.maxAge = .seconds(3_600)
        #expect(try jetStream.streamInfo(name) == nil)
        let made = try jetStream.createStream(configuration)
        #expect(made.configuration == configuration)
        #expect(made.lastSequence == 0 && made.messages == 0)
        #expect(try jetStream.createStream(configuration).configuration == configuration)
        var other = configuration
        other.maxMessages = 20
        let taken = failure { () throws(NATSError) in try jetStream.createStream(other) }
        #expect(taken?.code == .alreadyExists)
        #expect(taken?.jetStreamCode == 10058)
        #expect(try jetStream.updateStream(other).configuration == other)
        #expect(try jetStream.streamInfo(name)?.configuration == other)
        #expect(try jetStream.deleteStream(name))
        #expect(try !jetStream.deleteStream(name))
        #expect(
            failure { () throws(NATSError) in _ = try jetStream.message(stream: name, sequence: 1) }?.code == .notFound)
        #expect(failure { () throws(NATSError) in _ = try jetStream.streamInfo("a.b") }?.code == .badSubject)
    }

    @Test func appendsAreCommittedOrRefused() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let (jetStream, name, subject) = try stream(connection)
        #expect(jetStream.append(subject, "a".bytes, expectedLastSequence: 0) == .committed(sequence: 1))
        #expect(jetStream.append(subject, "b".bytes, expectedLastSequence: 1) == .committed(sequence: 2))
        for expected in [UInt64(0), 1, 3] {
            guard case .refused(let error) = jetStream.append(subject, "c".bytes, expectedLastSequence: expected) else {
                Issue.record("not refused")
                return
            }
            #expect(error.code == .wrongLastSequence)
            #expect(error.jetStreamCode == 10071)
        }
        guard
            case .refused(let large) = jetStream.append(
                subject, [UInt8](repeating: 1, count: 2_000), expectedLastSequence: 2)
        else {
            Issue.record("not refused")
            return
        }
        #expect(large.jetStreamCode == 10054)
        #expect(try jetStream.streamInfo(name)?.lastSequence == 2)
        guard case .unknown(let nobody) = jetStream.append("no.stream", [], expectedLastSequence: 0) else {
            Issue.record("not unknown")
            return
        }
        #expect(nobody.code == .noResponders)
    }

    @Test func anAppendNeedNotBeWaitedFor() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let (_, _, subject) = try stream(connection)
        let inbox = connection.makeInbox()
        let outcomes = Collector<AppendOutcome>()
        try connection.subscribe(inbox + ".*") { handle in
            let message = handle.take()
            outcomes.add(Append.outcome(of: message))
        }
        for expected in [UInt64(0), 1, 5] {
            try Append.publish(
                on: connection, subject: subject, payload: "x".bytes, expectedLastSequence: expected,
                replyTo: "\(inbox).\(expected)")
        }
        try Append.publish(
            on: connection, subject: "no.stream", payload: [], expectedLastSequence: 0, replyTo: inbox + ".none")
        try Eventually.equal("outcomes", 4) { outcomes.count }
        #expect(outcomes.values.contains(.committed(sequence: 1)))
        #expect(outcomes.values.contains(.committed(sequence: 2)))
        let others = outcomes.values.compactMap { outcome -> NATSError.Code? in
            switch outcome {
            case .committed: nil
            case .refused(let error), .unknown(let error): error.code
            }
        }
        #expect(Set(others) == [.wrongLastSequence, .noResponders])
    }

    @Test func messagesAreReadBackWithEverything() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let (jetStream, name, subject) = try stream(connection)
        let headers = [NATSHeader("Kind", "batch"), NATSHeader("Note", "a: b")]
        let before = ContinuousClock.now
        let wall = Wall.nanoseconds()
        let binary = (0..<256).map { UInt8($0) }
        _ = jetStream.append(subject, binary, expectedLastSequence: 0, headers: headers)
        _ = jetStream.append(subject + ".other", [], expectedLastSequence: 1)
        let message = try #require(try jetStream.message(stream: name, sequence: 1))
        #expect(message.sequence == 1)
        #expect(message.subject == subject)
        #expect(message.bytes == binary)
        #expect(message.header("Kind") == "batch")
        #expect(message.header("Note") == "a: b")
        #expect(message.header("Nats-Expected-Last-Sequence") == "0")
        let slack = Int64((ContinuousClock.now - before) / .nanoseconds(1)) + 1_000_000_000
        #expect(abs(message.timeNs - wall) < slack)
        #expect(try jetStream.message(stream: name, sequence: 2)?.bytes == [])
        #expect(try jetStream.message(stream: name, sequence: 3) == nil)
        #expect(try jetStream.message(stream: name, sequence: 0) == nil)
        #expect(try jetStream.lastMessage(stream: name, subject: subject) == message)
        #expect(try jetStream.lastMessage(stream: name, subject: "s.\(name).>")?.sequence == 2)
        #expect(try jetStream.lastMessage(stream: name, subject: "s.\(name).none") == nil)
        var read: [StoredMessage] = []
        try jetStream.read(stream: name, from: 1, idleLimit: .seconds(10)) { message throws(NATSError) in
            read.append(message)
            return true
        }
        #expect(read.count == 2)
        #expect(read.first?.bytes == message.bytes)
        #expect(read.first?.timeNs == message.timeNs)
        #expect(Set(read.first?.headers ?? []) == Set(message.headers))
    }

    @Test func purgingKeepsSequences() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let (jetStream, name, subject) = try stream(connection)
        for expected in UInt64(0)..<10 { _ = jetStream.append(subject, [], expectedLastSequence: expected) }
        // Nothing is below the first.
        try jetStream.purge(name, below: 1)
        #expect(try jetStream.streamInfo(name)?.messages == 10)
        try jetStream.purge(name, below: 6)
        let info = try #require(try jetStream.streamInfo(name))
        #expect(info.firstSequence == 6 && info.lastSequence == 10 && info.messages == 5)
        #expect(try jetStream.message(stream: name, sequence: 5) == nil)
        #expect(failure { () throws(NATSError) in try jetStream.purge(name, below: 0) }?.code == .badArgument)
        try jetStream.purge(name, below: 11)
        #expect(try jetStream.streamInfo(name)?.messages == 0)
        #expect(jetStream.append(subject, [], expectedLastSequence: 0) != .committed(sequence: 1))
        #expect(jetStream.append(subject, [], expectedLastSequence: 10) == .committed(sequence: 11))
    }

    @Test func aSuspendedServerLeavesAnAppendUnknown() throws {
        let server = try NATSServerProcess()
        let connection = try server.connect()
        defer { connection.close() }
        let jetStream = JetStream(connection)
        try jetStream.createStream(StreamConfiguration(name: "LOG", subjects: ["log"]))
        #expect(jetStream.append("log", "a".bytes, expectedLastSequence: 0) == .committed(sequence: 1))
        try server.suspend()
        let outcome = jetStream.append("log", "b".bytes, expectedLastSequence: 1, timeout: .milliseconds(300))
        guard case .unknown(let error) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(error.code == .timeout || error.code == .disconnected)
        // It was in the socket all the time: the suspended server stores it when it wakes up.
        server.resume()
        try Eventually.equal("late append", "b") { try jetStream.message(stream: "LOG", sequence: 2)?.bytes.text ?? "" }
        guard case .refused(let again) = jetStream.append("log", "b".bytes, expectedLastSequence: 1) else {
            Issue.record("not refused")
            return
        }
        #expect(again.code == .wrongLastSequence)
    }

    @Test func aKilledServerKeepsWhatItAcknowledged() throws {
        let server = try NATSServerProcess()
        let connection = try server.connect()
        defer { connection.close() }
        let jetStream = JetStream(connection, timeout: .seconds(1))
        try jetStream.createStream(StreamConfiguration(name: "LOG", subjects: ["log"]))
        for number in UInt64(0)..<100 {
            #expect(
                jetStream.append("log", "\(number)".bytes, expectedLastSequence: number)
                    == .committed(sequence: number + 1))
        }
        server.kill()
        guard case .unknown(let error) = jetStream.append("log", [], expectedLastSequence: 100) else {
            Issue.record("not unknown")
            return
        }
        #expect(error.code == .disconnected)
        try server.start()
        try Eventually.isTrue("append after restart") {
            jetStream.append("log", "100".bytes, expectedLastSequence: 100) == .committed(sequence: 101)
        }
        var texts: [String] = []
        try jetStream.read(stream: "LOG", from: 1, idleLimit: .seconds(10)) { message throws(NATSError) in
            texts.append(message.bytes.text)
            return true
        }
        #expect(texts == (0...100).map { "\($0)" })
    }
}

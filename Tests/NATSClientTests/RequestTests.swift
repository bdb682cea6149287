// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import NATSClient
import Testing

@Suite struct RequestTests {
    @Test(arguments: [[], [NATSHeader("Trace", "t")]]) func aRequestIsAnswered(headers: [NATSHeader]) throws {
        let server = try SharedServer.get()
        let responder = try server.connect()
        let asker = try server.connect()
        defer {
            responder.close()
            asker.close()
        }
        let subject = SharedServer.unique("echo")
        try responder.subscribe(subject) { handle in
            let message = handle.take()
            guard let replyTo = message.replyTo else { return }
            try? responder.publish(replyTo, message.bytes + (message.header("Trace") ?? "").bytes)
        }
        try responder.flush(timeout: .seconds(5))
        let answer = try asker.request(subject, "hello".bytes, headers: headers, timeout: .seconds(5))
        #expect(answer.bytes.text == (headers.isEmpty ? "hello" : "hellot"))
    }

    @Test func nobodyThereIsKnownAtOnceAndSilenceIsATimeout() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let subject = SharedServer.unique("nobody")
        for headers in [[], [NATSHeader("A", "b")]] {
            let duration = ContinuousClock().measure {
                let error = failure { () throws(NATSError) in
                    _ = try connection.request(subject, [], headers: headers, timeout: .seconds(10))
                }
                #expect(error?.code == .noResponders)
                #expect(error?.isRetriable == true)
            }
            #expect(duration < .seconds(5))
        }
        try connection.subscribe(subject) { $0.discard() }
        let error = failure { () throws(NATSError) in
            _ = try connection.request(subject, [], timeout: .milliseconds(100))
        }
        #expect(error?.code == .timeout)
    }

    @Test func noRespondersIsSeenOnAnInboxToo() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let inbox = connection.makeInbox()
        #expect(inbox.hasPrefix("_INBOX."))
        #expect(inbox != connection.makeInbox())
        let received = Collector<Bool>()
        try connection.subscribe(inbox) { received.add($0.take().isNoResponders) }
        try connection.publish(SharedServer.unique("nobody"), "x".bytes, replyTo: inbox)
        try connection.publish(inbox, [])
        try Eventually.equal("answers", [true, false]) { received.values }
    }

    @Test func aClosedConnectionSaysSo() throws {
        let events = Collector<NATSConnectionEvent>()
        let connection = try SharedServer.get().connect(onEvent: { events.add($0) })
        connection.close()
        connection.close()
        #expect(!connection.isConnected)
        #expect(connection.isClosed)
        #expect(connection.connectedServer == "")
        #expect(failure { () throws(NATSError) in try connection.publish("a", []) }?.code == .closed)
        #expect(
            failure { () throws(NATSError) in _ = try connection.request("a", [], timeout: .seconds(1)) }?.code
                == .closed)
        #expect(failure { () throws(NATSError) in _ = try connection.subscribe("a") { $0.discard() } }?.code == .closed)
        try Eventually.equal("last event", .closed) { events.values.last }
    }
}

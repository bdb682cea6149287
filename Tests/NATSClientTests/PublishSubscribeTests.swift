// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Testing

@testable import NATSClient

@Suite struct PublishSubscribeTests {
    @Test func aMessageArrivesWithSubjectReplyHeadersAndBytes() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let received = Collector<[String]>()
        let subject = SharedServer.unique("all")
        try connection.subscribe(subject + ".*") { handle in
            let message = handle.take()
            received.add([
                message.subject, message.replyTo ?? "-", message.header("A") ?? "-", message.header("B") ?? "-",
                message.bytes.text, "\(message.headers.count)",
            ])
        }
        try connection.publish(subject + ".x", "one".bytes)
        let headers = [NATSHeader("A", "1"), NATSHeader("B", "due: due")]
        try connection.publish(subject + ".y", [], replyTo: "answer.here", headers: headers)
        try Eventually.equal("messages", 2) { received.count }
        #expect(received.values[0] == [subject + ".x", "-", "-", "-", "one", "0"])
        #expect(received.values[1] == [subject + ".y", "answer.here", "1", "due: due", "", "2"])
    }

    @Test func callbacksKeepTheOrder() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let received = Collector<Int>()
        let subject = SharedServer.unique("order")
        try connection.subscribe(subject) { handle in received.add(Int(handle.take().bytes.text) ?? -1) }
        for number in 0..<20_000 { try connection.publish(subject, "\(number)".bytes) }
        try Eventually.equal("messages", 20_000) { received.count }
        #expect(received.values == Array(0..<20_000))
    }

    @Test func aQueueGroupSharesTheMessages() throws {
        let server = try SharedServer.get()
        let connections = try (0..<3).map { _ in try server.connect() }
        defer { for connection in connections { connection.close() } }
        let received = (0..<3).map { _ in Collector<String>() }
        let subject = SharedServer.unique("queue")
        for (connection, collector) in zip(connections, received) {
            try connection.subscribe(subject, queueGroup: "workers") { collector.add($0.take().bytes.text) }
            try connection.flush(timeout: .seconds(5))
        }
        for number in 0..<300 { try connections[0].publish(subject, "\(number)".bytes) }
        try Eventually.equal("messages", 300) { received.map(\.count).reduce(0, +) }
        #expect(Set(received.flatMap(\.values)).count == 300)
        #expect(received.allSatisfy { $0.count > 0 })
    }

    @Test func nothingIsDeliveredAfterUnsubscribe() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let received = Collector<String>()
        let subject = SharedServer.unique("unsubscribe")
        let subscription = try connection.subscribe(subject) { received.add($0.take().bytes.text) }
        let other = Collector<String>()
        try connection.subscribe(subject) { other.add($0.take().bytes.text) }
        try connection.publish(subject, "one".bytes)
        try Eventually.equal("first", ["one"]) { received.values }
        subscription.unsubscribe()
        subscription.unsubscribe()
        try connection.publish(subject, "two".bytes)
        try Eventually.equal("second", ["one", "two"]) { other.values }
        #expect(received.values == ["one"])
    }

    @Test func whatWasSentBeforeADrainIsDelivered() throws {
        let connection = try SharedServer.get().connect()
        let sender = try SharedServer.get().connect()
        defer {
            connection.close()
            sender.close()
        }
        let subject = SharedServer.unique("drain")
        let received = Collector<String>()
        let gate = Gate()
        let subscription = try connection.subscribe(subject) {
            gate.wait()
            received.add($0.take().bytes.text)
        }
        try connection.flush(timeout: .seconds(5))
        let sent = (0..<100).map { "\($0)" }
        for text in sent { try sender.publish(subject, text.bytes) }
        try sender.flush(timeout: .seconds(5))
        subscription.drain()
        subscription.drain()
        gate.open()
        subscription.finishDraining()
        #expect(received.values == sent)
        try sender.publish(subject, "late".bytes)
        try sender.flush(timeout: .seconds(5))
        try connection.flush(timeout: .seconds(5))
        #expect(received.values == sent)
    }

    @Test func theCallbackIsReleasedWhenTheSubscriptionEnds() throws {
        final class Marker: Sendable {}
        let connection = try SharedServer.get().connect()
        var markers: [() -> Marker?] = []
        let ends: [(NATSSubscription) -> Void] = [{ $0.unsubscribe() }, { $0.drain() }, { _ in }]
        for end in ends {
            let marker = Marker()
            let subject = SharedServer.unique("release")
            let subscription = try connection.subscribe(subject) { [marker] handle in
                withExtendedLifetime(marker) { handle.discard() }
            }
            end(subscription)
            markers.append({ [weak marker] in marker })
        }
        try Eventually.isTrue("release by unsubscribe") { markers[0]() == nil }
        try Eventually.isTrue("release by drain") { markers[1]() == nil }
        #expect(markers[2]() != nil)
        connection.close()
        try Eventually.isTrue("release by close") { markers[2]() == nil }
    }

    @Test func whatCannotBeSentIsRefused() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        for subject in ["", "a b", "a\r\nPUB x 1", "a..b", ".a", "a.", "a.*", ">", "a.>", "a\u{0}b", "a\tb"] {
            #expect(failure { () throws(NATSError) in try connection.publish(subject, []) }?.code == .badSubject)
        }
        for subject in ["", "a b", "a.>.b", "a..b", "*x", "a.x>\r\n"] {
            let error = failure { () throws(NATSError) in _ = try connection.subscribe(subject) { $0.discard() } }
            #expect(error?.code == .badSubject, "\(subject)")
        }
        for header in [NATSHeader("a b", "x"), NATSHeader("", "x"), NATSHeader("a", "x\r\ny: z")] {
            let error = failure { () throws(NATSError) in try connection.publish("a", [], headers: [header]) }
            #expect(error?.code == .badSubject)
        }
        #expect(
            failure { () throws(NATSError) in try connection.publish("a", [], replyTo: "b c") }?.code == .badSubject)
        let large = [UInt8](repeating: 1, count: connection.maxPayload + 1)
        #expect(connection.maxPayload == 8 * 1024 * 1024)
        let error = failure { () throws(NATSError) in try connection.publish("a", large) }
        #expect(error?.code == .maxPayload)
        #expect(error?.isRetriable == false)
        #expect(connection.isConnected)
    }

    @Test func aSlowSubscriberIsReportedAndTheRestGoesOn() throws {
        let events = Collector<NATSConnectionEvent>()
        let connection = try SharedServer.get().connect(
            change: { $0.pendingMessagesLimit = 10 }, onEvent: { events.add($0) })
        defer { connection.close() }
        let subject = SharedServer.unique("slow")
        let gate = Gate()
        let subscription = try connection.subscribe(subject) { handle in
            handle.discard()
            gate.wait()
        }
        for _ in 0..<100 { try connection.publish(subject, []) }
        try connection.flush(timeout: .seconds(5))
        try Eventually.isTrue("report") { events.values.contains(.slowConsumer(subject: subject)) }
        #expect(subscription.dropped > 0)
        gate.open()
    }

    @Test func throughputIsThatOfTheLibrary() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let count = 100_000
        let received = Counter()
        let subject = SharedServer.unique("fast")
        try connection.subscribe(subject) { handle in
            handle.discard()
            received.add()
        }
        let payload = [UInt8](repeating: 7, count: 128)
        let duration = try ContinuousClock().measure {
            for _ in 0..<count { try connection.publish(subject, payload) }
            try Eventually.equal("messages", count) { received.value }
        }
        // Debug build, busy machine: only a mistake of the order of a lock or a sleep for each message is caught.
        #expect(duration < .seconds(15))
        print("publish and receive: \(count) in \(duration)")
    }
}

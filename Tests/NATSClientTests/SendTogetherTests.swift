// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Testing

@testable import NATSClient

@Suite struct SendTogetherTests {
    @Test func whatIsSentTogetherLeavesAtTheEndOrWhenAsked() throws {
        let server = try SharedServer.get()
        let (sender, listener) = (try server.connect(), try server.connect())
        defer {
            sender.close()
            listener.close()
        }
        let received = Collector<String>()
        let subject = SharedServer.unique("together")
        try listener.subscribe(subject) { handle in
            let message = handle.take()
            received.add("\(message.bytes.text) \(message.replyTo ?? "-") \(message.header("A") ?? "-")")
        }
        try listener.flush(timeout: .seconds(5))
        // Round trips: the server has had all that was sent, and so has the listener.
        func look() {
            try? sender.flush(timeout: .seconds(5))
            try? listener.flush(timeout: .seconds(5))
        }
        sender.sendTogether {
            for number in 0..<4 { try? sender.publish(subject, "\(number)".bytes) }
            try? sender.publish(subject, [], replyTo: "answer.here")
            look()
            #expect(received.values.isEmpty)
            sender.sendNow()
            _ = try? Eventually.equal("messages", 5) { received.count }
            try? sender.publish(subject, "5".bytes, replyTo: "first.again")
            look()
            #expect(received.count == 5)
            // What has headers is sent at once, and in its order.
            try? sender.publish(subject, "h".bytes, headers: [NATSHeader("A", "1")])
            try? sender.publish(subject, "last".bytes)
        }
        let all = ["0 - -", "1 - -", "2 - -", "3 - -", " answer.here -", "5 first.again -", "h - 1", "last - -"]
        try Eventually.equal("messages", all.count) { received.count }
        #expect(received.values == all)
    }

    @Test func whatTheServerWouldNotTakeIsRefused() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let large = [UInt8](repeating: 1, count: connection.maxPayload + 1)
        connection.sendTogether {
            for _ in 0..<2 {
                let error = failure { () throws(NATSError) in try connection.publish("large", large) }
                #expect(error?.code == .maxPayload)
            }
            let error = failure { () throws(NATSError) in try connection.publish("with space", []) }
            #expect(error?.code == .badSubject)
        }
        try connection.flush(timeout: .seconds(5))
        #expect(connection.isConnected)
    }

    @Test func whatIsSentTogetherWhileTheServerIsLostIsLost() throws {
        let server = try NATSServerProcess()
        let events = Collector<NATSConnectionEvent>()
        let sender = try server.connect(onEvent: { events.add($0) })
        defer { sender.close() }
        let received = Collector<String>()
        try sender.subscribe("lost") { received.add($0.take().bytes.text) }
        try sender.flush(timeout: .seconds(5))
        sender.sendTogether {
            for number in 0..<10 { try? sender.publish("lost", "\(number)".bytes) }
            server.kill()
            try? Eventually.equal("events", [.disconnected]) { events.values }
        }
        sender.sendTogether {
            try? sender.publish("lost", "while it is lost".bytes)
            try? server.start()
            try? Eventually.equal("events", [.disconnected, .reconnected]) { events.values }
            try? sender.publish("lost", "after".bytes)
        }
        try Eventually.equal("messages", ["after"]) { received.values }
        sender.sendTogether {
            for number in 0..<3 { try? sender.publish("lost", "\(number)".bytes) }
            server.kill()
            _ = try? Eventually.equal("events", 3) { events.count }
            try? server.start()
            _ = try? Eventually.equal("events", 4) { events.count }
            try? sender.publish("lost", "again".bytes)
        }
        try Eventually.equal("messages", ["after", "again"]) { received.values }
    }

    @Test func whatIsSentBySeveralThreadsArrivesInTheOrderOfEach() throws {
        let server = try SharedServer.get()
        let (sender, listener) = (try server.connect(), try server.connect())
        defer {
            sender.close()
            listener.close()
        }
        let received = (0..<4).map { _ in Collector<Int>() }
        let subject = SharedServer.unique("threads")
        for (thread, collector) in received.enumerated() {
            try listener.subscribe("\(subject).\(thread)") { collector.add(Int($0.take().bytes.text) ?? -1) }
        }
        try listener.flush(timeout: .seconds(5))
        let threads = (0..<4).map { thread in
            TestThread {
                for turn in 0..<500 {
                    let numbers = turn * 10..<turn * 10 + 10
                    guard thread.isMultiple(of: 2) else {
                        for number in numbers { try? sender.publish("\(subject).\(thread)", "\(number)".bytes) }
                        continue
                    }
                    sender.sendTogether {
                        for number in numbers { try? sender.publish("\(subject).\(thread)", "\(number)".bytes) }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        try Eventually.equal("messages", [5_000, 5_000, 5_000, 5_000]) { received.map(\.count) }
        #expect(received.allSatisfy { $0.values == Array(0..<5_000) })
    }

    @Test func moreThanASocketTakesArrivesWhole() throws {
        let server = try SharedServer.get()
        let (sender, listener) = (try server.connect(), try server.connect())
        defer {
            sender.close()
            listener.close()
        }
        let received = Collector<Int>()
        let subject = SharedServer.unique("large")
        try listener.subscribe(subject) { received.add($0.take().bytes.count) }
        try listener.flush(timeout: .seconds(5))
        sender.sendTogether {
            for number in 0..<12 { try? sender.publish(subject, [UInt8](repeating: 7, count: 1_000_000 + number)) }
        }
        try Eventually.equal("messages", 12) { received.count }
        #expect(received.values == (0..<12).map { 1_000_000 + $0 })
    }
}

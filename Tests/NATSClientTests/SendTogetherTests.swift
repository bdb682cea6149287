// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Testing

@testable import NATSClient

@Suite struct SendTogetherTests {
    @Test func whatIsSentTogetherLeavesAtTheEnd() throws {
        let server = try SharedServer.get()
        let (sender, listener) = (try server.connect(), try server.connect())
        defer {
            sender.close()
            listener.close()
        }
        let received = Collector<String>()
        let subject = SharedServer.unique("together")
        try listener.subscribe(subject) { received.add($0.take().bytes.text) }
        try listener.flush(timeout: .seconds(5))
        sender.sendTogether {
            for number in 0..<100 { try? sender.publish(subject, "\(number)".bytes) }
            // The listener's round trip would bring whatever the server had.
            try? listener.flush(timeout: .seconds(5))
            #expect(received.values.isEmpty)
        }
        try Eventually.equal("messages", 100) { received.count }
        #expect(received.values == (0..<100).map(String.init))
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

    @Test func aServerThatDoesNotReadIsSentNoMoreThanIsBounded() throws {
        let server = try NATSServerProcess()
        let sender = try server.connect(change: { $0.pingInterval = .seconds(60) })
        defer { sender.close() }
        try server.suspend()
        let large = [UInt8](repeating: 1, count: 1_000_000)
        var taken = 0
        let error = failure { () throws(NATSError) in
            for _ in 0..<100 {
                try sender.publish("big", large)
                taken += 1
            }
        }
        #expect(error?.code == .disconnected && error?.message == "the server does not read")
        #expect(taken < 40)
        server.resume()
        try Eventually.isTrue("sent again") { failure { () throws(NATSError) in try sender.publish("big", []) } == nil }
        try sender.flush(timeout: .seconds(5))
    }
}

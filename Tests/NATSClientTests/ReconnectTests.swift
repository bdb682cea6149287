// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Glibc
import Testing

@testable import NATSClient

@Suite struct ReconnectTests {
    @Test func nothingIsBufferedWhileDisconnected() throws {
        let server = try NATSServerProcess()
        let events = Collector<NATSConnectionEvent>()
        let connection = try server.connect(onEvent: { events.add($0) })
        defer { connection.close() }
        let received = Collector<String>()
        try connection.subscribe("late") { received.add($0.take().bytes.text) }
        try connection.flush(timeout: .seconds(5))
        #expect(connection.connectedServer.hasSuffix(":\(server.port)"))

        server.kill()
        try Eventually.equal("events", [.disconnected]) { events.values }
        #expect(!connection.isConnected)
        for headers in [[], [NATSHeader("A", "b")]] {
            for _ in 0..<3 {
                let duration = ContinuousClock().measure {
                    let error = failure { () throws(NATSError) in
                        try connection.publish("late", "buffered".bytes, headers: headers)
                    }
                    #expect(error?.code == .disconnected)
                    #expect(error?.isRetriable == true)
                }
                #expect(duration < .seconds(1))
            }
            let request = failure { () throws(NATSError) in
                _ = try connection.request("late", [], headers: headers, timeout: .seconds(5))
            }
            #expect(request?.code == .disconnected)
        }
        // A subscription made meanwhile is there after the reconnect.
        try connection.subscribe("later") { received.add($0.take().bytes.text) }

        try server.start()
        try Eventually.equal("events", [.disconnected, .reconnected]) { events.values }
        try Eventually.isTrue("connection") { connection.isConnected }
        try connection.publish("late", "after".bytes)
        try connection.publish("later", "after too".bytes)
        try Eventually.equal("messages", 2) { received.count }
        #expect(received.values == ["after", "after too"])
    }

    @Test func whatASuspendedServerNeverReadIsNotSentAgain() throws {
        let server = try NATSServerProcess()
        let events = Collector<NATSConnectionEvent>()
        let connection = try server.connect(onEvent: { events.add($0) })
        defer { connection.close() }
        let received = Collector<String>()
        try connection.subscribe("stale") { received.add($0.take().bytes.text) }
        try connection.flush(timeout: .seconds(5))
        try server.suspend()
        for number in 0..<1_000 { try connection.publish("stale", "\(number)".bytes) }
        server.kill()
        try server.start()
        try Eventually.isTrue("reconnect") { events.values.contains(.reconnected) }
        try connection.publish("stale", "after".bytes)
        try Eventually.isTrue("message") { !received.values.isEmpty }
        #expect(received.values == ["after"])
    }

    @Test func aSuspendedServerIsLeftForTheNextAndAFullSocketDoesNotBlock() throws {
        let first = try NATSServerProcess()
        let second = try NATSServerProcess()
        let events = Collector<NATSConnectionEvent>()
        let connection = try first.connect(
            change: { options in
                options.servers = [first.url, second.url]
                options.pingInterval = .milliseconds(500)
                options.writeDeadline = .seconds(1)
            }, onEvent: { events.add($0) })
        defer { connection.close() }
        #expect(connection.connectedServer.hasSuffix(":\(first.port)"))
        try first.suspend()
        // More than the socket buffers of both ends take: the write deadline ends it, or the pings do before.
        let large = [UInt8](repeating: 1, count: 4 * 1024 * 1024)
        let duration = ContinuousClock().measure {
            let error = failure { () throws(NATSError) in for _ in 0..<8 { try connection.publish("big", large) } }
            #expect(error?.code == .timeout || error?.code == .disconnected)
            // The half-sent message must not be continued by the next one: that one is refused, or the other server's.
            if error?.code == .timeout,
                failure({ () throws(NATSError) in try connection.publish("big", []) })?.code != .disconnected
            {
                #expect(connection.connectedServer.hasSuffix(":\(second.port)"))
            }
        }
        #expect(duration < .seconds(5))
        try Eventually.isTrue("the other server") { connection.connectedServer.hasSuffix(":\(second.port)") }
        try Eventually.equal("events", [.disconnected, .reconnected]) { events.values }
        try connection.publish("big", [])
        try connection.flush(timeout: .seconds(5))
        first.resume()
    }

    @Test func aSuspendedServerIsPassedOverWhenConnectingAndClosingIsQuick() throws {
        let first = try NATSServerProcess()
        let second = try NATSServerProcess()
        let held = try first.connect()
        try first.suspend()
        let clock = ContinuousClock()
        let connecting = try clock.measure {
            let connection = try NATSConnection(NATSOptions(servers: [first.url, second.url]))
            #expect(connection.connectedServer.hasSuffix(":\(second.port)"))
            connection.close()
        }
        #expect(connecting > .milliseconds(1_500) && connecting < .seconds(5))
        try held.publish("x", [])
        let closing = clock.measure { held.close() }
        #expect(closing < .seconds(1))
        print("connect past a suspended server: \(connecting); close towards one: \(closing)")
        let none = failure { () throws(NATSError) in _ = try NATSConnection(NATSOptions(servers: [first.url])) }
        #expect(none != nil)
        first.resume()
    }

    @Test func nothingBlocksForLongWhileReconnectingToASuspendedServer() throws {
        let server = try NATSServerProcess()
        let other = try NATSServerProcess()
        let events = Collector<NATSConnectionEvent>()
        let connection = try server.connect(
            change: { $0.servers = [server.url, other.url] }, onEvent: { events.add($0) })
        // The library is then in the middle of an attempt at the suspended one, most of the time.
        try other.suspend()
        server.kill()
        try Eventually.equal("events", [.disconnected]) { events.values }
        let clock = ContinuousClock()
        let start = clock.now
        var longest = Duration.zero
        var failures = 0
        while clock.now - start < .seconds(3) {
            let duration = clock.measure {
                if failure({ () throws(NATSError) in try connection.publish("x", []) }) != nil { failures += 1 }
                _ = connection.isConnected
            }
            longest = max(longest, duration)
        }
        #expect(failures > 0)
        #expect(connection.connectedServer == "")
        let closing = clock.measure { connection.close() }
        print("reconnecting to a suspended server: publish blocks up to \(longest), close \(closing)")
        #expect(longest < .milliseconds(500))
        #expect(closing < .seconds(4))
        other.resume()
    }

    /// What `publish` promises of every error but `timeout`, at the very moment when servers die.
    @Test func aRefusedPublishNeverArrivesAndNoneArrivesTwice() throws {
        let server = try NATSServerProcess()
        let events = Collector<NATSConnectionEvent>()
        let connection = try server.connect(onEvent: { events.add($0) })
        defer { connection.close() }
        let received = Collector<Int>()
        try connection.subscribe("number") { received.add(Int($0.take().bytes.text) ?? -1) }
        let refused = Collector<Int>()
        let stop = Counter()
        let publisher = TestThread {
            var number = 0
            while stop.value == 0 {
                let error = failure { () throws(NATSError) in try connection.publish("number", "\(number)".bytes) }
                if let error {
                    if error.code != .timeout { refused.add(number) }
                    // Down: look again soon, without filling the memory with refusals.
                    usleep(200)
                }
                number += 1
            }
        }
        for round in 1...3 {
            try Eventually.isTrue("messages") { received.count > round * 100 }
            try server.restart()
            try Eventually.equal("reconnects", round) { events.values.count { $0 == .reconnected } }
        }
        let before = received.count
        try Eventually.isTrue("messages") { received.count > before }
        stop.add()
        publisher.join()
        #expect(refused.count > 0)
        #expect(Set(received.values).isDisjoint(with: refused.values))
        #expect(zip(received.values, received.values.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func requestsInFlightFailWhenTheConnectionIsLost() throws {
        let server = try NATSServerProcess()
        let connection = try server.connect()
        defer { connection.close() }
        let asked = Counter()
        try connection.subscribe("silent") { handle in
            handle.discard()
            asked.add()
        }
        let result = Collector<NATSError?>()
        let thread = TestThread {
            result.add(
                failure { () throws(NATSError) in
                    _ = try connection.request("silent", [], timeout: .seconds(60))
                })
        }
        try Eventually.equal("request", 1) { asked.value }
        server.kill()
        try Eventually.equal("result", 1) { result.count }
        #expect(result.values.first??.code == .disconnected)
        thread.join()
    }
}

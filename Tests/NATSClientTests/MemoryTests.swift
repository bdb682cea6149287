// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Testing

@testable import NATSClient

/// The count of messages is one for the process, and other suites receive messages meanwhile: so this asks until it has
/// seen the count return to zero, which a leak of even one message would prevent for ever.
@Suite struct MemoryTests {
    @Test func everyMessageIsDestroyed() throws {
        #if DEBUG
            let connection = try SharedServer.get().connect()
            let subject = SharedServer.unique("memory")
            let received = Counter()
            try connection.subscribe(subject) { handle in
                if received.value.isMultiple(of: 2) { handle.discard() } else { _ = handle.take().count }
                received.add()
            }
            let held = Collector<NATSMessageHandle>()
            try connection.subscribe(subject + ".held") { held.add($0) }
            for _ in 0..<1_000 { try connection.publish(subject, "x".bytes) }
            try connection.publish(subject + ".held", "held".bytes)
            try Eventually.equal("messages", 1_001) { received.value + held.count }
            #expect(MessageCount.outstanding >= 1)
            for handle in held.values { #expect(handle.take().bytes.text == "held") }
            connection.close()
            try Eventually.equal("outstanding", 0, within: .seconds(60)) { MessageCount.outstanding }
        #endif
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// One line of a topic.
struct TopicLine: Sendable {
    /// Whose line it is.
    let identity: LineIdentity
    /// The first who waits, beside the line: who is free looks at many lines, and takes from one.
    private(set) var first: (key: LineKey, value: UInt32)?
    /// Contacts that wait in it or would if they were released.
    var contacts = 0
    /// Those whose customers are called before they stand in it.
    var calls = CustomerCalls()
    private var shared = SharedLine()

    init(identity: LineIdentity) { self.identity = identity }

    /// Index of the topic.
    var topic: Int { Int(identity.topic) }

    /// Slots of the contacts that wait, in order.
    var waiting: WaitingLine { _read { yield shared.line } }

    /// Nobody waits.
    mutating func empty() {
        shared = SharedLine()
        first = nil
        calls = CustomerCalls()
    }

    /// Changes who waits.
    mutating func change<Result>(_ body: (inout WaitingLine) -> Result) -> Result {
        let result = body(&shared.line)
        first = shared.line.first
        return result
    }
}

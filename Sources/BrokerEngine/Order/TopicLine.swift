// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// One line of a topic.
struct TopicLine: Sendable {
    /// Whose line it is.
    let identity: LineIdentity
    /// Slots of the contacts that wait, in order.
    var waiting: WaitingLine {
        _read { yield shared.line }
        _modify { yield &shared.line }
    }
    /// Contacts that wait in it or would if they were released.
    var contacts = 0
    private var shared = SharedLine()

    init(identity: LineIdentity) { self.identity = identity }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica

/// Where a request wants its contact to go.
struct AskedWay: Hashable, Sendable {
    private let topic: TopicID?
    private let dialled: Dialled?
    private let priority: UInt8?
    /// An appointment may have a priority of its own.
    private let hasSlot: Bool

    init(_ order: EnqueueOrder) {
        topic = order.topic
        dialled = order.dialled
        priority = order.priority
        hasSlot = order.slotAt != nil
    }
}

// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Slots of a topic's appointments that are not all given.
public struct SlotPage: Sendable {
    /// The topic.
    public let topic: TopicID
    /// The sequence of the log from which this follows.
    public let sequence: UInt64
    /// How the topic gives appointments.
    public let rule: AppointmentRule
    /// When each begins, and how many contacts may have it yet.
    public let slots: [(at: PoolInstant, free: Int)]
    /// Where to go on; nil at the end.
    public let next: PoolInstant?
}

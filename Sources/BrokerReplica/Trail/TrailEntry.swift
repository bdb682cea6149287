// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// One event of the log about a contact.
public struct TrailEntry: Hashable, Sendable {
    /// The contact.
    public let contact: ContactNumber
    /// Pool time of the event.
    public let at: PoolInstant
    /// The event's sequence.
    public let sequence: UInt64
    /// What it says.
    public let fact: TrailFact
}

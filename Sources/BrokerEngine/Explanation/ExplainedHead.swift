// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
public import QueueCore

/// Who is first in a line that an agent serves.
public struct ExplainedHead: Hashable, Sendable {
    /// The contact, with its topic, channel and what it requires.
    public let contact: ContactRecord
    /// Its place: the lowest of all lines is served next.
    public let key: LineKey
    /// Contacts in the line.
    public let waiting: Int
}

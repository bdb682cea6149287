// SPDX-License-Identifier: Apache-2.0

/// How a contact enters the log: its record, and how long it has waited. Never a wall clock, so that a site whose
/// clock is wrong gains nothing.
public struct ContactEntry: Hashable, Sendable, WireCodable {
    /// The record; its arrival is set by the owner.
    public let record: ContactRecord
    /// Milliseconds the contact has waited by its home's monotonic clock, what the client told included.
    public let waitedMs: Int64
    /// Pool time before which it cannot have arrived: what the home had seen of the log when the contact came, less
    /// what the client said it had waited. Pool time stands still while the log can't commit and waiting goes on;
    /// without this a contact of that time would pass those that were committed before it came.
    public let earliest: PoolInstant
    /// Whether the home has already told the caller that it has a place. Limits do not apply to such a contact.
    public let isAcknowledged: Bool

    /// An entry.
    public init(record: ContactRecord, waitedMs: Int64, earliest: PoolInstant, isAcknowledged: Bool) {
        self.record = record
        self.waitedMs = waitedMs
        self.earliest = earliest
        self.isAcknowledged = isAcknowledged
    }

    /// The same after so many milliseconds more.
    public func waiting(_ milliseconds: Int64) -> ContactEntry {
        ContactEntry(
            record: record, waitedMs: waitedMs + milliseconds, earliest: earliest, isAcknowledged: isAcknowledged)
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.value(record)
        writer.signed(waitedMs)
        writer.instant(earliest)
        writer.flag(isAcknowledged)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            record: try reader.value(), waitedMs: try reader.duration(), earliest: try reader.instant(),
            isAcknowledged: try reader.flag())
    }
}

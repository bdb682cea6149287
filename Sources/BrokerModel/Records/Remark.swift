// SPDX-License-Identifier: Apache-2.0

/// What an agent said of a conversation when wrapping it up.
public struct Remark: Hashable, Sendable, WireCodable {
    /// When, pool time; the last one of a conversation counts.
    public let at: PoolInstant
    /// How it came out: at most 256 bytes.
    public var disposition: String?
    /// Anything to remember: at most 4 KiB.
    public var note: String?
    /// Who said it, when it was not the agent.
    public var by: AgentID?

    /// A remark.
    public init(at: PoolInstant, disposition: String?, note: String?, by: AgentID?) {
        self.at = at
        self.disposition = disposition
        self.note = note
        self.by = by
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.instant(at)
        writer.optional(disposition) { $0.text($1) }
        writer.optional(note) { $0.text($1) }
        writer.optional(by) { $0.id($1) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            at: try reader.instant(),
            disposition: try reader.optional { (reader) throws(WireError) in try reader.text() },
            note: try reader.optional { (reader) throws(WireError) in try reader.text() },
            by: try reader.optional { (reader) throws(WireError) in try reader.id() })
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What whoever asked for a change said of it, for the record.
public struct Said: Hashable, Sendable, WireCodable {
    /// Why: at most 256 bytes.
    public var reason: String?
    /// Who: an agent or a supervisor.
    public var by: AgentID?

    /// Nothing.
    public static let nothing = Said()

    /// What was said.
    public init(reason: String? = nil, by: AgentID? = nil) {
        self.reason = reason
        self.by = by
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.optional(reason) { $0.text($1) }
        writer.optional(by) { $0.id($1) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            reason: try reader.optional { (reader) throws(WireError) in try reader.text() },
            by: try reader.optional { (reader) throws(WireError) in try reader.id() })
    }
}

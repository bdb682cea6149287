// SPDX-License-Identifier: Apache-2.0

/// What a topic wants to hear of how its conversations came out.
public struct DispositionRule: Hashable, Sendable, WireCodable {
    /// Whether a wrap-up ends by request only once that has been said; by time it ends all the same.
    public let isRequired: Bool
    /// The dispositions there are, at most 64; none for any text.
    public let known: [String]

    /// A rule.
    public init(isRequired: Bool, known: [String]) {
        self.isRequired = isRequired
        self.known = known
    }

    /// Whether the topic knows a disposition. Complexity: O(known).
    public func allows(_ disposition: String) -> Bool { known.isEmpty || known.contains(disposition) }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.flag(isRequired)
        writer.list(known) { $0.text($1) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            isRequired: try reader.flag(), known: try reader.list { (reader) throws(WireError) in try reader.text() })
    }
}

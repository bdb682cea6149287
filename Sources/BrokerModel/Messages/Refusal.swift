// SPDX-License-Identifier: Apache-2.0

/// Why the owner or a home will not do something: a code of the contract, and words that say what to do.
public struct Refusal: Error, Hashable, Sendable, WireCodable {
    /// The contract's error codes that the broker's core can give.
    public enum Code: UInt8, Sendable {
        case badRequest = 1
        case forbidden = 2
        case notFound = 3
        case conflict = 4
        case gone = 5
        case closed = 6
        case full = 7
        case unavailable = 8
    }

    /// The code.
    public let code: Code
    /// What to do about it.
    public let message: String
    /// The field at fault.
    public let field: String?
    /// The state that forbids it.
    public let state: String?
    /// Milliseconds after which a repeat makes sense.
    public let retryAfterMs: Int64?

    /// A refusal.
    public init(
        _ code: Code, _ message: String, field: String? = nil, state: String? = nil, retryAfterMs: Int64? = nil
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.state = state
        self.retryAfterMs = retryAfterMs
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.byte(code.rawValue)
        writer.text(message)
        writer.optional(field) { $0.text($1) }
        writer.optional(state) { $0.text($1) }
        writer.optional(retryAfterMs) { $0.signed($1) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            try reader.oneOf(), try reader.text(),
            field: try reader.optional { (reader) throws(WireError) in try reader.text() },
            state: try reader.optional { (reader) throws(WireError) in try reader.text() },
            retryAfterMs: try reader.optional { (reader) throws(WireError) in try reader.signed() })
    }
}

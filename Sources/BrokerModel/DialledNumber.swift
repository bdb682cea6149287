// SPDX-License-Identifier: Apache-2.0

/// A number that callers dial, as whoever holds the call says it: `+390600001`.
public struct DialledNumber: TextIdentifier {
    /// The text, already checked against the grammar.
    public let text: String

    /// Wraps a text that is known to be well formed (from the log, or checked at the door).
    public init(trusted text: String) { self.text = text }

    /// 32 bytes.
    public static var maximumLength: Int { Limits.dialledLength }
    /// Digits, `*`, `#` and `+`.
    public static func allows(_ byte: UInt8) -> Bool { byte == 43 || isDigit(byte) }
    /// Whether a caller may press it in a menu: a digit, `*` or `#`.
    public static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || byte == 42 || byte == 35 }
}

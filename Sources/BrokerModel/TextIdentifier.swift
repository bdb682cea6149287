// SPDX-License-Identifier: Apache-2.0

/// A short text with a grammar, compared by its bytes.
public protocol TextIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text.
    var text: String { get }
    /// Wraps a text that is known to be well formed.
    init(trusted text: String)
    /// Most bytes a text may have.
    static var maximumLength: Int { get }
    /// Whether a byte may stand in the text.
    static func allows(_ byte: UInt8) -> Bool
}

extension TextIdentifier {
    /// Checks the grammar; nil when the text breaks it. Complexity: O(length).
    public init?(_ text: String) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= Self.maximumLength else { return nil }
        let isAllowed = bytes.withContiguousStorageIfAvailable { $0.allSatisfy(Self.allows) }
        guard isAllowed ?? bytes.allSatisfy(Self.allows) else { return nil }
        self.init(trusted: text)
    }

    /// The text.
    public var description: String { text }

    /// Orders by the text.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Names of pools, sites and nodes: 1–32 characters of `a-z 0-9 -`.
public protocol Name: TextIdentifier {}

extension Name {
    /// 32 bytes.
    public static var maximumLength: Int { Limits.nameLength }
    /// Lower-case letters, digits and the hyphen.
    public static func allows(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
    }
}

/// Ids of contacts, agents, topics and skills: 1–64 characters of `A-Z a-z 0-9 _ -`.
public protocol Identifier: TextIdentifier {}

extension Identifier {
    /// 64 bytes.
    public static var maximumLength: Int { Limits.identifierLength }
    /// Letters, digits, underscore and hyphen.
    public static func allows(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 95
    }
}

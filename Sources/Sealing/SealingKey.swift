// SPDX-License-Identifier: Apache-2.0

/// A secret of 32 bytes.
///
/// It shows itself in no description, dump or log.
public struct SealingKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The length of every key, in bytes.
    public static let byteCount = 32

    /// The secret; for storing under another key, and for nothing else.
    let bytes: [UInt8]

    /// Takes a key's bytes; nil unless there are exactly 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// For bytes whose count is known to be right.
    init(checked bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a key of \(bytes.count) bytes")
        self.bytes = bytes
    }

    /// Draws a key from libcrypto's generator.
    public static func random() -> SealingKey {
        SealingKey(checked: Seal.randomBytes(byteCount))
    }

    /// A fixed word instead of the secret.
    public var description: String { "SealingKey(secret)" }

    /// A fixed word instead of the secret.
    public var debugDescription: String { description }

    /// Nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SealingKey: Equatable {
    /// Compares in a time that does not depend on where keys differ.
    public static func == (one: SealingKey, other: SealingKey) -> Bool {
        Seal.constantTimeEqual(one.bytes, other.bytes)
    }
}

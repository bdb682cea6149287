// SPDX-License-Identifier: Apache-2.0

/// A SHA-256 value: of a batch (the link of the chain) or its authentication code.
public struct Digest: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// Wraps 32 bytes.
    public init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.length, "a digest has 32 bytes, not \(bytes.count)")
        self.bytes = bytes
    }

    /// Bytes of a digest.
    public static let length = 32
    /// What the first batch of a log names as the one before.
    public static let none = Digest([UInt8](repeating: 0, count: length))
}

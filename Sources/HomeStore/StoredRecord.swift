// SPDX-License-Identifier: Apache-2.0

/// A record as it lies on its shelf.
public struct StoredRecord: Sendable, Equatable {
    /// The key; unique on its shelf.
    ///
    /// Shelves are ordered by it, byte by byte.
    public let key: [UInt8]
    /// The value; its meaning is the caller's.
    public let value: [UInt8]

    /// Makes a record from its parts.
    public init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A key's value, or that it has none any more.
public struct KeyValueEntry: Sendable, Equatable {
    /// The key.
    public let key: String
    /// The value; nil when the key has been deleted.
    public let value: [UInt8]?
    /// The number of the change; grows over the whole bucket.
    public let revision: UInt64

    /// An entry.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - value: The value; nil when the key has been deleted.
    ///   - revision: The number of the change.
    public init(key: String, value: [UInt8]?, revision: UInt64) {
        self.key = key
        self.value = value
        self.revision = revision
    }
}

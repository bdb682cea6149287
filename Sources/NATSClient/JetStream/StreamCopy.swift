// SPDX-License-Identifier: Apache-2.0

/// What one server of a stream holds at a place of it.
public struct StreamCopy: Sendable {
    /// The server's name; empty when it is in no cluster.
    public let server: String
    /// Its message there; nil when it has not got that far.
    public let message: StoredMessage?
    /// How many messages it has behind that one.
    public let following: UInt64
}

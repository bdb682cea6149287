// SPDX-License-Identifier: Apache-2.0

/// Whether a node that starts may go by a reading of the log whose last message cannot be confirmed.
///
/// Not the first time, but when the log has gone on meanwhile. Then only the very last message is in doubt, and the
/// owner's word or the next reading tells what it is. A log at rest in which servers differ waits for its servers.
public struct LastMessage: Sendable {
    private var doubted: UInt64?

    /// Nothing has been in doubt yet.
    public init() {}

    /// A reading has ended before a message in doubt. Complexity: O(1).
    ///
    /// - Parameter sequence: that message, from 1.
    /// - Returns: How far the log is known; nil when it is to be read again.
    public mutating func isInDoubt(_ sequence: UInt64) -> UInt64? {
        defer { doubted = sequence }
        guard let doubted, sequence > doubted else { return nil }
        return sequence - 1
    }
}

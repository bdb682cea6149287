// SPDX-License-Identifier: Apache-2.0

/// Whether a node that starts may go by a reading of the log whose last message most servers have not confirmed.
///
/// Not the first time. When the log has gone on meanwhile, only the very last message is in doubt, and the owner's word
/// or the next reading tells what it is. In a log at rest a message is gone by when every server has been asked, for
/// longer than an old leader may be read, and none had another: copies that have stood still since a cut (nats-server
/// 2.9.10) confirm nothing for ever, and could not have taken another one. Where servers differ it waits for them.
public struct LastMessage: Sendable {
    private var doubted: UInt64?
    private var unopposedSince: Int64?

    /// Nothing has been in doubt yet.
    public init() {}

    /// A reading has ended with a message in doubt. Complexity: O(1).
    ///
    /// - Parameters:
    ///   - sequence: that message, from 1.
    ///   - isUnopposed: whether every server has answered, and none has another.
    ///   - monotonic: the machine's monotonic clock, nanoseconds.
    /// - Returns: How far the log is known; nil when it is to be read again.
    public mutating func isInDoubt(_ sequence: UInt64, isUnopposed: Bool, at monotonic: Int64) -> UInt64? {
        let before = doubted
        if before != sequence || !isUnopposed { unopposedSince = nil }
        doubted = sequence
        if let before, sequence > before { return sequence - 1 }
        guard isUnopposed else { return nil }
        let since = unopposedSince ?? monotonic
        unopposedSince = since
        return monotonic - since > Timing.stale ? sequence : nil
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the log said to an append.
public enum AppendResult: Sendable {
    /// It is message `sequence` of the log.
    case committed(sequence: UInt64)
    /// The log's tail is another: this very message may or may not be the one that moved it.
    case refused
    /// The log will never take it: too large, not allowed. Nothing to repeat.
    case impossible(String)
}

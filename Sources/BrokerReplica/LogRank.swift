// SPDX-License-Identifier: Apache-2.0

/// How advanced a state of the log is: by generation, then epoch, then sequence.
public struct LogRank: Hashable, Comparable, Sendable {
    /// The generation of the log.
    public let generation: UInt32
    /// The owner's number.
    public let epoch: UInt64
    /// The sequence of the last event.
    public let sequence: UInt64

    /// A rank.
    public init(generation: UInt32, epoch: UInt64, sequence: UInt64) {
        self.generation = generation
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Whether one is less advanced than the other.
    public static func < (one: LogRank, other: LogRank) -> Bool {
        (one.generation, one.epoch, one.sequence) < (other.generation, other.epoch, other.sequence)
    }
}

// SPDX-License-Identifier: Apache-2.0
public import BrokerEngine
public import BrokerModel

/// The state at one place of the log: what a snapshot holds and a node starts from.
public struct LogImage: Sendable {
    /// The folded state.
    public let engine: Engine
    /// The log message it stands at.
    public let logSequence: UInt64
    /// The digest of the last valid batch up to there.
    public let digest: Digest

    /// An image.
    public init(engine: Engine, logSequence: UInt64, digest: Digest) {
        self.engine = engine
        self.logSequence = logSequence
        self.digest = digest
    }

    /// How advanced it is.
    public var rank: LogRank {
        LogRank(generation: engine.generation, epoch: engine.epoch, sequence: engine.sequence)
    }

    /// The beginning of a new log.
    public static var empty: LogImage { LogImage(engine: Engine(), logSequence: 0, digest: .none) }
}

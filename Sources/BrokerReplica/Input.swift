// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What reaches a replica.
public enum Input: Sendable {
    /// Time has passed.
    case tick
    /// Another node spoke.
    case peer(PeerFrame)
    /// Nobody listens on a node's subject: its process is gone, or its server.
    case unreachable(NodeID)
    /// A message of the log, read from the stream.
    case logMessage(sequence: UInt64, bytes: [UInt8])
    /// The owner's word that a batch is a message of the log. It only saves a read: one that does not fit is looked up.
    case committed(sequence: UInt64, bytes: [UInt8])
    /// A read of the stream has come to its end: the last sequence of the stream when it was read, 0 for no stream.
    case readEnded(last: UInt64)
    /// What was to be read is trimmed, and no snapshot reaches as far as the first message that is left.
    case readTorn(first: UInt64)
    /// A read could not be done now.
    case readFailed
    /// What was to be read is trimmed: this is the newest snapshot.
    indirect case restored(LogImage)
    /// The log answered an append; `attempt` is the action's.
    case appended(attempt: UInt64, AppendResult)
    /// Everything up to this number is on the disk.
    case stored(UInt64)
    /// A snapshot of this place is in the stream and was read back.
    case snapshotKept(logSequence: UInt64)
    /// The disk of the store is nearly full, or has room again.
    case diskIsShort(Bool)
    /// The process is asked to end: what is owned is handed over, and nothing new is taken.
    case leave
    /// A client asks.
    indirect case request(token: UInt64, HomeRequest)
}

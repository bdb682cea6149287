// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

/// What a state's bytes begin with: how advanced it is, for whoever need not know the rest.
public struct EngineHead: Sendable {
    /// The version of the form.
    static let version: UInt8 = 3

    /// The generation of the log.
    public let generation: UInt32
    /// The sequence of the last event.
    public let sequence: UInt64
    /// Pool time of the last event.
    public let time: PoolInstant
    /// The owner's number.
    public let epoch: UInt64

    /// Reads it; what is behind it stays unread.
    public init(from reader: inout WireReader) throws(WireError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        generation = try reader.number32()
        sequence = try reader.number()
        time = try reader.instant()
        guard sequence <= LineKey.sequenceMax else { throw .invalid("sequence") }
        epoch = try reader.number()
    }
}

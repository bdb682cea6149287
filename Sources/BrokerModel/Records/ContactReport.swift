// SPDX-License-Identifier: Apache-2.0

/// What a contact's home says of its cell: `REPORT contact t state` of the protocol, with the place when it was
/// changed.
public struct ContactReport: Hashable, Sendable, WireCodable {
    /// The contact.
    public let number: ContactNumber
    /// The cell's turn.
    public let turn: Turn
    /// The cell's state.
    public let phase: ContactPhase
    /// The cell's version.
    public let version: UInt64
    /// The topic the contact waits for now.
    public let topic: TopicID
    /// The priority it has now.
    public let priority: UInt8
    /// Set when a requeue began its waiting anew: the pool time that counts as arrival.
    public let restartedAt: PoolInstant?

    /// A report.
    public init(
        number: ContactNumber, turn: Turn, phase: ContactPhase, version: UInt64, topic: TopicID, priority: UInt8,
        restartedAt: PoolInstant? = nil
    ) {
        self.number = number
        self.turn = turn
        self.phase = phase
        self.version = version
        self.topic = topic
        self.priority = priority
        self.restartedAt = restartedAt
    }

    /// The same with another beginning of the wait.
    public func restarted(at instant: PoolInstant?) -> ContactReport {
        ContactReport(
            number: number, turn: turn, phase: phase, version: version, topic: topic, priority: priority,
            restartedAt: instant)
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.contact(number)
        writer.turn(turn)
        writer.value(phase)
        writer.number(version)
        writer.id(topic)
        writer.byte(priority)
        writer.optional(restartedAt) { $0.instant($1) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            number: try reader.contact(), turn: try reader.turn(), phase: try reader.value(),
            version: try reader.number(), topic: try reader.id(), priority: try reader.byte(),
            restartedAt: try reader.optional { (reader) throws(WireError) in try reader.instant() })
    }
}

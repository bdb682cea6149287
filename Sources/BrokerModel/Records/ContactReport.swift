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
    /// Set when it is answered first and its caller had been told how long that would take: milliseconds by which it
    /// took longer; below 0 for less, and the nearest that fits for weeks.
    public var estimateErrorMs: Int32? { errorMs == .min ? nil : errorMs }
    private let errorMs: Int32
    /// What it asks of who serves it now.
    public var routing: Routing { rareRouting.value ?? .plain }
    private let rareRouting: Rare<Routing>
    /// Whether it asks anything of who serves it beyond topic, skills and channel. Complexity: O(1).
    public var asksMore: Bool { if case .none = rareRouting { false } else { true } }

    /// A report.
    public init(
        number: ContactNumber, turn: Turn, phase: ContactPhase, version: UInt64, topic: TopicID, priority: UInt8,
        restartedAt: PoolInstant? = nil, routing: Routing? = nil, estimateErrorMs: Int32? = nil
    ) {
        self.number = number
        self.turn = turn
        self.phase = phase
        self.version = version
        self.topic = topic
        self.priority = priority
        self.restartedAt = restartedAt
        errorMs = estimateErrorMs ?? .min
        rareRouting = Rare(routing.flatMap { $0 == .plain ? nil : $0 })
    }

    /// The same with another beginning of the wait.
    public func restarted(at instant: PoolInstant?) -> ContactReport {
        ContactReport(
            number: number, turn: turn, phase: phase, version: version, topic: topic, priority: priority,
            restartedAt: instant, routing: rareRouting.value, estimateErrorMs: estimateErrorMs)
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.contact(number)
        writer.turn(turn)
        writer.value(phase)
        writer.number(version)
        writer.id(topic)
        writer.byte(priority)
        writer.byte((restartedAt == nil ? 0 : 1) | (asksMore ? 2 : 0) | (estimateErrorMs == nil ? 0 : 4))
        if let restartedAt { writer.instant(restartedAt) }
        if let routing = rareRouting.value { writer.value(routing) }
        if let estimateErrorMs { writer.signed(Int64(estimateErrorMs)) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        let number = try reader.contact()
        let turn = try reader.turn()
        let phase: ContactPhase = try reader.value()
        let version = try reader.number()
        let topic: TopicID = try reader.id()
        let priority = try reader.byte()
        let present = try reader.byte()
        guard present < 8 else { throw .invalid("ContactReport") }
        self.init(
            number: number, turn: turn, phase: phase, version: version, topic: topic, priority: priority,
            restartedAt: present & 1 == 0 ? nil : try reader.instant(),
            routing: present & 2 == 0 ? nil : try reader.value(),
            estimateErrorMs: present & 4 == 0 ? nil : try Self.error(&reader))
    }

    private static func error(_ reader: inout WireReader) throws(WireError) -> Int32 {
        guard let error = Int32(exactly: try reader.signed()), error != .min else { throw .invalid("estimate") }
        return error
    }
}

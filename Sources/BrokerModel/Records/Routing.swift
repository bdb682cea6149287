// SPDX-License-Identifier: Apache-2.0

/// What a contact asks of who serves it and when, beyond its topic, its skills and its channel. Most contacts ask
/// nothing: ``plain``.
public struct Routing: Hashable, Sendable, WireCodable {
    /// How many of its topic's relax steps have been taken.
    public var steps: UInt8 = 0
    /// The one agent it is for; nil when it is for everybody.
    public var onlyAgent: AgentID?
    /// The agent who is to have it first: until `firstUntil` nobody else has.
    public var firstAgent: AgentID?
    /// Pool time from which others than `firstAgent` may have it.
    public var firstUntil: PoolInstant?
    /// Pool time before which nobody is offered it: it is scheduled. Its home says when it is due.
    public var dueAt: PoolInstant?
    /// Pool time from which its topic's relax steps count; nil for since it came.
    public var stepsFrom: PoolInstant?
    /// That the caller has hung up and is to be called.
    public var callback: Callback?
    /// The slot of time that it has an appointment for, which begins when it is due; nil without one.
    public var slotAt: PoolInstant?
    /// That it is an agent's question about another contact.
    public var consult: Consult?
    /// That it is being handed over to `onlyAgent`.
    public var handover: Handover?
    /// How far the call has come that is made before any agent is asked; nil where none is. Who is due, or is called,
    /// has a `dueAt`.
    public var call: CustomerCall?

    /// A contact that asks nothing.
    public static let plain = Routing()

    /// Asks nothing.
    public init() {}

    /// The keyed hash of the number that is called: that of where a callback is to go, if another number was told than
    /// the caller's own; empty where none is known.
    public func calledHash(else caller: SealedCaller?) -> [UInt8] {
        guard let hash = callback?.address?.callerHash, !hash.isEmpty else { return caller?.callerHash ?? [] }
        return hash
    }

    /// Writes which fields there are, then those.
    public func write(to writer: inout WireWriter) {
        let present: [Bool] = [
            steps != 0, onlyAgent != nil, firstAgent != nil, firstUntil != nil, dueAt != nil, stepsFrom != nil,
            callback != nil, slotAt != nil, consult != nil, handover != nil, call != nil,
        ]
        writer.number(present.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
        if steps != 0 { writer.byte(steps) }
        if let onlyAgent { writer.id(onlyAgent) }
        if let firstAgent { writer.id(firstAgent) }
        if let firstUntil { writer.instant(firstUntil) }
        if let dueAt { writer.instant(dueAt) }
        if let stepsFrom { writer.instant(stepsFrom) }
        if let callback { writer.value(callback) }
        if let slotAt { writer.instant(slotAt) }
        if let consult { writer.value(consult) }
        if let handover { writer.value(handover) }
        if let call { writer.value(call) }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        let present = try reader.number()
        guard present < 2048 else { throw .invalid("Routing") }
        if present & 1 != 0 { steps = try reader.byte() }
        if present & 2 != 0 { onlyAgent = try reader.id() }
        if present & 4 != 0 { firstAgent = try reader.id() }
        if present & 8 != 0 { firstUntil = try reader.instant() }
        if present & 16 != 0 { dueAt = try reader.instant() }
        if present & 32 != 0 { stepsFrom = try reader.instant() }
        if present & 64 != 0 { callback = try reader.value() }
        if present & 128 != 0 { slotAt = try reader.instant() }
        if present & 256 != 0 { consult = try reader.value() }
        if present & 512 != 0 { handover = try reader.value() }
        if present & 1_024 != 0 { call = try reader.value() }
    }
}

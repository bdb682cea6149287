// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

extension AgentCell: WireCodable {
    /// Writes what is stored of the cell.
    public func write(to writer: inout WireWriter) {
        writer.id(agent)
        writer.turn(turn)
        writer.value(profile)
        writer.instant(since)
        writer.byte(intent.rawValue)
        writer.optional(reason) { $0.text($1) }
        writer.optional(nextIntent) { $0.byte($1.rawValue) }
        writer.optional(nextReason) { $0.text($1) }
        writer.number(version)
        writer.optionalValue(contact)
        writer.byte(unanswered)
        writer.flag(hasMoved)
        writePhase(to: &writer)
        writeRest(to: &writer)
        writeAdded(to: &writer)
    }

    /// What later versions have added: nothing where there is nothing, so that those before can read it.
    private func writeAdded(to writer: inout WireWriter) {
        let present = (by == nil ? 0 : 1) | (nextBy == nil ? 0 : 2) | (talks.isEmpty ? 0 : 4) | (seats.isEmpty ? 0 : 8)
        guard present != 0 else { return }
        writer.byte(UInt8(present))
        if let by { writer.id(by) }
        if let nextBy { writer.id(nextBy) }
        if !talks.isEmpty { writer.values(talks) }
        if !seats.isEmpty { writer.values(seats) }
    }

    private mutating func readAdded(from reader: inout WireReader) throws(WireError) {
        guard !reader.isAtEnd else { return }
        let present = try reader.byte()
        guard present < 16 else { throw .invalid("AgentCell added") }
        if present & 1 != 0 { by = try reader.id() }
        if present & 2 != 0 { nextBy = try reader.id() }
        if present & 4 != 0 { talks = try reader.values() }
        if present & 8 != 0 { seats = try reader.values() }
        guard seats.count <= Limits.contactsAtOnce else { throw .invalid("AgentCell seats") }
    }

    private func writePhase(to writer: inout WireWriter) {
        switch phase {
        case .idle: writer.byte(0)
        case .reserved(let offer):
            writer.byte(isVersionSpent ? 4 : 1)
            writer.value(offer)
        case .accepted(let offer):
            writer.byte(2)
            writer.value(offer)
        case .busy(let offer):
            writer.byte(3)
            writer.value(offer)
        }
    }

    private func writeRest(to writer: inout WireWriter) {
        switch rest {
        case .ready: writer.byte(0)
        case .pausing(Timing.rejectPauseMs): writer.byte(1)
        case .pausing(let milliseconds):
            writer.byte(5)
            writer.signed(milliseconds)
        case .wrapping(let contact, let milliseconds):
            writer.byte(2)
            writer.id(contact)
            writer.signed(milliseconds)
        case .notResponding(let milliseconds):
            writer.byte(3)
            writer.signed(milliseconds)
        case .unreachable: writer.byte(4)
        }
    }

    /// Reads what is stored of a cell.
    public init(from reader: inout WireReader) throws(WireError) {
        let agent: AgentID = try reader.id()
        let turn = try reader.turn()
        let profile: AgentProfile = try reader.value()
        self.init(agent: agent, turn: turn, profile: profile, since: try reader.instant())
        intent = try reader.oneOf()
        reason = try reader.optional { (reader) throws(WireError) in try reader.text() }
        nextIntent = try reader.optional { (reader) throws(WireError) in try reader.oneOf() }
        nextReason = try reader.optional { (reader) throws(WireError) in try reader.text() }
        version = try reader.number()
        contact = try reader.optionalValue()
        unanswered = try reader.byte()
        hasMoved = try reader.flag()
        switch try reader.byte() {
        case 0: phase = .idle
        case 1: phase = .reserved(try reader.value())
        case 2: phase = .accepted(try reader.value())
        case 3: phase = .busy(try reader.value())
        case 4:
            phase = .reserved(try reader.value())
            isVersionSpent = true
        default: throw .invalid("AgentCell phase")
        }
        switch try reader.byte() {
        case 0: rest = .ready
        case 1: rest = .pausing(milliseconds: Timing.rejectPauseMs)
        case 2: rest = .wrapping(try reader.id(), milliseconds: try reader.signed())
        case 3: rest = .notResponding(milliseconds: try reader.signed())
        case 4: rest = .unreachable
        case 5: rest = .pausing(milliseconds: try reader.signed())
        default: throw .invalid("AgentCell rest")
        }
        try readAdded(from: &reader)
    }
}

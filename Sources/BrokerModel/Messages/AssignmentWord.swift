// SPDX-License-Identifier: Apache-2.0

/// What one home says to the other about an offer (protocol §3).
public enum AssignmentWord: Hashable, Sendable, WireCodable {
    /// What is this offer to you?
    case ask
    /// Contact's home: I hold the contact for it.
    case held
    /// Contact's home: the contact is connected by it; its version, for what the agent's home tells the desk.
    case connected(version: UInt64)
    /// Contact's home: it is over here, for ever.
    case gone(Outcome?)
    /// Agent's home: the agent accepted.
    case accept
    /// Agent's home: the agent serves by it.
    case busy
    /// Agent's home: it is over here, for ever.
    case withdrawn(WithdrawCause)
    /// Agent's home: what the agent said of the conversation; said until it is heard.
    case remark(Remark)
    /// Contact's home: the remark of this instant is kept.
    case remarked(PoolInstant)
    /// Contact's home: it is over here, for ever, since another agent whom the contact rang has it.
    case taken

    /// Writes the kind, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .ask: writer.byte(0)
        case .held: writer.byte(1)
        case .connected(let version):
            writer.byte(2)
            writer.number(version)
        case .gone(let outcome):
            writer.byte(3)
            writer.optional(outcome) { $0.byte($1.rawValue) }
        case .accept: writer.byte(4)
        case .busy: writer.byte(5)
        case .withdrawn(let cause):
            writer.byte(6)
            writer.value(cause)
        case .remark(let remark):
            writer.byte(7)
            writer.value(remark)
        case .remarked(let instant):
            writer.byte(8)
            writer.instant(instant)
        case .taken: writer.byte(9)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 0: self = .ask
        case 1: self = .held
        case 2: self = .connected(version: try reader.number())
        case 3: self = .gone(try reader.optional { (reader) throws(WireError) in try reader.oneOf() })
        case 4: self = .accept
        case 5: self = .busy
        case 6: self = .withdrawn(try reader.value())
        case 7: self = .remark(try reader.value())
        case 8: self = .remarked(try reader.instant())
        case 9: self = .taken
        default: throw .invalid("AssignmentWord")
        }
    }
}

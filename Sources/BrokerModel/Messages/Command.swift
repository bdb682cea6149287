// SPDX-License-Identifier: Apache-2.0

/// What a home asks of the owner. The owner turns it into events, or refuses it.
public enum Command: Hashable, Sendable, WireCodable {
    /// A contact's cell differs from the log. With its entry when the log may not know the contact yet.
    case contact(ContactReport, entry: ContactEntry?)
    /// An agent's cell differs from the log.
    case agent(AgentReport)
    /// The home needs contact numbers.
    /// `newest` is the first number of the newest range the home knows, 0 without one: a repeat reserves nothing.
    case reserveRange(SiteID, incarnation: UInt64, newest: UInt64)
    /// A node wants to hold its site's home; `rejoin` is the operator's word that an earlier store is lost.
    case takeHome(HomeRecord, rejoin: Bool)
    /// The operator wants another configuration, only if the revision is still this one.
    case configure(Configuration, ifRevision: UInt64?)
    /// A detached site has reported every cell.
    case attach(SiteID)
    /// A site does not confirm (said by the owner itself).
    case detach(SiteID)
    /// The holder of a home has other heirs, if nothing has changed since the list of `listedAt`.
    case listHeirs(SiteID, listedAt: UInt64, [NodeID])
    /// The holder gives the home to an heir, under the same condition.
    case passHome(HomeRecord, listedAt: UInt64)
    /// A contact that rings agents one by one has rung for long enough to ring one more: at this turn, if no offer of
    /// the ring is newer than the one of sequence `newest`.
    case ringMore(ContactNumber, turn: Turn, newest: UInt64)
    /// A contact is to have a slot of its topic's appointments, if the log has nothing newer of it than this turn, and
    /// whether it is in conversation.
    case bookSlot(ContactNumber, turn: Turn, isConnected: Bool, PoolInstant)

    /// Writes the kind, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .contact(let report, let entry):
            writer.byte(1)
            writer.value(report)
            writer.optionalValue(entry)
        case .agent(let report):
            writer.byte(2)
            writer.value(report)
        case .reserveRange(let site, let incarnation, let newest):
            writer.byte(3)
            writer.id(site)
            writer.number(incarnation)
            writer.number(newest)
        case .takeHome(let home, let rejoin):
            writer.byte(4)
            writer.value(home)
            writer.flag(rejoin)
        case .configure(let configuration, let ifRevision):
            writer.byte(5)
            writer.value(configuration)
            writer.optional(ifRevision) { $0.number($1) }
        case .attach(let site):
            writer.byte(6)
            writer.id(site)
        case .detach(let site):
            writer.byte(7)
            writer.id(site)
        case .listHeirs(let site, let listedAt, let heirs):
            writer.byte(8)
            writer.id(site)
            writer.number(listedAt)
            writer.list(heirs) { $0.id($1) }
        case .passHome(let home, let listedAt):
            writer.byte(9)
            writer.value(home)
            writer.number(listedAt)
        case .bookSlot(let number, let turn, let isConnected, let slotAt):
            writer.byte(12)
            writer.contact(number)
            writer.turn(turn)
            writer.flag(isConnected)
            writer.instant(slotAt)
        case .ringMore(let number, let turn, let newest):
            writer.byte(10)
            writer.contact(number)
            writer.turn(turn)
            writer.number(newest)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 1: self = .contact(try reader.value(), entry: try reader.optionalValue())
        case 2: self = .agent(try reader.value())
        case 3:
            self = .reserveRange(try reader.id(), incarnation: try reader.number(), newest: try reader.number())
        case 4: self = .takeHome(try reader.value(), rejoin: try reader.flag())
        case 5:
            self = .configure(
                try reader.value(),
                ifRevision: try reader.optional { (reader) throws(WireError) in try reader.number() })
        case 6: self = .attach(try reader.id())
        case 7: self = .detach(try reader.id())
        case 8:
            self = .listHeirs(
                try reader.id(), listedAt: try reader.number(),
                try reader.list { (reader) throws(WireError) in try reader.id() })
        case 9: self = .passHome(try reader.value(), listedAt: try reader.number())
        case 12:
            self = .bookSlot(
                try reader.contact(), turn: try reader.turn(), isConnected: try reader.flag(), try reader.instant())
        case 10:
            self = .ringMore(try reader.contact(), turn: try reader.turn(), newest: try reader.number())
        default: throw .invalid("Command")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Where a contact is, as its home reports it. Ranks order reports of the same turn (protocol O2).
public enum ContactPhase: Hashable, Sendable, WireCodable {
    /// In line.
    case waiting
    /// In conversation with an agent, by this offer.
    case connected(OfferID, AgentID)
    /// Over.
    case ended(Outcome)

    /// waiting < connected < ended.
    public var rank: UInt8 {
        switch self {
        case .waiting: 0
        case .connected: 1
        case .ended: 2
        }
    }

    /// Writes the rank, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        writer.byte(rank)
        switch self {
        case .waiting: break
        case .connected(let offer, let agent):
            writer.value(offer)
            writer.id(agent)
        case .ended(let outcome): writer.byte(outcome.rawValue)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 0: self = .waiting
        case 1: self = .connected(try reader.value(), try reader.id())
        case 2: self = .ended(try reader.oneOf())
        default: throw .invalid("ContactPhase")
        }
    }
}

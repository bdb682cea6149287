// SPDX-License-Identifier: Apache-2.0

/// Where an agent's slot is, as its home reports it (protocol O2: idle < busy within a turn).
public enum AgentPhase: Hashable, Sendable, WireCodable {
    /// No contact.
    case idle
    /// In conversation, by this offer, with this contact.
    case busy(OfferID, ContactNumber)

    /// idle < busy.
    public var rank: UInt8 {
        switch self {
        case .idle: 0
        case .busy: 1
        }
    }

    /// Writes the rank, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        writer.byte(rank)
        if case .busy(let offer, let contact) = self {
            writer.value(offer)
            writer.contact(contact)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 0: self = .idle
        case 1: self = .busy(try reader.value(), try reader.contact())
        default: throw .invalid("AgentPhase")
        }
    }
}

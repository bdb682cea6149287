// SPDX-License-Identifier: Apache-2.0

/// What nodes say to each other. Most of it is signs of life, which are small: what is large is kept apart.
public enum PeerMessage: Hashable, Sendable, WireCodable {
    /// A home asks the owner; `id` comes back in a refusal.
    indirect case command(id: UInt64, Command)
    /// The owner will not; what it decided on was committed before this left.
    case refused(id: UInt64, Refusal)
    /// One home to the other, about an offer. `toContact` says which of the two roles is addressed.
    indirect case assignment(AssignmentWord, Offer, toContact: Bool)
    /// Are you there?
    case ping
    /// I am.
    case pong
    /// The owner lives: its epoch, the last message of the log it knows committed, pool time now.
    case pulse(epoch: UInt64, logSequence: UInt64, time: PoolInstant)
    /// The owner goes: its epoch, and its last message of the log. Whoever has read so far may take over at once.
    case yield(epoch: UInt64, logSequence: UInt64)
    /// The holder of a home is an island: its site is to be skipped.
    case alone
    /// Between the nodes of one site.
    indirect case heir(HeirWord)

    /// Writes the kind, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .command(let id, let command):
            writer.byte(1)
            writer.number(id)
            writer.value(command)
        case .refused(let id, let refusal):
            writer.byte(2)
            writer.number(id)
            writer.value(refusal)
        case .assignment(let word, let offer, let toContact):
            writer.byte(3)
            writer.value(word)
            writer.value(offer)
            writer.flag(toContact)
        case .ping: writer.byte(4)
        case .pong: writer.byte(5)
        case .pulse(let epoch, let logSequence, let time):
            writer.byte(6)
            writer.number(epoch)
            writer.number(logSequence)
            writer.instant(time)
        case .yield(let epoch, let logSequence):
            writer.byte(7)
            writer.number(epoch)
            writer.number(logSequence)
        case .heir(let word):
            writer.byte(8)
            writer.value(word)
        case .alone: writer.byte(9)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 1: self = .command(id: try reader.number(), try reader.value())
        case 2: self = .refused(id: try reader.number(), try reader.value())
        case 3: self = .assignment(try reader.value(), try reader.value(), toContact: try reader.flag())
        case 4: self = .ping
        case 5: self = .pong
        case 6:
            self = .pulse(
                epoch: try reader.number(), logSequence: try reader.number(), time: try reader.instant())
        case 7: self = .yield(epoch: try reader.number(), logSequence: try reader.number())
        case 8: self = .heir(try reader.value())
        case 9: self = .alone
        default: throw .invalid("PeerMessage")
        }
    }
}

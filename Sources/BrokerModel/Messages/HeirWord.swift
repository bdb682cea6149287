// SPDX-License-Identifier: Apache-2.0

/// What the holder of a home and the other nodes of its site say to each other (protocol §6).
public enum HeirWord: Hashable, Sendable, WireCodable {
    /// A node wants a copy, or goes on with the one it has.
    case join(HomeRecord, has: CopyPlace?)
    /// The holder: a step of the copy.
    case copy(CopyPlace, [StoreWrite])
    /// A node: everything up to this step is on my disk.
    case copied(CopyPlace)
    /// The holder: I am there, and this is the last step.
    case holding(CopyPlace)
    /// A node goes, and wants to be waited for no more.
    case resign

    /// Writes the kind, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .join(let record, let place):
            writer.byte(0)
            writer.value(record)
            writer.optionalValue(place)
        case .copy(let place, let writes):
            writer.byte(1)
            writer.value(place)
            writer.values(writes)
        case .copied(let place):
            writer.byte(2)
            writer.value(place)
        case .holding(let place):
            writer.byte(3)
            writer.value(place)
        case .resign: writer.byte(4)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 0: self = .join(try reader.value(), has: try reader.optionalValue())
        case 1: self = .copy(try reader.value(), try reader.values())
        case 2: self = .copied(try reader.value())
        case 3: self = .holding(try reader.value())
        case 4: self = .resign
        default: throw .invalid("HeirWord")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A change of the home's store. Changes of one number become durable together or not at all, here and on the disks of
/// the heirs.
public enum StoreWrite: Hashable, Sendable, WireCodable {
    /// Where a record stands.
    public enum Shelf: UInt8, Sendable, CaseIterable {
        /// What a node knows of its own disk: never copied.
        case meta = 0
        case contacts = 1
        case agents = 2
        case requests = 3
    }

    /// Sets a record.
    case put(Shelf, key: [UInt8], value: [UInt8])
    /// Forgets a record.
    case remove(Shelf, key: [UInt8])

    /// Where its record stands.
    public var shelf: Shelf {
        switch self {
        case .put(let shelf, _, _), .remove(let shelf, _): shelf
        }
    }

    /// Writes the kind, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .put(let shelf, let key, let value):
            writer.byte(0)
            writer.byte(shelf.rawValue)
            writer.blob(key)
            writer.blob(value)
        case .remove(let shelf, let key):
            writer.byte(1)
            writer.byte(shelf.rawValue)
            writer.blob(key)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 0: self = .put(try reader.oneOf(), key: try reader.blob(), value: try reader.blob())
        case 1: self = .remove(try reader.oneOf(), key: try reader.blob())
        default: throw .invalid("StoreWrite")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Reads what ``WireWriter`` wrote. Every read checks its bounds; nothing that a stranger sends can trap it.
public struct WireReader: Sendable {
    private let bytes: [UInt8]
    private var index: Int
    private let end: Int

    /// Reads all of `bytes`.
    public init(_ bytes: [UInt8]) { self.init(bytes, from: 0, to: bytes.count) }

    private init(_ bytes: [UInt8], from: Int, to: Int) {
        self.bytes = bytes
        index = from
        end = to
    }

    /// Bytes not yet read.
    public var remaining: Int { end - index }
    /// How many bytes have been read.
    public var offset: Int { index }
    /// Whether everything has been read.
    public var isAtEnd: Bool { index == end }

    /// One byte.
    public mutating func byte() throws(WireError) -> UInt8 {
        guard index < end else { throw .truncated }
        defer { index += 1 }
        return bytes[index]
    }

    /// A flag.
    public mutating func flag() throws(WireError) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw .invalid("flag")
        }
    }

    /// An unsigned number.
    public mutating func number() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw .invalid("number") }
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return value }
            shift += 7
            guard shift <= 63 else { throw .invalid("number") }
        }
    }

    /// An unsigned number that fits 32 bits.
    public mutating func number32() throws(WireError) -> UInt32 {
        guard let value = UInt32(exactly: try number()) else { throw .invalid("number32") }
        return value
    }

    /// A signed number.
    public mutating func signed() throws(WireError) -> Int64 {
        let raw = try number()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// How much follows, of elements or bytes: a count that what is left cannot hold is refused.
    public mutating func length() throws(WireError) -> Int {
        let count = try number()
        guard count <= UInt64(remaining) else { throw .truncated }
        return Int(count)
    }

    /// A text; refuses what is not UTF-8.
    public mutating func text() throws(WireError) -> String {
        let count = try length()
        defer { index += count }
        let (from, to) = (index, index + count)
        // In place: a slice of an array would be looked at byte by byte, each with its bounds.
        let text = bytes.withUnsafeBufferPointer { bytes in
            let own = UnsafeBufferPointer(rebasing: bytes[from..<to])
            // Nearly every text is ASCII, which is UTF-8 already.
            let isASCII = own.reduce(0, |) < 0x80
            return isASCII ? String(decoding: own, as: UTF8.self) : String(validating: own, as: UTF8.self)
        }
        guard let text else { throw .invalid("text") }
        return text
    }

    /// A blob.
    public mutating func blob() throws(WireError) -> [UInt8] {
        let count = try length()
        defer { index += count }
        return Array(bytes[index..<index + count])
    }

    /// `count` bytes as they are.
    public mutating func raw(_ count: Int) throws(WireError) -> [UInt8] {
        guard count <= remaining else { throw .truncated }
        defer { index += count }
        return Array(bytes[index..<index + count])
    }

    /// An id or a name; the grammar is checked.
    public mutating func id<ID: TextIdentifier>(_ type: ID.Type = ID.self) throws(WireError) -> ID {
        guard let id = ID(try text()) else { throw .invalid(String(describing: type)) }
        return id
    }

    /// A value that may be absent.
    @inlinable public mutating func optional<Value>(
        _ read: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value? {
        try flag() ? try read(&self) : nil
    }

    /// A list. A count that the bytes cannot hold is refused before anything is allocated.
    @inlinable public mutating func list<Element>(
        _ read: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = try length()
        var values: [Element] = []
        // A hostile count costs no more memory than the bytes that came with it.
        values.reserveCapacity(min(count, 1_024))
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    /// A case of an enumeration of bytes.
    public mutating func oneOf<Value: RawRepresentable>(
        _ type: Value.Type = Value.self
    ) throws(WireError) -> Value where Value.RawValue == UInt8 {
        guard let value = Value(rawValue: try byte()) else { throw .invalid(String(describing: type)) }
        return value
    }

    /// A reader of the next frame only; this reader goes on behind it.
    public mutating func frame() throws(WireError) -> WireReader {
        let count = try length()
        defer { index += count }
        return WireReader(bytes, from: index, to: index + count)
    }
}

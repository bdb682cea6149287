// SPDX-License-Identifier: Apache-2.0

/// Writes the inner binary form: LEB128 for counts and instants, length-prefixed texts and blobs, little endian.
public struct WireWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer with room for `capacity` bytes.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Hands over the first `count` bytes, and goes on behind them. Complexity: O(bytes).
    public mutating func take(_ count: Int) -> [UInt8] {
        defer { bytes.removeFirst(count) }
        return Array(bytes[..<count])
    }

    /// One byte.
    @inlinable public mutating func byte(_ value: UInt8) { append(value) }

    @usableFromInline mutating func append(_ value: UInt8) { bytes.append(value) }

    /// A flag.
    public mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// An unsigned number, one byte for each seven bits.
    public mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A signed number, zigzag.
    public mutating func signed(_ value: Int64) { number(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    /// A text in UTF-8 with its length before it.
    public mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            number(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// A blob with its length before it.
    public mutating func blob(_ value: [UInt8]) {
        number(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Bytes as they are.
    public mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    /// An id or a name.
    public mutating func id(_ value: some TextIdentifier) { text(value.text) }

    /// A value that may be absent.
    @inlinable public mutating func optional<Value>(_ value: Value?, _ write: (inout WireWriter, Value) -> Void) {
        flag(value != nil)
        if let value { write(&self, value) }
    }

    /// A list with its count before it.
    @inlinable public mutating func list<Element>(_ values: [Element], _ write: (inout WireWriter, Element) -> Void) {
        number(UInt64(values.count))
        for value in values { write(&self, value) }
    }

    /// What `body` writes, with its length before it, so that a reader who does not know it can skip it.
    public mutating func framed(_ body: (inout WireWriter) -> Void) {
        // Nearly every frame is short: its length is one byte, and it is written where it belongs.
        let place = bytes.count
        bytes.append(0)
        body(&self)
        let length = bytes.count - place - 1
        guard length >= 0x80 else { return bytes[place] = UInt8(length) }
        var prefix = WireWriter(capacity: 10)
        prefix.number(UInt64(length))
        bytes.replaceSubrange(place...place, with: prefix.bytes)
    }
}

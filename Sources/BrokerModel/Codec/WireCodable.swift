// SPDX-License-Identifier: Apache-2.0

/// A value with an inner binary form.
public protocol WireCodable: Sendable {
    /// Writes the value.
    func write(to writer: inout WireWriter)
    /// Reads the value.
    init(from reader: inout WireReader) throws(WireError)
}

extension WireCodable {
    /// The value's bytes.
    public func encoded() -> [UInt8] {
        var writer = WireWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads a value that fills the bytes, or begins them if a later version has added to it.
    public init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        try self.init(from: &reader)
    }
}

extension WireWriter {
    /// A value that has a binary form.
    public mutating func value(_ value: some WireCodable) { value.write(to: &self) }
    /// A list of values that have one.
    public mutating func values(_ values: [some WireCodable]) { list(values) { $0.value($1) } }
    /// A value that may be absent.
    public mutating func optionalValue(_ value: (some WireCodable)?) { optional(value) { $0.value($1) } }
    /// An instant.
    public mutating func instant(_ value: PoolInstant) { signed(value.milliseconds) }
    /// A turn.
    public mutating func turn(_ value: Turn) { number(value.value) }
    /// A contact's number.
    public mutating func contact(_ value: ContactNumber) { number(value.value) }
}

extension WireReader {
    /// A value that has a binary form.
    public mutating func value<Value: WireCodable>(_ type: Value.Type = Value.self) throws(WireError) -> Value {
        try Value(from: &self)
    }
    /// A list of values that have one.
    public mutating func values<Value: WireCodable>(_ type: Value.Type = Value.self) throws(WireError) -> [Value] {
        try list { (reader) throws(WireError) in try Value(from: &reader) }
    }
    /// A value that may be absent.
    public mutating func optionalValue<Value: WireCodable>(
        _ type: Value.Type = Value.self
    ) throws(WireError) -> Value? {
        try optional { (reader) throws(WireError) in try Value(from: &reader) }
    }
    /// An instant; within ±285 years of 1970, so that nanoseconds and differences fit.
    public mutating func instant() throws(WireError) -> PoolInstant {
        let value = try signed()
        guard value.magnitude <= UInt64(Limits.instantMsMax) else { throw .invalid("instant") }
        return PoolInstant(value)
    }
    /// Milliseconds from 0 to a year.
    public mutating func duration() throws(WireError) -> Int64 {
        let value = try signed()
        guard (0...Limits.durationMsMax).contains(value) else { throw .invalid("duration") }
        return value
    }
    /// A turn; one of the very last term is not anybody's.
    public mutating func turn() throws(WireError) -> Turn {
        let value = try number()
        guard value < UInt64.max << 40 else { throw .invalid("turn") }
        return Turn(value)
    }
    /// A contact's number.
    public mutating func contact() throws(WireError) -> ContactNumber { ContactNumber(try number()) }
}

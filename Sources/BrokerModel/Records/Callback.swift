// SPDX-License-Identifier: Apache-2.0

/// That a caller has hung up and is to be called. The contact's channel is ``Channel/callback`` then.
public struct Callback: Hashable, Sendable, WireCodable {
    /// How often the customer was called and not reached.
    public var attempts: UInt8 = 0
    /// Where to call, sealed; nil where the caller was.
    public var address: SealedCaller?

    /// A callback that nobody has tried yet.
    public init() {}

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.byte(attempts)
        writer.optionalValue(address)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        attempts = try reader.byte()
        address = try reader.optionalValue()
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How far the copy of a home on another node of the site has come.
public struct CopyPlace: Hashable, Sendable, WireCodable {
    /// The event by which the holder took the home: a copy is of one reign.
    public let reign: UInt64
    /// Which copy of the reign: each begins with nothing.
    public let line: UInt64
    /// The last step of it.
    public var step: UInt64

    /// A place.
    public init(reign: UInt64, line: UInt64, step: UInt64) {
        self.reign = reign
        self.line = line
        self.step = step
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.number(reign)
        writer.number(line)
        writer.number(step)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(reign: try reader.number(), line: try reader.number(), step: try reader.number())
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A number that callers dial, and where it leads.
public struct NumberSettings: Hashable, Sendable, WireCodable {
    /// The number.
    public let number: DialledNumber
    /// Where it leads.
    public let route: Route

    /// A number.
    public init(number: DialledNumber, route: Route) {
        self.number = number
        self.route = route
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.id(number)
        writer.value(route)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(number: try reader.id(), route: try reader.value())
    }
}

// SPDX-License-Identifier: Apache-2.0

/// That a contact is handed over to the agent it is for, who has agreed to it in a consult: whoever is offered it has
/// accepted. Over with the first thing that happens to it.
public struct Handover: Hashable, Sendable, WireCodable {
    /// The priority that it has otherwise: until it is over it goes before everybody.
    public let priority: UInt8

    /// A contact of a priority is handed over.
    public init(priority: UInt8) { self.priority = priority }

    /// Writes the priority.
    public func write(to writer: inout WireWriter) { writer.byte(priority) }

    /// Reads the priority.
    public init(from reader: inout WireReader) throws(WireError) { self.init(priority: try reader.byte()) }
}

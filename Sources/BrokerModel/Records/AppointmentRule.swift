// SPDX-License-Identifier: Apache-2.0

/// Which appointments a topic gives: slots of its open hours, so many contacts in each.
public struct AppointmentRule: Hashable, Sendable, WireCodable {
    /// Contacts that may have the same slot, 1 to ``Limits/appointmentsPerSlot``.
    public let perSlot: UInt32
    /// Milliseconds of a slot: a day is a whole number of them.
    public let slotMs: Int64
    /// Days from now in which slots are given, 1 to ``Limits/appointmentDays``.
    public let days: UInt8
    /// The priority of a contact with an appointment, 0–255; nil for the one that it would have without.
    public let priority: UInt8?

    /// Milliseconds of a day.
    public static let dayMs: Int64 = 86_400_000

    /// A rule.
    public init(perSlot: UInt32, slotMs: Int64, days: UInt8, priority: UInt8? = nil) {
        self.perSlot = perSlot
        self.slotMs = slotMs
        self.days = days
        self.priority = priority
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.number(UInt64(perSlot))
        writer.signed(slotMs)
        writer.byte(days)
        writer.optional(priority) { $0.byte($1) }
    }

    /// Reads the fields in order, and refuses what no configuration says.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            perSlot: try reader.number32(), slotMs: try reader.duration(), days: try reader.byte(),
            priority: try reader.optional { (reader) throws(WireError) in try reader.byte() })
        guard perSlot > 0, slotMs > 0, Self.dayMs % slotMs == 0, (1...Limits.appointmentDays).contains(Int(days)) else {
            throw .invalid("AppointmentRule")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Which appointments a topic gives.
public struct AppointmentsConfiguration: Codable, Hashable, Sendable {
    /// How many contacts may have the same slot: 1–10,000.
    public var perSlot: Int
    /// How long a slot is: 5 min to 24 h, and a day is a whole number of them.
    public var slot: ConfiguredDuration
    /// How many days ahead they are given: 1–90.
    public var days: Int
    /// The priority of a contact with an appointment, 0–255; nil for the one that it would have without.
    public var priority: Int?

    /// Puts a document together.
    public init(
        perSlot: Int, slot: ConfiguredDuration = ConfiguredDuration(seconds: 1_800), days: Int = 14,
        priority: Int? = nil
    ) {
        self.perSlot = perSlot
        self.slot = slot
        self.days = days
        self.priority = priority
    }
}

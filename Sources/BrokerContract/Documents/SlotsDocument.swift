// SPDX-License-Identifier: Apache-2.0

/// Slots of a topic's appointments that are not all given, in order: the reply to `appointment.slots`.
public struct SlotsDocument: Codable, Hashable, Sendable {
    /// The topic.
    public var topic: String
    /// The log sequence it follows from.
    public var seq: Int
    /// How long a slot is, in milliseconds.
    public var slotMs: Int
    /// How many contacts may have the same slot.
    public var perSlot: Int
    /// The page.
    public var slots: [SlotDocument]
    /// What to ask `fromAt` for more, in milliseconds since 1970; absent at the end.
    public var nextAt: Int?

    /// Puts a document together.
    public init(topic: String, seq: Int, slotMs: Int, perSlot: Int, slots: [SlotDocument], nextAt: Int? = nil) {
        self.topic = topic
        self.seq = seq
        self.slotMs = slotMs
        self.perSlot = perSlot
        self.slots = slots
        self.nextAt = nextAt
    }
}

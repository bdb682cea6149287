// SPDX-License-Identifier: Apache-2.0

/// A slot of a topic's appointments.
public struct SlotDocument: Codable, Hashable, Sendable {
    /// When it begins, in milliseconds since 1970.
    public var slotAt: Int
    /// How many contacts may have it yet.
    public var free: Int

    /// Puts a document together.
    public init(slotAt: Int, free: Int) {
        self.slotAt = slotAt
        self.free = free
    }
}

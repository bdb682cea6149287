// SPDX-License-Identifier: Apache-2.0

// Slots of time: parts of a local day of one length, from its midnight on.
extension OpeningHours {
    /// Always open, and local time is UTC.
    public static let always = OpeningHours(
        spans: [Span(start: 0, end: 10_080)], closedDays: [], offsets: [Offset(from: PoolInstant(0), seconds: 0)])

    /// Whether a slot of a length begins at an instant. Complexity: O(offsets).
    public func beginsSlot(_ instant: PoolInstant, ofMs slotMs: Int64) -> Bool { sinceSlot(instant, slotMs) == 0 }

    /// The first instant after another at which a slot of a length begins. Complexity: O(offsets).
    public func nextSlot(after instant: PoolInstant, ofMs slotMs: Int64) -> PoolInstant {
        var at = instant
        while true {
            let next = PoolInstant(at.milliseconds + slotMs - sinceSlot(at, slotMs))
            // Where the clock is changed on the way, from there anew.
            guard let change = offsets.first(where: { $0.from > at })?.from, change <= next else { return next }
            guard !beginsSlot(change, ofMs: slotMs) else { return change }
            at = change
        }
    }

    /// Whether it is open from an instant to another, without a break. Complexity: O(spans), for each part.
    public func isOpen(from start: PoolInstant, to end: PoolInstant) -> Bool {
        var at = start
        while at < end {
            guard isOpen(at: at) else { return false }
            at = nextBoundary(after: at)
        }
        return true
    }

    /// Milliseconds since the local clock showed a whole number of slots after midnight.
    private func sinceSlot(_ instant: PoolInstant, _ slotMs: Int64) -> Int64 {
        let localMs = instant.milliseconds + 1_000 * offsetSeconds(at: instant)
        // A day is a whole number of slots, so days need no look.
        let rest = localMs % slotMs
        return rest < 0 ? rest + slotMs : rest
    }
}

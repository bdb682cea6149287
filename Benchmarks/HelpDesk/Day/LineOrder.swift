// SPDX-License-Identifier: Apache-2.0

/// Whether lines keep their order, as far as it can be known from outside for certain.
///
/// A line is ordered by priority, then arrival, and every agent who serves a topic may have any of its callers. Neither
/// arrival nor decision is seen from outside, but bounds of both are. Somebody was overtaken for certain if
///
/// * the earlier caller's place was told before the later one even called, and the priority is not lower; and
/// * the later one's first offer bears a `seq` not above that of the last event which the earlier one's agent had
///   before the earlier one's first offer. An offer is decided after its agent was last heard of, and not after its
///   `seq`.
///
/// Second offers, and callers who leave without one, are not compared.
struct LineOrder: Sendable {
    private struct Offered {
        let caller: Int
        let topic: Int
        let priority: UInt8
        let arrivalMs: Int64
        let toldMs: Int64?
        let seq: Int
        let agentSeq: Int

        /// Whether this one stood before another.
        func stoodBefore(_ other: Offered) -> Bool {
            guard topic == other.topic, priority >= other.priority, let toldMs else { return false }
            return toldMs < other.arrivalMs
        }

        /// Whether this one stood before another and was offered after it.
        func wasOvertaken(by other: Offered) -> Bool { other.seq <= agentSeq && stoodBefore(other) }
    }

    /// By caller, when the place was told, milliseconds of the desk's clock.
    private var toldMs: [Int: Int64] = [:]
    private var wasAsked: Set<Int> = []
    private var offered: [Offered] = []

    /// Callers of whom it is known that they had to come before or after another.
    private(set) var compared = 0

    /// A caller's place is committed.
    mutating func placeIsTold(_ caller: Int, at nowMs: Int64) {
        if toldMs[caller] == nil { toldMs[caller] = nowMs }
    }

    /// An agent is asked for a caller.
    ///
    /// - Parameters:
    ///   - index: the caller's.
    ///   - caller: who it is.
    ///   - seq: the event's; nil for what is not committed.
    ///   - agentSeq: that of the agent's event before; nil where there is none.
    /// - Returns: Who was overtaken by whom, in words.
    /// - Complexity: O(callers).
    mutating func isAsked(_ index: Int, _ caller: Caller, seq: Int?, agentSeq: Int?) -> String? {
        guard wasAsked.insert(index).inserted, let seq, let agentSeq else { return nil }
        let this = Offered(
            caller: index, topic: caller.topic, priority: caller.priority, arrivalMs: caller.arrivalMs,
            toldMs: toldMs[index], seq: seq, agentSeq: agentSeq)
        defer { offered.append(this) }
        if offered.contains(where: { this.stoodBefore($0) || $0.stoodBefore(this) }) { compared += 1 }
        let found = offered.lazy.compactMap { other -> (first: Offered, later: Offered)? in
            if this.wasOvertaken(by: other) { return (first: this, later: other) }
            return other.wasOvertaken(by: this) ? (first: other, later: this) : nil
        }.first
        return found.map { first, later in
            "\(DayNames.contact(first.caller)) had a place before \(DayNames.contact(later.caller)) came, which was "
                + "offered first: by seq \(later.seq), and the agent of the other was not free before "
                + "\(first.agentSeq)"
        }
    }
}

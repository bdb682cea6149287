// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Places of callers who gave up lately, for when they call again: a part of the state, the same on every node.
struct RedialMemory: Sendable {
    /// A caller who gave up waiting for a topic.
    struct Caller: Hashable, Sendable {
        /// The topic's index.
        let topic: Int
        /// The keyed hash of the number.
        let hash: [UInt8]
    }

    /// The place that is kept.
    struct Place: Hashable, Sendable {
        /// When the caller first came, as far as that was remembered.
        let arrival: PoolInstant
        /// Until when it is kept.
        let until: PoolInstant
    }

    private var places: [Caller: (place: Place, turn: UInt64)] = [:]
    /// Who gave up, in that order; a caller who has come back, or given up again, is there in vain.
    private var order: [(caller: Caller, turn: UInt64)] = []
    /// Counts those who gave up, of this node's reading.
    private var turns: UInt64 = 0
    /// Where what is still remembered begins: taking from the front of an array would move all of it.
    private var head = 0
    private let capacity: Int

    /// Remembers nobody yet.
    init(capacity: Int = Limits.redials) { self.capacity = capacity }

    /// Whether nobody is remembered.
    var isEmpty: Bool { places.isEmpty }

    /// Who is remembered, in the order in which they gave up. Complexity: O(remembered).
    var inOrder: [(Caller, Place)] {
        order[head...].compactMap { entry in
            guard isKept(entry), let kept = places[entry.caller] else { return nil }
            return (entry.caller, kept.place)
        }
    }

    /// Whether an entry is more than a trace of who has come back, or given up again, since.
    private func isKept(_ entry: (caller: Caller, turn: UInt64)) -> Bool {
        places[entry.caller]?.turn == entry.turn
    }

    /// A caller has given up. Full, the one is forgotten who gave up first. Complexity: O(1), amortized.
    mutating func remember(_ caller: Caller, _ place: Place) {
        turns += 1
        places[caller] = (place, turns)
        order.append((caller, turns))
        while places.count > capacity { forgetFirst() }
        // Traces alone are dropped: they are no part of the state, and a node that began with an image has none.
        if order.count - head > 2 * capacity {
            order = order[head...].filter(isKept)
            head = 0
        }
    }

    /// The place of a caller who calls again; nil if none is kept any more. Complexity: O(1).
    func place(of caller: Caller, at now: PoolInstant) -> PoolInstant? {
        guard let place = places[caller]?.place, place.until >= now else { return nil }
        return place.arrival
    }

    /// A caller is back. Complexity: O(1).
    mutating func forget(_ caller: Caller) { places[caller] = nil }

    /// Forgets whose time is over, of those who gave up first. Complexity: O(forgotten), amortized.
    mutating func sweep(at now: PoolInstant) {
        while head < order.count {
            let isOver = places[order[head].caller].map { $0.place.until < now } ?? true
            guard isOver || !isKept(order[head]) else { return }
            forgetFirst()
        }
    }

    private mutating func forgetFirst() {
        let first = order[head]
        if isKept(first) { places[first.caller] = nil }
        head += 1
        guard head > 4_096 || head == order.count else { return }
        order.removeFirst(head)
        head = 0
    }
}

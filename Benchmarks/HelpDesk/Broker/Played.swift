// SPDX-License-Identifier: Apache-2.0

/// What all that was played has become.
struct Played: Hashable, Sendable {
    /// By caller.
    private(set) var fates: [Fate] = []
    /// Those answered, by caller's index, in the order in which agents took them.
    private(set) var order: [Int] = []

    /// So many callers, of whom nothing is known yet.
    init(callers: Int) { add(callers: callers) }

    /// So many more.
    mutating func add(callers: Int) { fates += Array(repeating: Fate(waitMs: 0, shift: nil), count: callers) }

    /// Whether a caller has been answered.
    func isAnswered(_ caller: Int) -> Bool { fates[caller].isAnswered }

    /// A caller is answered.
    mutating func answer(_ caller: Int, after waitMs: Int64, by shift: Int, _ promise: Promise? = nil) {
        fates[caller] = Fate(waitMs: waitMs, shift: shift, promise: promise)
        order.append(caller)
    }

    /// A caller leaves, or is given up.
    mutating func lose(_ caller: Int, after waitMs: Int64, _ promise: Promise? = nil) {
        fates[caller] = Fate(waitMs: waitMs, shift: nil, promise: promise)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The same as a replay through the engine, said in the fewest words: agents are free one after another, and each takes
/// the most urgent of those who wait, the earliest among equals; if nobody waits, the next who comes. It shares nothing
/// with the engine, so that where both agree on every caller, both are right or both wrong in the same way.
enum FirstComeRecursion {
    /// Plays a trace of one topic by agents who are always there. Complexity: O(callers × (agents + waiting)).
    static func play(_ callers: [Caller], agents: Int) -> Played {
        var played = Played(callers: callers.count)
        var freeAtMs = [Int64](repeating: .min, count: agents)
        var waiting: [Int] = []
        var next = 0
        while next < callers.count || !waiting.isEmpty {
            // Who has been free longest; the first of equals.
            guard let agent = freeAtMs.indices.min(by: { freeAtMs[$0] < freeAtMs[$1] }) else { break }
            var nowMs = freeAtMs[agent]
            while next < callers.count, callers[next].arrivalMs < nowMs {
                waiting.append(next)
                next += 1
            }
            for caller in waiting where callers[caller].leavesAtMs < nowMs {
                played.lose(caller, after: callers[caller].patienceMs)
            }
            waiting.removeAll { callers[$0].leavesAtMs < nowMs }
            var taken = next
            if let best = waiting.max(by: { callers[$0].priority < callers[$1].priority }),
                let first = waiting.firstIndex(where: { callers[$0].priority == callers[best].priority })
            {
                taken = waiting.remove(at: first)
            } else {
                guard next < callers.count else { break }
                nowMs = max(nowMs, callers[next].arrivalMs)
                next += 1
            }
            played.answer(taken, after: nowMs - callers[taken].arrivalMs, by: agent)
            freeAtMs[agent] = nowMs + callers[taken].talkMs
        }
        return played
    }
}

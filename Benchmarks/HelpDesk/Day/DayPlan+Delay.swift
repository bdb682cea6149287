// SPDX-License-Identifier: Apache-2.0

extension DayPlan {
    /// The same day with every call coming later, by chance up to a delay, and holding its agent longer by that delay.
    ///
    /// - Parameter delayMs: milliseconds of the desk's clock, 0 or more.
    func delayed(by delayMs: Int64, seed: UInt64) -> DayPlan {
        var draws = Draws(seed: seed)
        let later = callers.map { caller in
            var later = caller
            // Callers leave when they would have left: a call that comes later waits for less.
            let byMs = min(Int64(draws.uniform() * Double(delayMs)), caller.patienceMs)
            later.arrivalMs += byMs
            later.patienceMs -= byMs
            later.talkMs += delayMs
            return later
        }
        let ordered = later.enumerated().sorted {
            ($0.element.arrivalMs, $0.offset) < ($1.element.arrivalMs, $1.offset)
        }
        return DayPlan(
            lever: lever, lines: lines, callers: ordered.map(\.element), shifts: shifts, openMs: openMs)
    }
}

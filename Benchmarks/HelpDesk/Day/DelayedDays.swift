// SPDX-License-Identifier: Apache-2.0

/// How much of a difference milliseconds on the way make by themselves: the engine plays a day many times over in
/// virtual time, each time with every call coming a little later, by chance, and holding its agent a little longer.
struct DelayedDays: Hashable, Sendable {
    /// The largest difference of a share from the day as it is, points.
    let distanceMax: Double

    /// Plays them.
    ///
    /// - Parameters:
    ///   - plan: the day.
    ///   - delayMs: the most by which a call comes later, and what it holds its agent longer: milliseconds of the
    ///     desk's clock, 0 or more.
    ///   - count: how often it is played, 1 or more.
    init(_ plan: DayPlan, delayMs: Int64, count: Int) {
        let shares = DayShares(plan.fates)
        let distances = Parallel.map(count) { index in
            DayShares(plan.delayed(by: delayMs, seed: UInt64(index) + 1).fates).distance(to: shares)
        }
        distanceMax = distances.max() ?? 0
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One of three ways in which the help desk of 2014 may have been. The five published figures do not tell which: each
/// was fitted until all five came out, by a search over the parameters with a recursion of its own, on seeds that are
/// not played here.
struct DeskWorld: Sendable {
    /// Its name in reports.
    let name: String
    /// Who had a line of their own.
    let cells: [Cell]
    /// Offered work in staffed time, over the year.
    let load: Double
    /// Standard deviation of the logarithm of a day's size beside what it should be.
    let daySpread: Double
    /// How much larger a day of a deadline or an outage is.
    let deadlineFactor: Double
    /// Share of callers who soon leave: their patience is Weibull, with ``patienceScale`` and ``patienceShape``.
    let impatientShare: Double
    /// Minutes.
    let patienceScale: Double
    /// Above 1: hardly anybody leaves at once.
    let patienceShape: Double
    /// Mean patience of the others in minutes, exponential: they have a deadline, and stay.
    let stubbornPatience: Double

    /// One line for all, and too much work.
    static let onePool = DeskWorld(
        name: "one-pool", cells: Cell.one, load: 0.947_313_8, daySpread: 0.141_738_3, deadlineFactor: 1.300_821_4,
        impatientShare: 0.367_484_0, patienceScale: 3.278_772_8, patienceShape: 2.483_456_2,
        stubbornPatience: 2_534.360_565)
    /// Six lines, by site and group of topics.
    static let sixQueues = DeskWorld(
        name: "six-queues", cells: Cell.six, load: 0.677_302_3, daySpread: 0.099_385_1, deadlineFactor: 2.028_879_6,
        impatientShare: 0.421_462_6, patienceScale: 3.845_530_1, patienceShape: 2.139_760_1,
        stubbornPatience: 1_000)
    /// Twelve lines, by site and topic, of one to four agents each.
    static let twelveQueues = DeskWorld(
        name: "twelve-queues", cells: Cell.twelve, load: 0.561_016_7, daySpread: 0.113_284_1,
        deadlineFactor: 1.171_914_0, impatientShare: 0.500_070_2, patienceScale: 5.442_702_6,
        patienceShape: 1.765_906_0, stubbornPatience: 2_413.920_640)

    /// All three.
    static let all = [onePool, sixQueues, twelveQueues]
}

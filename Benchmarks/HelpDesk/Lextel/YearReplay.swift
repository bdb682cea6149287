// SPDX-License-Identifier: Apache-2.0

/// Plays a year of a world under a lever, through one pool from January to December. Who is still to be called then is
/// never answered.
struct YearReplay: Sendable {
    /// What became of the calls, as counted here.
    let tally: YearTally
    /// What the engine has counted itself.
    let engine: EngineFigures
    /// By line, how far what callers were told was off.
    let told: [ToldWaits]

    /// Plays it.
    init(_ year: DeskYear, of world: DeskWorld, under lever: Lever) {
        let lines = lever.lines(of: world.cells)
        let openings = year.days.map { DayPlan.openMs($0.date) }
        var replay = Replay(
            sites: People.sites, topics: lines.names, rules: lever.rules(of: lines), fromMs: openings.first ?? 0)
        for (index, day) in year.days.enumerated() {
            let plan = DayPlan(day, of: world, under: lever)
            let untilMs = index + 1 < openings.count ? openings[index + 1] : nil
            replay.play(plan.callers, by: plan.shifts, fromMs: plan.openMs, untilMs: untilMs)
        }
        replay.giveUp()
        tally = Self.tally(year, replay.played.fates)
        engine = replay.statistics
        told = lines.names.indices.map { ToldWaits(replay.estimateErrors(topic: $0)) }
    }

    /// Counted when all is over: who has hung up may be called on another day.
    private static func tally(_ year: DeskYear, _ fates: [Fate]) -> YearTally {
        var tally = YearTally()
        var first = 0
        for day in year.days {
            tally.add(day.calls, fates[first..<(first + day.calls.count)])
            first += day.calls.count
        }
        return tally
    }
}

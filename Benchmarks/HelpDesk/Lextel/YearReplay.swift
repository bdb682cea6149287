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
        let openings = year.days.map { Self.openMs($0.date) }
        var replay = Replay(
            sites: People.sites, topics: lines.names, rules: lever.rules(of: lines), fromMs: openings.first ?? 0)
        for (index, day) in year.days.enumerated() {
            let openMs = openings[index]
            let callers = day.calls.map { Self.caller($0, lever, lines, openMs: openMs) }
            let agents = max(lever.agents(day.agents), world.cells.count)
            let shifts = Self.shifts(agents, world.cells, lever, lines, openMs: openMs)
            let untilMs = index + 1 < openings.count ? openings[index + 1] : nil
            replay.play(callers, by: shifts, fromMs: openMs, untilMs: untilMs)
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

    /// When the desk opens: milliseconds since 1970 of its own clock.
    private static func openMs(_ date: WorkingDay) -> Int64 {
        date.sinceEpoch * 86_400_000 + Minutes.milliseconds(DeskHours.openMinute)
    }

    /// Whoever still waits when the agents go leaves then.
    private static func caller(_ call: DeskYear.Drawn, _ lever: Lever, _ lines: DeskLines, openMs: Int64) -> Caller {
        let arrivalMs = Minutes.milliseconds(call.arrival)
        return Caller(
            arrivalMs: openMs + arrivalMs, talkMs: max(1, Minutes.milliseconds(call.talk)),
            patienceMs: min(
                Minutes.milliseconds(call.patience), Minutes.milliseconds(DeskHours.lastMinute) - arrivalMs),
            priority: lever.priority(isBlocking: call.isBlocking), consent: lever.consent(of: call.consent),
            topic: lines.line[call.site][call.topic], site: call.site)
    }

    /// The agents of a day.
    private static func shifts(_ agents: Int, _ cells: [Cell], _ lever: Lever, _ lines: DeskLines, openMs: Int64)
        -> [Shift]
    {
        var turns: [[Int]: Int] = [:]
        return zip(cells.indices, Cell.divide(agents, by: cells.map(\.share))).flatMap { cell, count in
            let group = lever.breakGroup(of: cell, lines)
            return sites(of: cells[cell], count).map { site in
                let turn = turns[group, default: 0]
                turns[group] = turn + 1
                let breakMinute = DeskHours.breakMinutes[turn % DeskHours.breakMinutes.count]
                return Shift(
                    site: site, topics: lines.served[cell], unusualTopics: lines.unusual[cell],
                    breakAtMs: openMs + Minutes.milliseconds(breakMinute),
                    breakMs: Minutes.milliseconds(DeskHours.breakLength),
                    endMs: openMs + Minutes.milliseconds(DeskHours.lastMinute))
            }
        }
    }

    /// By agent of a cell, the site.
    private static func sites(of cell: Cell, _ agents: Int) -> [Int] {
        if let site = cell.site { return Array(repeating: site, count: agents) }
        return Cell.divide(agents, by: People.siteShares).enumerated()
            .flatMap { Array(repeating: $0.offset, count: $0.element) }
    }
}

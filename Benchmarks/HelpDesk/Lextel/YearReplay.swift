// SPDX-License-Identifier: Apache-2.0

/// Plays a year of a world under a lever, through one pool from January to December.
struct YearReplay: Sendable {
    /// What became of the calls, as counted here.
    let tally: YearTally
    /// What the engine has counted itself.
    let engine: EngineFigures

    /// Plays it.
    init(_ year: DeskYear, of world: DeskWorld, under lever: Lever) {
        let lines = lever.lines(of: world.cells)
        let first = year.days.first.map { Self.openMs($0.date) } ?? 0
        var replay = Replay(sites: People.sites, topics: lines.names, fromMs: first)
        var tally = YearTally()
        for day in year.days {
            let openMs = Self.openMs(day.date)
            let callers = day.calls.map { Self.caller($0, lever, lines, openMs: openMs) }
            let agents = max(lever.agents(day.agents), world.cells.count)
            let shifts = Self.shifts(agents, world.cells, lever, lines, openMs: openMs)
            tally.add(day.calls, replay.play(callers, by: shifts, fromMs: openMs).fates)
        }
        self.tally = tally
        engine = replay.statistics
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
            priority: lever.priority(isBlocking: call.isBlocking), topic: lines.line[call.site][call.topic],
            site: call.site)
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

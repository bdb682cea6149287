// SPDX-License-Identifier: Apache-2.0

/// A day of a world under a lever, in the desk's own time: who calls when, and who is there to answer.
struct DayPlan: Sendable {
    /// How it is served.
    let lever: Lever
    /// The lines callers stand in.
    let lines: DeskLines
    /// By arrival.
    let callers: [Caller]
    /// The agents.
    let shifts: [Shift]
    /// When the desk opens: milliseconds since 1970 of its own clock.
    let openMs: Int64

    /// Plans a day.
    ///
    /// - Parameter hours: in how many hours callers come, 1 to ``DeskHours/count``; agents work off the line after
    ///   them, as they do in the evening.
    init(_ day: DeskYear.Day, of world: DeskWorld, under lever: Lever, hours: Int = DeskHours.count) {
        self.lever = lever
        let lines = lever.lines(of: world.cells)
        let openMs = Self.openMs(day.date)
        let lastMinute = DeskHours.lastMinute(afterHours: hours)
        let calls = day.calls.prefix { $0.arrival < Double(60 * hours) }
        callers = calls.map { Self.caller($0, lever, lines, openMs: openMs, lastMinute: lastMinute) }
        shifts = Self.shifts(
            max(lever.agents(day.agents), world.cells.count), world.cells, lever, lines, openMs: openMs,
            lastMinute: lastMinute)
        self.lines = lines
        self.openMs = openMs
    }

    /// A plan put together by hand.
    init(lever: Lever, lines: DeskLines, callers: [Caller], shifts: [Shift], openMs: Int64) {
        self.lever = lever
        self.lines = lines
        self.callers = callers
        self.shifts = shifts
        self.openMs = openMs
    }

    /// What becomes of the callers in the engine, in virtual time, by caller.
    var fates: [Fate] {
        var replay = Replay(
            sites: People.sites, topics: lines.names, rules: lever.rules(of: lines), fromMs: openMs)
        replay.play(callers, by: shifts, fromMs: openMs)
        return replay.played.fates
    }

    /// When the desk opens on a day: milliseconds since 1970 of its own clock.
    static func openMs(_ date: WorkingDay) -> Int64 {
        date.sinceEpoch * 86_400_000 + Minutes.milliseconds(DeskHours.openMinute)
    }

    /// Whoever still waits when the agents go leaves then.
    private static func caller(
        _ call: DeskYear.Drawn, _ lever: Lever, _ lines: DeskLines, openMs: Int64, lastMinute: Double
    ) -> Caller {
        let arrivalMs = Minutes.milliseconds(call.arrival)
        return Caller(
            arrivalMs: openMs + arrivalMs, talkMs: max(1, Minutes.milliseconds(call.talk)),
            patienceMs: min(Minutes.milliseconds(call.patience), Minutes.milliseconds(lastMinute) - arrivalMs),
            priority: lever.priority(isBlocking: call.isBlocking), consent: lever.consent(of: call.consent),
            topic: lines.line[call.site][call.topic], site: call.site)
    }

    /// The agents of a day.
    private static func shifts(
        _ agents: Int, _ cells: [Cell], _ lever: Lever, _ lines: DeskLines, openMs: Int64, lastMinute: Double
    ) -> [Shift] {
        var turns: [[Int]: Int] = [:]
        return zip(cells.indices, Cell.divide(agents, by: cells.map(\.share))).flatMap { cell, count in
            let group = lever.breakGroup(of: cell, lines)
            return sites(of: cells[cell], count).map { site in
                let turn = turns[group, default: 0]
                turns[group] = turn + 1
                let breakMinute = DeskHours.breakMinutes[turn % DeskHours.breakMinutes.count]
                return Shift(
                    site: site, topics: lines.served[cell], unusualTopics: lines.unusual[cell],
                    breakAtMs: breakMinute < lastMinute ? openMs + Minutes.milliseconds(breakMinute) : nil,
                    breakMs: Minutes.milliseconds(DeskHours.breakLength),
                    endMs: openMs + Minutes.milliseconds(lastMinute))
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

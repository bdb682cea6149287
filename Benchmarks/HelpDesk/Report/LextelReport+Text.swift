// SPDX-License-Identifier: Apache-2.0

// What the report says in words and tables.
extension LextelReport {
    var introduction: String {
        """
        <p>In 2014 a help desk of 26 people had 60,500 calls in one of its lines. Published are five figures of them,
        nothing else. <b>All that follows is simulated</b>, on assumptions listed below: \(yearCount) years of each of
        three worlds, from seeds, each call decided by the engine of Centralino in virtual time. Whether the desk had
        one line or many was not published, and the five figures do not tell: each of the three worlds gives all five.
        So everything here is a range over the three.</p>
        """
    }

    /// Years of each world.
    private var yearCount: Int { results.first?.years[.baseline]?.count ?? 0 }

    var headline: String {
        let levers: [Lever] = [.baseline, .overflowSlower, .shared, .sharedAppointmentsBlockingFirst]
        let rows = levers.map { lever in
            let figures = results.map { $0.figures(lever) }
            return "<li><b>\(lever.title)</b>: \(range(figures.map(\.allWithin5Pct))) of all calls answered within 5 "
                + "minutes; of those answered \(range(figures.map(\.within5Pct))) by the clock and "
                + "\(range(figures.map(\.onLineWithin5Pct))) on the line, over 10 minutes "
                + "\(range(figures.map(\.over10Pct))) and \(range(figures.map(\.onLineOver10Pct))); never answered "
                + "\(range(figures.map(\.unansweredPct)))</li>"
        }
        return """
            <ul>\(rows.joined())</ul>
            <p>The same calls, and the same agents for as many hours. Where there was one line all along (one-pool),
            there was too much work, and one line over sites changes nothing: there only who waits can be chosen, and
            where. There are two clocks: from the first ring until a caller speaks with an agent, and the time on the
            line. They differ where callers hang up to be called, and each without the other tells half.</p>
            """
    }

    private func range(_ values: [Double]) -> String {
        guard let least = values.min(), let most = values.max() else { return "" }
        return "\(Console.number(least, 1))&ndash;\(Console.number(most, 1)) %"
    }

    var leverTable: String {
        let rows = Lever.allCases.flatMap { lever in
            results.map { result in
                let figures = result.figures(lever)
                let blocking = DeskFigures(result.tally(lever).blocking)
                let values = [
                    figures.within5Pct, figures.onLineWithin5Pct, figures.over10Pct, figures.onLineOver10Pct,
                    figures.unansweredPct, figures.allWithin5Pct, blocking.allWithin5Pct,
                ].map { Console.number($0, 1) }
                return tableRow(["\(lever.title): \(result.world.name)"] + values)
            }
        }
        let heads = [
            "per cent", "&le; 5 min by the clock, of answered", "&le; 5 min on the line, of answered",
            "&gt; 10 min by the clock, of answered", "&gt; 10 min on the line, of answered", "never answered, of all",
            "&le; 5 min, of all", "&le; 5 min, of all blocking calls",
        ]
        return table(heads, rows)
    }

    var laterTable: String {
        let rows = Lever.allCases.flatMap { lever in
            results.compactMap { result in
                result.figures(lever).later.map { later in
                    let values = [later.calledBackPct, later.byAppointmentPct, later.notReachedPct].map {
                        Console.number($0, 1)
                    }
                    let inTime = later.appointmentMedianHours.map { hours in
                        [Console.number(later.appointmentsInTimePct, 1), "\(hours)"]
                    }
                    return tableRow(["\(lever.title): \(result.world.name)"] + values + (inTime ?? ["", ""]))
                }
            }
        }
        let heads = [
            "per cent", "called back, of all", "by appointment, of all", "to be called and never reached, of all",
            "called within the half hour agreed, of appointments", "half of the appointments kept within, hours",
        ]
        return table(heads, rows)
    }

    var toldTable: String {
        let rows = People.topics.enumerated().map { index, topic in
            let values = results.map { result in
                let told = result.told[index]
                return "\(Console.number(told.meanExcess, 1)) (\(Console.number(told.meanError, 1)))"
            }
            return tableRow(["\(topic), \(Int(100 * People.topicShares[index])) % of calls"] + values)
        }
        return table(["minutes"] + results.map(\.world.name), rows)
    }

    var baselineTable: String {
        let rows = PublishedFigure.allCases.map { published in
            let values = results.map { result in
                let mean = Console.number(published.value(in: result.figures(.baseline)), 2)
                guard yearCount > 1 else { return mean }
                let spread = Spread(result.values(.baseline, published.value))
                let deviation = spread.error * Double(yearCount).squareRoot()
                return "\(mean) (&plusmn; \(Console.number(deviation, 2)))"
            }
            return tableRow([published.name, "\(published.publishedPct)"] + values)
        }
        return table(["per cent (standard deviation between years)", "published"] + results.map(\.world.name), rows)
    }

    var promises: String {
        let items = LextelPromise.all(results).map { promise in
            "<li class=\"\(promise.holds ? "holds" : "broken")\">\(promise.holds ? "holds" : "does not hold"): "
                + "\(SVG.escaped(promise.text))</li>"
        }
        return "<ul>\(items.joined(separator: "\n"))</ul>"
    }

    var limits: String {
        """
        <h2>Assumptions</h2>
        <ul>
        <li>251 working days, 9:00 to 18:00, agents until 18:20; who still waits then leaves.</li>
        <li>26 people, a quarter of them not on duty on a day (in August over half), one hour's break at 12, 13 or 14,
        dealt out in turn among those who answer the same lines (two rows leave breaks where the cells had them: there
        agents of small cells all go at noon). No other breaks. The twelve cells have an agent each at least.</li>
        <li>80 % training calls (published), lognormal of mean 11 minutes; 20 % blocking calls, of mean 6. Topics
        40/30/20/10 %, sites 45/33/22 %.</li>
        <li>Patience has two humps: many leave at about three minutes, the rest (a deadline in court) hardly ever. It
        does not depend on what they hear. Nobody calls again.</li>
        <li>Size of days: half-years as published (25,000 and 35,500 calls); season, weekday, hour, days of deadlines
        and chance assumed. Load, spread, patience fitted to the five figures, world by world, on other seeds.</li>
        <li>&ldquo;Every agent answers all&rdquo; is an assumption about people. Two rows have them take a tenth
        longer for topics that are not their own; one has them keep to their topics.</li>
        <li>To hang up and be called is offered to who is told on coming, by the engine&rsquo;s own estimate, of more
        than 3 minutes, and has been on the line for half a minute. Half of the training calls take an appointment: the
        first slot that is free, in the next 7 days; half of the others, and of blocking calls, a callback. 10
        appointments in each half hour, 4/3/2/1 by topic; in quiet hours (from 9, 13 and 17) twice as many.</li>
        <li>An agent dials for 0.4 minutes; 15 % of calls are missed and cost an agent 0.6. Who misses two, 10 minutes
        apart, is never answered, nor is who is still to be called when the year is over.</li>
        <li>Homes answer at once: how long offers take is measured elsewhere, and is milliseconds. No network, no log
        and no disk is in it.</li>
        </ul>
        """
    }

    private func table(_ heads: [String], _ rows: [String]) -> String {
        let head = heads.map { "<th>\($0)</th>" }.joined()
        return "<table><tr>\(head)</tr>\n\(rows.joined(separator: "\n"))</table>"
    }

    private func tableRow(_ cells: [String]) -> String {
        "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }
}

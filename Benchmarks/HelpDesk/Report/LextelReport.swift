// SPDX-License-Identifier: Apache-2.0

/// The year as a page: what was simulated, what was published, and always the range over the worlds.
struct LextelReport {
    let results: [WorldResult]

    /// A report of these worlds.
    init(_ results: [WorldResult]) { self.results = results }

    /// By world, its colour.
    private static let colours = ["#1f77b4", "#e07b00", "#2a9d4a"]
    private static let before = "#999"

    /// The page, which needs no other file.
    var page: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>A help desk's year</title>
        <meta name="viewport" content="width=device-width">
        <style>
        body { font: 15px/1.5 sans-serif; max-width: 1080px; margin: 2em auto; padding: 0 1em; color: #222; }
        table { border-collapse: collapse; margin: 1em 0; }
        th, td { border-bottom: 1px solid #ddd; padding: 3px 10px; text-align: right; }
        th:first-child, td:first-child { text-align: left; }
        svg text { font: 11px sans-serif; fill: #222; }
        .row { display: flex; flex-wrap: wrap; gap: 8px; }
        .row svg { flex: 1 1 320px; max-width: 350px; }
        .wide { max-width: 760px; }
        .holds { color: #2a7d3a; } .broken { color: #c00; font-weight: bold; }
        .dot { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin: 0 .3em 0 1em; }
        </style></head><body>
        <h1>A help desk's year</h1>
        \(introduction)
        <h2>What each way of serving gives</h2>
        \(headline)
        \(rangePlots)
        \(leverTable)
        <h2>Who hangs up to be called</h2>
        \(laterTable)
        <h2>What callers are told</h2>
        <p>One line a topic over sites, every agent answers all: minutes by which callers waited for less than the
        engine told them on coming, on average, and in brackets for less or more.</p>
        \(toldTable)
        <h2>As it was: published and simulated</h2>
        \(baselineTable)
        <h2>How long callers wait</h2>
        <p>Share of all calls that are answered within so many minutes of the first ring.</p>
        \(row(results.enumerated().map(waitPlot)))
        <h2>When</h2>
        <p>Share of all calls of each half hour that are answered within 5 minutes.</p>
        \(row(results.enumerated().map(halfHourPlot)))
        <p>The same for whole days, from the worst to the best: averages hide the bad ones.</p>
        \(row(results.enumerated().map(dayPlot)))
        <h2>What must hold</h2>
        \(promises)
        \(limits)
        </body></html>

        """
    }

    // MARK: - Plots

    private var rangePlots: String {
        let key = results.enumerated().map { index, result in
            "<span class=\"dot\" style=\"background:\(Self.colours[index])\"></span>\(result.world.name)"
        }.joined()
        let ofAll = RangePlot(
            title: "Answered within 5 minutes, of all calls", rows: rows(\.allWithin5Pct),
            reference: (LextelReport.publishedOfAllPct, "published, as calculated"))
        let reference = (pct: PublishedFigure.within5.publishedPct, name: "published")
        let ofAnswered = RangePlot(
            title: "Answered within 5 minutes by the clock, of those answered", rows: rows(\.within5Pct),
            reference: reference)
        let onLine = RangePlot(
            title: "At most 5 minutes on the line, of those answered", rows: rows(\.onLineWithin5Pct),
            reference: reference)
        return "<p>\(key)</p><div class=\"wide\">\(ofAll.svg)\(ofAnswered.svg)\(onLine.svg)</div>"
    }

    /// 82 % of the 85 % that were answered at all.
    private static let publishedOfAllPct =
        PublishedFigure.within5.publishedPct * (100 - PublishedFigure.unanswered.publishedPct) / 100

    private func rows(_ figure: (DeskFigures) -> Double) -> [RangePlot.Row] {
        Lever.allCases.map { lever in
            RangePlot.Row(
                name: lever.title,
                marks: zip(results, Self.colours).map { (figure($0.figures(lever)), $1) })
        }
    }

    private func waitPlot(_ index: Int, _ result: WorldResult) -> String {
        let marks = [0, 5, 10, 20, 30].map { (x: Double($0), text: "\($0)") }
        return plot(index, result, range: 0...30, marks: marks, axis: "minutes") { tally in
            var answered = 0
            return tally.answeredByMinute.prefix(30).enumerated().map { minute, count in
                answered += count
                return (Double(minute + 1), 100 * Double(answered) / Double(tally.all.calls))
            }
        }
    }

    private func halfHourPlot(_ index: Int, _ result: WorldResult) -> String {
        let marks = [9, 11, 13, 15, 17].map { (x: Double($0), text: "\($0):00") }
        return plot(index, result, range: 9...18, marks: marks, axis: "time of day") { tally in
            tally.halfHours.enumerated().map { (9.25 + Double($0) / 2, DeskFigures($1).allWithin5Pct) }
        }
    }

    private func dayPlot(_ index: Int, _ result: WorldResult) -> String {
        let marks = [0, 25, 50, 75, 100].map { (x: Double($0), text: "\($0) %") }
        return plot(index, result, range: 0...100, marks: marks, axis: "days") { tally in
            let days = tally.days.map { DeskFigures($0).allWithin5Pct }.sorted()
            return (0...100).map { (Double($0), days[$0 * (days.count - 1) / 100]) }
        }
    }

    private func plot(
        _ index: Int, _ result: WorldResult, range: ClosedRange<Double>, marks: [(x: Double, text: String)],
        axis: String, points: (YearTally) -> [(x: Double, pct: Double)]
    ) -> String {
        LinePlot(
            title: result.world.name, range: range, marks: marks, axis: axis,
            lines: [
                .init(name: "as it was", colour: Self.before, points: points(result.tally(.baseline))),
                .init(name: "one line over sites", colour: Self.colours[index], points: points(result.tally(.shared))),
            ]
        ).svg
    }

    private func row(_ plots: [String]) -> String { "<div class=\"row\">\(plots.joined())</div>" }
}

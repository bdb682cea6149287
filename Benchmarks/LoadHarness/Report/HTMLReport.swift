// SPDX-License-Identifier: Apache-2.0

/// A report as one page: plots as SVG, nothing from elsewhere, no script.
enum HTMLReport {
    private static let style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:820px;margin:2em auto;padding:0 1em}
        body{color:#222;background:#fff}table{border-collapse:collapse;margin:1em 0}
        td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:right}
        td:first-child,th:first-child{text-align:left}figure{margin:1.5em 0}figcaption{font-weight:600}
        figcaption span{font-weight:400;margin-left:.8em}svg{width:100%;height:auto}polyline{fill:none;stroke-width:1.6}
        .grid{stroke:#e4e4e4}text{font-size:11px;fill:#555}.y{text-anchor:end}.x{text-anchor:middle}
        .kept{color:#2c6e0f}.violated,.void,.notHeld{color:#b00020}.verdict{font-size:1.2em;font-weight:600}
        """

    /// The page of a load.
    static func page(_ report: LoadReport, _ figures: PartFigures) -> String {
        let plots =
            [overTime(report), byPercentile(figures), waits(report), lines(report), throughput(report)]
            + [failing(report)] + (report.pool.map { [memory($0), processors($0)] } ?? [])
        let pool = report.pool.map { "<p>In the measured time " + $0.text.escaped + ".</p>" } ?? ""
        let body =
            heading(report) + latencies(report) + pool + plots.map(\.svg).joined(separator: "\n") + checks(report)
            + counts(report)
        return page(title: "Load: \(report.scenario)", body)
    }

    /// A page around its content.
    static func page(title: String, _ body: String) -> String {
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>\(title.escaped)</title><style>"
            + style + "</style></head>\n<body>" + body + "</body></html>\n"
    }

    // MARK: - Words and tables

    private static func heading(_ report: LoadReport) -> String {
        let verdict =
            switch report.verdict {
            case .kept: "Everything that was checked was kept."
            case .violated: "The contract was violated."
            case .notHeld: "Nothing was found, but not everybody was served."
            case .void: "Void: these figures say nothing about the broker."
            }
        let machine =
            "\(report.cores) cores, load average \(report.loadAverage.text(1)) at the end, the harness took "
            + "\(report.harnessCores.text(2)) cores"
        return "<h1>\(report.scenario.escaped)</h1><p class=\"verdict \(report.verdict.rawValue)\">\(verdict)</p><ul>"
            + report.remarks.map { "<li>\($0.escaped)</li>" }.joined()
            + "</ul><p>\(report.startedAt.escaped) · \(report.rate.short) contacts a second · "
            + "\(report.sites.joined(separator: ", ").escaped) · seed \(report.seed) · \(report.processes) processes · "
            + "\(machine)</p>"
    }

    private static func latencies(_ report: LoadReport) -> String {
        let rows = LatencyKind.allCases.compactMap { kind -> [String]? in
            guard let latency = report.latenciesUs[kind], latency.count > 0 else { return nil }
            return [kind.title] + [latency.p50, latency.p90, latency.p99, latency.p999, latency.max].map(milliseconds)
                + ["\(latency.count)"]
        }
        return table(["ms", "p50", "p90", "p99", "p99.9", "max", "count"], rows)
    }

    private static func checks(_ report: LoadReport) -> String {
        let rows = Check.allCases.compactMap { check -> [String]? in
            report.checks[check].map { [check.title, "\($0.looked)", "\($0.found)"] }
        }
        let told = Check.allCases.flatMap { report.checks[$0]?.told ?? [] }
        let list = told.isEmpty ? "" : "<ul>" + told.map { "<li>\($0.escaped)</li>" }.joined() + "</ul>"
        return "<h2>Checks</h2>" + table(["", "looked at", "found"], rows) + list
    }

    private static func counts(_ report: LoadReport) -> String {
        let rows = Counts.Kind.allCases.map { [$0.rawValue, "\(report.counts[$0] ?? 0)"] }
        let failures = report.failures.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] }
        let sender = [
            ["sends", "\(report.sends)"], ["late", "\(report.lateSends)"],
            ["worst, ms", milliseconds(report.worstLateUs)],
        ]
        return "<h2>Counts</h2>" + table(["", ""], rows) + "<h2>Failures</h2>"
            + (failures.isEmpty ? "<p>None.</p>" : table(["", ""], failures)) + "<h2>Sender</h2>"
            + table(["", ""], sender)
    }

    /// A table; everything in it is text.
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\($0.escaped)</\(tag)>" }.joined() + "</tr>"
        }
        return "<table>" + row(heads, "th") + rows.map { row($0, "td") }.joined() + "</table>"
    }

    private static func milliseconds(_ microseconds: Double) -> String { (microseconds / 1_000).text(2) }

    // MARK: - Plots

    private static func line(
        _ name: String, _ report: LoadReport, _ value: (ReportedInterval) -> Double
    ) -> Plot.Line {
        Plot.Line(name: name, points: report.intervals.map { ($0.at, value($0)) })
    }

    private static func overTime(_ report: LoadReport) -> Plot {
        Plot(
            title: "\(LatencyKind.offer.title) over time", xName: "seconds", yName: "ms",
            lines: [
                line("p50", report) { $0.offerP50 / 1_000 }, line("p99", report) { $0.offerP99 / 1_000 },
                line("max", report) { $0.offerMax / 1_000 },
            ], yScale: .logarithmic)
    }

    private static func byPercentile(_ figures: PartFigures) -> Plot {
        let lines = LatencyKind.allCases.filter { $0 != .wait }.compactMap { kind -> Plot.Line? in
            guard let record = figures.latencies[kind], record.count > 0 else { return nil }
            // One nine more is one step to the right.
            let points = record.distribution.filter { $0.percent < 100 }.map { entry in
                (-(1 - entry.percent / 100).logarithm / 10.0.logarithm, entry.microseconds / 1_000)
            }
            return Plot.Line(name: kind.title, points: points)
        }
        let marks = [(0.0, "0 %"), (1, "90 %"), (2, "99 %"), (3, "99.9 %"), (4, "99.99 %"), (5, "99.999 %")]
        return Plot(
            title: "Latency by percentile", xName: "percentile", yName: "ms", lines: lines, yScale: .logarithmic,
            xMarks: marks.map { (x: $0.0, name: $0.1) })
    }

    private static func waits(_ report: LoadReport) -> Plot {
        Plot(
            title: "\(LatencyKind.wait.title) over time", xName: "seconds", yName: "seconds",
            lines: [line("p50", report) { $0.waitP50 / 1e6 }, line("max", report) { $0.waitMax / 1e6 }])
    }

    private static func lines(_ report: LoadReport) -> Plot {
        Plot(
            title: "Waiting over time", xName: "seconds", yName: "contacts",
            lines: [line("waiting", report) { Double($0.waiting) }])
    }

    private static func throughput(_ report: LoadReport) -> Plot {
        Plot(
            title: "Throughput", xName: "seconds", yName: "a second",
            lines: [
                line("arrived", report, \.arrived), line("connected", report, \.connected),
                line("ended", report, \.ended),
            ])
    }

    private static func failing(_ report: LoadReport) -> Plot {
        Plot(
            title: "Failures over time", xName: "seconds", yName: "in the interval",
            lines: [line("refused or without an answer", report) { Double($0.failed) }])
    }

    private static func memory(_ pool: PoolFigures) -> Plot {
        Plot(
            title: "Memory over time", xName: "seconds", yName: "MB",
            lines: [
                Plot.Line(name: "the largest node", points: pool.moments.map { ($0.at, $0.nodeMegabytes) }),
                Plot.Line(name: "the largest server", points: pool.moments.map { ($0.at, $0.serverMegabytes) }),
            ])
    }

    private static func processors(_ pool: PoolFigures) -> Plot {
        Plot(
            title: "Processors over time", xName: "seconds", yName: "cores",
            lines: [
                Plot.Line(name: "nodes", points: pool.moments.map { ($0.at, $0.nodeCores) }),
                Plot.Line(name: "servers", points: pool.moments.map { ($0.at, $0.serverCores) }),
            ])
    }
}

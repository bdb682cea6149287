// SPDX-License-Identifier: Apache-2.0

/// A report in lines for a terminal.
enum TextReport {
    static func lines(_ report: LoadReport) -> [String] {
        heading(report) + [""] + latencies(report) + [""] + counts(report) + [""] + checks(report) + failures(report)
            + (report.pool.map { [$0.text] } ?? []) + report.remarks + [verdict(report)]
    }

    private static func heading(_ report: LoadReport) -> [String] {
        [
            "\(report.scenario): \(report.rate.short)/s at \(report.sites.count) sites, seed \(report.seed), "
                + "\(report.processes) processes; \(report.cores) cores, load average \(report.loadAverage.text(1)), "
                + "the harness took \(report.harnessCores.text(2)) cores"
        ]
    }

    private static func latencies(_ report: LoadReport) -> [String] {
        let rows = LatencyKind.allCases.compactMap { kind -> String? in
            guard let latency = report.latenciesUs[kind], latency.count > 0 else { return nil }
            let values = [latency.p50, latency.p90, latency.p99, latency.p999, latency.max]
            return pad(kind.title, 22) + values.map { lead(($0 / 1_000).text(2), 11) }.joined()
                + lead("\(latency.count)", 9)
        }
        let heads = ["p50", "p90", "p99", "p99.9", "max"].map { lead($0, 11) }.joined()
        return [pad("ms", 22) + heads + lead("count", 9)] + rows
    }

    private static func counts(_ report: LoadReport) -> [String] {
        let told = Counts.Kind.allCases.filter { report.counts[$0] ?? 0 > 0 }
            .map { "\($0.rawValue) \(report.counts[$0] ?? 0)" }
        let sender =
            "sender: \(report.sends) sends, \(report.lateSends) late, the worst by "
            + "\((report.worstLateUs / 1_000).text(2)) ms"
        return [told.joined(separator: ", "), sender]
    }

    private static func checks(_ report: LoadReport) -> [String] {
        Check.allCases.flatMap { check -> [String] in
            guard let result = report.checks[check] else { return [] }
            let sign = result.found == 0 ? "ok      " : "VIOLATED"
            let line = "\(sign) \(pad(check.title, 30)) looked at \(result.looked), found \(result.found)"
            return [line] + result.told.map { "         \($0)" }
        }
    }

    private static func failures(_ report: LoadReport) -> [String] {
        report.failures.sorted { $0.key < $1.key }.map { "failed   \(pad($0.key, 30)) \($0.value)" }
    }

    private static func verdict(_ report: LoadReport) -> String {
        switch report.verdict {
        case .kept: "The load is good: everything that was checked was kept."
        case .violated: "THE CONTRACT WAS VIOLATED."
        case .notHeld: "THE LOAD WAS NOT HELD: nothing was found, but not everybody was served."
        case .void: "THE LOAD IS VOID: its figures say nothing about the broker."
        }
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func lead(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

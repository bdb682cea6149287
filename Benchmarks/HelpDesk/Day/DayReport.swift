// SPDX-License-Identifier: Apache-2.0

/// A day's results for people.
struct DayReport {
    /// How many of those who fared otherwise are told of one by one.
    static let turnedMax = 12

    private let result: DayResult

    /// Of one lever.
    init(_ result: DayResult) { self.result = result }

    /// Its lines.
    var lines: [String] {
        let comparison = result.comparison
        var lines = ["\(result.lever.rawValue): \(result.lever.title), \(result.agents) agents"]
        lines += shares
        lines.append("  answered in both \(comparison.answered), left in both \(comparison.left)")
        lines.append("  answered in one only \(comparison.turned.count): \(turned)")
        lines += comparison.turned.prefix(Self.turnedMax).map(line)
        lines += [
            "  of \(comparison.difference.count) answered in both the waits differ by  \(told(comparison.difference))",
            "  of \(comparison.atOnce.count) for whom an agent was free it took  \(told(comparison.atOnce))",
            "  came within that p50 of another in line \(comparison.together), hung up while it rang "
                + "\(result.leftWhileRinging), answered while hanging up \(result.answeredWhileLeaving)",
            "  done later than due, ms: \(text(result.lateness, 1))",
        ]
        return lines + checks
    }

    private var shares: [String] {
        let (engine, cluster) = (result.comparison.engine, result.comparison.cluster)
        let rows = [("engine, virtual time", engine), ("cluster", cluster)].map { name, shares in
            let values = [shares.within5Pct, shares.over10Pct, shares.unansweredPct].map {
                Console.number($0, 2, width: 9)
            }
            return "  " + name.padding(to: 24) + values.joined()
        }
        let distance =
            "  largest difference \(Console.number(result.distance, 2)) points, at most "
            + "\(Console.number(DayResult.pointsMax, 0)); milliseconds alone: up to "
            + Console.number(result.delayed.distanceMax, 2)
        return ["  per cent of all calls    <= 5 min > 10 min    never"] + rows + [distance]
    }

    private var turned: String {
        let turned = result.comparison.turned
        let cluster = turned.count(where: \.isAnsweredByCluster)
        return "\(turned.count - cluster) by the engine, \(cluster) by the cluster; less than a minute before leaving "
            + "\(turned.count(where: \.isNarrow))"
    }

    private func line(_ turned: DayComparison.Turned) -> String {
        let minute = Int(turned.arrivedAt) + Int(DeskHours.openMinute)
        let clock = "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
        return "    caller \(turned.caller) of \(clock): the \(turned.isAnsweredByCluster ? "cluster" : "engine") "
            + "answered after \(Console.number(turned.answeredAfter, 2)) min, patience "
            + "\(Console.number(turned.patience, 2))"
    }

    private func told(_ seconds: Quantiles) -> String {
        "\(text(seconds, 1)) s of the desk's; \(text(result.milliseconds(seconds), 1)) ms"
    }

    private func text(_ quantiles: Quantiles, _ digits: Int) -> String {
        let values = [("p50", quantiles.p50), ("p99", quantiles.p99), ("max", quantiles.max)]
        return values.map { "\($0) \(Console.number($1, digits))" }.joined(separator: ", ")
    }

    private var checks: [String] {
        let looked = result.compared.map { "for \($0) callers" } ?? "for nobody"
        let broken = DayCheck.allCases.filter { result.findings[$0] > 0 }
        guard !broken.isEmpty else {
            let titles = DayCheck.allCases.map(\.title).joined(separator: ", ")
            return ["  holds: \(titles)", "  order could be looked at \(looked)"]
        }
        return broken.flatMap { check in
            ["  VIOLATED: \(check.title): \(result.findings[check])"]
                + result.findings.told(check).map { "    \($0)" }
        }
    }
}

extension String {
    /// The same text, so wide at least.
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

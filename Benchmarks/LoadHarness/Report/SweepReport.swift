// SPDX-License-Identifier: Apache-2.0

/// A sweep: rising rates until one is not held.
struct SweepReport: Codable, Hashable, Sendable {
    let scenario: String
    let steps: [SweepStep]
    /// The highest rate that was held before one was not; nil when the first was not.
    let knee: Double?
    /// Whether a rate was reached that was not held: else the knee lies above.
    let wasReached: Bool

    init(scenario: String, steps: [SweepStep]) {
        self.scenario = scenario
        self.steps = steps
        knee = steps.prefix { $0.why == nil }.last?.rate
        wasReached = steps.contains { $0.why != nil }
    }

    /// Violated when one step was; when no rate was held, what the first one was.
    var verdict: Verdict {
        if steps.contains(where: { $0.verdict == .violated }) { return .violated }
        return knee == nil ? steps.first.map { $0.verdict == .kept ? .notHeld : $0.verdict } ?? .void : .kept
    }

    /// Rates from one to another, each so many times the one before; the last is never passed.
    static func rates(from: Double, to: Double, factor: Double) -> [Double] {
        guard from > 0, factor > 1, to >= from else { return [] }
        var rates = [from]
        while let last = rates.last, last * factor <= to * 1.000_001, rates.count < 100 {
            rates.append((last * factor * 10).rounded() / 10)
        }
        return rates
    }

    /// Lines for a terminal.
    var lines: [String] { steps.map(Self.line) + [conclusion] }

    /// A step in a line.
    static func line(_ step: SweepStep) -> String {
        "\(step.rate.text(1))/s  connected \(step.connectedPerSecond.text(1))/s  offer p50 "
            + "\((step.offerP50Us / 1_000).text(2)) ms  p99 \((step.offerP99Us / 1_000).text(2)) ms  "
            + (step.poolMsPerContact.map { "\($0.text(2)) ms of processors a contact  " } ?? "")
            + (step.why.map { "not held: \($0)" } ?? "held")
    }

    /// Where the knee is.
    var conclusion: String {
        guard let knee else { return "Not even the first rate was held." }
        return wasReached
            ? "The knee: \(knee.text(1)) contacts a second were held, the next rate was not."
            : "Every rate was held: the knee lies above \(knee.text(1)) contacts a second."
    }

    /// As a page.
    var page: String {
        let rows = steps.map { step in
            [
                step.rate.text(1), step.connectedPerSecond.text(1), (step.offerP50Us / 1_000).text(2),
                (step.offerP99Us / 1_000).text(2), step.why ?? "held",
            ]
        }
        let plot = Plot(
            title: "\(LatencyKind.offer.title) by rate", xName: "contacts a second", yName: "ms",
            lines: [
                Plot.Line(name: "p50", points: steps.map { ($0.rate, $0.offerP50Us / 1_000) }),
                Plot.Line(name: "p99", points: steps.map { ($0.rate, $0.offerP99Us / 1_000) }),
            ], yScale: .logarithmic)
        let throughput = Plot(
            title: "Throughput by rate", xName: "contacts a second", yName: "connected a second",
            lines: [Plot.Line(name: "connected", points: steps.map { ($0.rate, $0.connectedPerSecond) })])
        return HTMLReport.page(
            title: "Sweep: \(scenario)",
            "<h1>\(scenario.escaped)</h1><p class=\"verdict\">\(conclusion.escaped)</p>" + plot.svg + throughput.svg
                + HTMLReport.table(["a second", "connected", "p50 ms", "p99 ms", ""], rows))
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What the wallboard knows, and how it shows it.
struct Wallboard {
    /// After so long without a document nobody speaks for the pool.
    static let silence = Duration.seconds(3)

    private let pool: String
    private let startedAt = ContinuousClock.now
    private var stats: StatsDocument?
    private var heardAt: ContinuousClock.Instant?
    private var topics: [String: (document: TopicStatsDocument, heardAt: ContinuousClock.Instant)] = [:]
    private var hasToldSilence = false

    /// A board that has heard nothing yet.
    init(pool: String) { self.pool = pool }

    /// Takes the pool's document.
    ///
    /// - Returns: Whether it is one.
    mutating func take(stats bytes: [UInt8]) -> Bool {
        guard let document = try? Contract.decode(StatsDocument.self, bytes) else { return false }
        // A fenced owner may speak once more; the newer epoch counts.
        if let last = stats?.owner, document.owner.epoch < last.epoch { return false }
        stats = document
        heardAt = .now
        hasToldSilence = false
        return true
    }

    /// Takes a topic's document.
    mutating func take(topic bytes: [UInt8]) {
        guard let document = try? Contract.decode(TopicStatsDocument.self, bytes), let name = document.topic else {
            return
        }
        topics[name] = (document, .now)
        // A topic that is no longer told of has been removed.
        topics = topics.filter { .now - $0.value.heardAt < .seconds(30) }
    }

    /// A line that says that nobody speaks, once each time.
    mutating func newSilence() -> String? {
        guard let silence = silence(.now), !hasToldSilence else { return nil }
        hasToldSilence = true
        return silence
    }

    /// The board as a picture.
    ///
    /// - Parameters:
    ///   - now: The instant it is drawn.
    ///   - width: Columns of the terminal.
    func lines(now: ContinuousClock.Instant, width: Int) -> [Screen.Line] {
        var lines: [Screen.Line] = []
        guard let stats else {
            lines.append(.init("pool \(pool)", isBold: true))
            lines.append(.init())
            lines.append(.init(silence(now) ?? "Waiting for the first stats…", isWarning: silence(now) != nil))
            return lines
        }
        lines.append(.init(head(stats), isBold: true))
        lines.append(.init(silence(now) ?? islands(stats), isWarning: true))
        lines.append(.init())
        let table = TopicTable.lines(topics.mapValues(\.document), width: width)
        lines += table.enumerated().map { .init($0.element, isBold: $0.offset == 0) }
        lines.append(.init())
        lines += Self.sites(stats).enumerated().map { .init($0.element, isBold: $0.offset == 0) }
        lines.append(.init())
        lines += totals(stats).map { .init($0) }
        lines.append(.init(Self.latencies(stats)))
        return lines
    }

    /// The last document as lines for a file: the pool's, and one for each topic.
    var plainLines: [String] {
        guard let stats else { return [] }
        var lines = ["\(head(stats))  |  \(totals(stats).joined(separator: "  "))  |  \(Self.latencies(stats))"]
        if !stats.islands.isEmpty { lines.append(islands(stats)) }
        lines += topics.sorted { $0.key < $1.key }.map { name, topic in
            let figures = topic.document
            let level = figures.serviceLevel.offered
            return "  \(name): waiting \(figures.waiting)"
                + (figures.waiting > 0 ? " (longest \(Wording.duration(milliseconds: figures.longestWaitMs)))" : "")
                + ", offered \(figures.offered), connected \(figures.connected), agents free "
                + "\(figures.agentsAvailable), serving \(figures.agentsServing), arrived \(figures.arrived), answered "
                + "\(figures.answered), abandoned \(figures.abandoned), in time "
                + Wording.percent(level.numerator, of: level.denominator)
        }
        return lines
    }

    private func head(_ stats: StatsDocument) -> String {
        "pool \(stats.pool)  owner \(stats.owner.node)  epoch \(stats.owner.epoch)  seq \(stats.seq)"
    }

    private func silence(_ now: ContinuousClock.Instant) -> String? {
        let since = now - (heardAt ?? startedAt)
        guard since >= Self.silence else { return nil }
        let text = Wording.duration(milliseconds: Int(since / .milliseconds(1)))
        let after = heardAt == nil ? "" : " What is shown is from before."
        return "No owner speaks: no stats of pool \(pool) for \(text).\(after)"
    }

    private func islands(_ stats: StatsDocument) -> String {
        stats.islands.isEmpty ? "" : "Cut off: \(stats.islands.joined(separator: ", "))"
    }

    private func totals(_ stats: StatsDocument) -> [String] {
        let totals = stats.totals
        return [
            "waiting \(totals.waiting)  offered \(totals.offered)  connected \(totals.connected)  agents "
                + "\(totals.agents)  free \(totals.agentsAvailable)",
            "arrived \(totals.arrived)  answered \(totals.answered)  abandoned \(totals.abandoned)",
        ]
    }

    private static func latencies(_ stats: StatsDocument) -> String {
        func text(_ latency: LatencyDocument) -> String {
            "p50 \(Wording.duration(microseconds: latency.p50)) p99 \(Wording.duration(microseconds: latency.p99))"
        }
        return "enqueue→offer \(text(stats.latencyUs.enqueueToOffer))  commit \(text(stats.latencyUs.commit))"
    }

    private static func sites(_ stats: StatsDocument) -> [String] {
        var table = TextTable([.text("SITE"), .number("NODES"), .number("AGENTS"), .number("WAITING")])
        for (name, site) in stats.sites.sorted(by: { $0.key < $1.key }) {
            table.add([name, String(site.nodes), String(site.agents), String(site.waiting)])
        }
        return table.lines
    }
}

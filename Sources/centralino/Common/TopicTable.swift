// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// The figures of topics as a table.
enum TopicTable {
    /// The lines, the titles first, sorted by topic.
    ///
    /// - Parameters:
    ///   - topics: The figures by topic.
    ///   - width: Columns of the terminal; in a narrow one titles are shortened and waits left out.
    static func lines(_ topics: [String: TopicStatsDocument], width: Int = .max) -> [String] {
        let full = table(topics, isNarrow: false).lines
        guard full.contains(where: { $0.count > width }) else { return full }
        return table(topics, isNarrow: true).lines
    }

    private static func table(_ topics: [String: TopicStatsDocument], isNarrow: Bool) -> TextTable {
        let titles =
            isNarrow
            ? ["WAIT", "LONGEST", "OFFER", "CONN", "FREE", "SERV", "ARRIV", "ANSW", "ABAND", "IN TIME"]
            : [
                "WAITING", "LONGEST", "OFFERED", "CONNECTED", "FREE", "SERVING", "ARRIVED", "ANSWERED", "ABANDONED",
                "IN TIME", "WITHIN", "WAIT P50", "WAIT P90",
            ]
        var table = TextTable([.text("TOPIC")] + titles.map { .number($0) })
        for (name, topic) in topics.sorted(by: { $0.key < $1.key }) {
            let level = topic.serviceLevel
            var row = [
                name, String(topic.waiting),
                topic.waiting > 0 ? Wording.duration(milliseconds: topic.longestWaitMs) : "–", String(topic.offered),
                String(topic.connected), String(topic.agentsAvailable), String(topic.agentsServing),
                String(topic.arrived), String(topic.answered), String(topic.abandoned),
                Wording.percent(level.offered.numerator, of: level.offered.denominator),
            ]
            if !isNarrow {
                row.append(Wording.duration(milliseconds: level.thresholdMs))
                row += [topic.waitMs.p50, topic.waitMs.p90].map {
                    topic.answered > 0 ? Wording.duration(milliseconds: $0) : "–"
                }
            }
            table.add(row)
        }
        return table
    }
}

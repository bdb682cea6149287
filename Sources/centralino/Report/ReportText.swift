// SPDX-License-Identifier: Apache-2.0
import HomeStore

/// A report for people, and as comma-separated values.
enum ReportText {
    /// The lines.
    ///
    /// - Parameters:
    ///   - sites: Those that contacts came to.
    ///   - files: How many histories were read.
    static func lines(_ report: HistoryReport, sites: [String], files: Int) -> [String] {
        var lines = [
            "\(Wording.instant(report.from)) to \(Wording.instant(report.until)), \(files) histories, sites "
                + "\(sites.isEmpty ? "none" : sites.joined(separator: ", "))",
            "in time: within \(Wording.duration(milliseconds: report.terms.thresholdMs)); left at once: before "
                + "\(Wording.duration(milliseconds: report.terms.shortAbandonMs))", "",
        ]
        for group in [report.total] + report.groups { lines += self.group(group) + [""] }
        return lines
    }

    private static func group(_ group: HistoryReport.Group) -> [String] {
        let contacts = group.contacts
        var lines = [
            "\(group.name): \(contacts.arrived) arrived, \(contacts.answered) answered, \(contacts.abandoned) "
                + "abandoned (\(contacts.shortAbandoned) at once), \(contacts.maxWait) waited too long, "
                + "\(contacts.flowedOut) went elsewhere, \(contacts.otherwise) otherwise"
        ]
        var table = TextTable([.text("  "), .text("SHARE"), .number("COUNT"), .number("OF"), .number("")])
        for (name, share) in contacts.serviceLevels.sorted(by: { $0.key < $1.key })
            + contacts.waits.sorted(by: { $0.key < $1.key })
        {
            let (part, whole) = (share.numerator, share.denominator)
            table.add(["  ", name, String(part), String(whole), Wording.percent(part, of: whole)])
        }
        lines += table.lines
        lines.append("  to a human: \(percentiles(contacts.toHumanMs)); in line: \(percentiles(contacts.inLineMs))")
        lines.append("  conversation: \(mean(contacts.talkMs))")
        guard let work = group.work else { return lines }
        let (busy, there) = (work.occupancyMs.numerator, work.occupancyMs.denominator)
        lines.append(
            "  wrap-up: \(mean(work.wrapUpMs)); occupied \(Wording.percent(busy, of: there)), "
                + "\(Wording.duration(milliseconds: busy)) of \(Wording.duration(milliseconds: there)) at work; breaks "
                + "\(Wording.duration(milliseconds: work.breakMs)); unreachable "
                + Wording.duration(milliseconds: work.unreachableMs))
        return lines
    }

    private static func percentiles(_ value: Percentiles) -> String {
        let words = [value.p50, value.p90, value.max].map { Wording.duration(milliseconds: $0) }
        return "half within \(words[0]), nine tenths \(words[1]), longest \(words[2])"
    }

    private static func mean(_ sum: Share) -> String {
        guard sum.denominator > 0 else { return "none" }
        return "\(sum.denominator), on average \(Wording.duration(milliseconds: sum.numerator / sum.denominator))"
    }

    /// Comma-separated values, a line a group.
    static func csv(_ report: HistoryReport) -> [String] {
        let shares = report.total.contacts.serviceLevels.keys.sorted() + report.total.contacts.waits.keys.sorted()
        let titles =
            ["group", "arrived", "answered", "abandoned", "shortAbandoned", "maxWait", "flowedOut", "otherwise"]
            + shares.flatMap { ["\($0).numerator", "\($0).denominator"] }
            + ["toHumanMs.p50", "toHumanMs.p90", "toHumanMs.max", "talkMs.sum", "talkMs.count"]
            + ["busyMs", "wrapUpMs.sum", "wrapUpMs.count", "workMs", "atWorkMs", "breakMs", "unreachableMs"]
        return [titles.joined(separator: ",")]
            + ([report.total] + report.groups).map { row($0, shares).joined(separator: ",") }
    }

    private static func row(_ group: HistoryReport.Group, _ shares: [String]) -> [String] {
        let contacts = group.contacts
        var numbers = [
            contacts.arrived, contacts.answered, contacts.abandoned, contacts.shortAbandoned, contacts.maxWait,
            contacts.flowedOut, contacts.otherwise,
        ]
        for name in shares {
            let share = contacts.serviceLevels[name] ?? contacts.waits[name] ?? Share(0, of: 0)
            numbers += [share.numerator, share.denominator]
        }
        numbers += [contacts.toHumanMs.p50, contacts.toHumanMs.p90, contacts.toHumanMs.max]
        numbers += [contacts.talkMs.numerator, contacts.talkMs.denominator]
        // Names have no commas: topics, sites and agents are identifiers.
        let work = group.work.map { work in
            [
                work.busyMs, work.wrapUpMs.numerator, work.wrapUpMs.denominator, work.occupancyMs.numerator,
                work.occupancyMs.denominator, work.breakMs, work.unreachableMs,
            ].map { String($0) }
        }
        return [group.name] + numbers.map { String($0) } + (work ?? Array(repeating: "", count: 7))
    }
}

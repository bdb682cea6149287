// SPDX-License-Identifier: Apache-2.0

// Calendars, and who names them.
extension ConfigurationReader {
    mutating func calendar(_ node: ConfigurationNode, _ path: String) -> CalendarConfiguration {
        let parts = members(node, path, known: ["open", "closed"])
        if parts["open"] == nil { report("\(path).open", "is required", node) }
        var calendar = CalendarConfiguration()
        if case .map(let entries)? = parts["open"]?.kind {
            for entry in entries { open(entry, "\(path).open.\(entry.name)", &calendar) }
        } else if let open = parts["open"] {
            report("\(path).open", "must be a map of days to times, such as mon-fri: \"09:00-18:00\"", open)
        }
        calendar.closed = closed(parts["closed"], "\(path).closed")
        return calendar
    }

    private mutating func open(
        _ entry: ConfigurationNode.Entry, _ path: String, _ calendar: inout CalendarConfiguration
    ) {
        guard let days = CalendarConfiguration.days(entry.name) else {
            return report(path, "must be a day, mon to sun, or two of them, such as mon-fri", entry.node)
        }
        let rule = "must be times such as 09:00-13:00, 14:00-18:00"
        let times = text(entry.node, path, rule) { CalendarConfiguration.ranges($0) != nil }
        guard let ranges = times.flatMap(CalendarConfiguration.ranges) else { return }
        guard ranges.count <= ContractLimits.rangesPerDay else {
            return report(path, "has more than \(ContractLimits.rangesPerDay) times", entry.node)
        }
        for day in days {
            if calendar.open[day] != nil { report(path, "\(day) is said twice", entry.node) }
            calendar.open[day] = CalendarConfiguration.text(ranges)
        }
    }

    private mutating func closed(_ node: ConfigurationNode?, _ path: String) -> [String] {
        guard let node else { return [] }
        guard case .list(let parts) = node.kind else {
            report(path, "must be a list of dates", node)
            return []
        }
        guard parts.count <= ContractLimits.closedDates else {
            report(path, "has more than \(ContractLimits.closedDates) dates", node)
            return []
        }
        var dates: Set<String> = []
        for (index, part) in parts.enumerated() {
            let date = text(part, "\(path).\(index)", "must be a date such as 2026-12-25") {
                CalendarConfiguration.day($0) != nil
            }
            if let date { dates.insert(date) }
        }
        return dates.sorted()
    }

    /// Calendars that topics name must be there.
    mutating func checkCalendars(_ document: ConfigurationDocument, in node: ConfigurationNode?) {
        for entry in entries(ofMap: node) {
            guard let name = document.topics[entry.name]?.calendar, document.calendars[name] == nil else { continue }
            let part = entries(ofMap: entry.node).first { $0.name == "calendar" }?.node
            report("topics.\(entry.name).calendar", "no such calendar in this configuration", part)
        }
    }
}

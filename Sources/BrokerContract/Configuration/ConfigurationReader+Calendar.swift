// SPDX-License-Identifier: Apache-2.0

// Calendars, and who names them.
extension ConfigurationReader {
    mutating func calendar(_ node: ConfigurationNode, _ path: String) -> CalendarConfiguration {
        let parts = members(node, path, known: ["open", "closed", "timeZone"])
        if parts["open"] == nil { report("\(path).open", "is required", node) }
        var calendar = CalendarConfiguration(timeZone: zone(parts["timeZone"], "\(path).timeZone"))
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

    /// A topic's calendars by channel; nil for none.
    mutating func calendars(_ node: ConfigurationNode?, _ path: String) -> [String: String]? {
        var calendars: [String: String] = [:]
        for entry in entries(node, path) {
            let inner = "\(path).\(entry.name)"
            guard ChannelWord(rawValue: entry.name) != nil else {
                report(inner, "is no channel", entry.node)
                continue
            }
            let rule = "must be a calendar of this configuration, or \(CalendarConfiguration.always)"
            calendars[entry.name] = text(entry.node, inner, rule) { Names.isIdentifier($0) }
        }
        return calendars.isEmpty ? nil : calendars
    }

    /// Calendars that topics name must be there.
    mutating func checkCalendars(_ document: ConfigurationDocument, in node: ConfigurationNode?) {
        for entry in entries(ofMap: node) {
            guard let topic = document.topics[entry.name] else { continue }
            let rules = entries(ofMap: entry.node)
            let missing = "no such calendar in this configuration"
            if let name = topic.calendar, document.calendars[name] == nil {
                report("topics.\(entry.name).calendar", missing, rules.first { $0.name == "calendar" }?.node)
            }
            for part in entries(ofMap: rules.first { $0.name == "calendars" }?.node) {
                guard let name = topic.calendars?[part.name], document.calendars[name] == nil,
                    name != CalendarConfiguration.always
                else { continue }
                report("topics.\(entry.name).calendars.\(part.name)", missing, part.node)
            }
        }
    }
}

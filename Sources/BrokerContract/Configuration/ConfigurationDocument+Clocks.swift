// SPDX-License-Identifier: Apache-2.0

extension ConfigurationDocument {
    /// What the clocks show that each calendar goes by: those of its own time zone, else of the pool's.
    ///
    /// - Throws: an error for each time zone that this machine does not know, where it is named.
    /// - Complexity: some milliseconds for each zone.
    public func clocks() throws(ConfigurationIssues) -> [String: [ZoneOffset]] {
        let zones = Set(calendars.values.map { $0.timeZone ?? pool.timeZone })
        let known = Dictionary(uniqueKeysWithValues: zones.map { ($0, ZoneOffset.all(of: $0)) })
        let why = "the node's machine does not know this time zone; calendars need one that it knows, or UTC"
        let paths = calendars.keys.sorted().compactMap { name -> String? in
            guard let zone = calendars[name]?.timeZone else { return nil }
            return known[zone] == .some(nil) ? "calendars.\(name).timeZone" : nil
        }
        let all = (known[pool.timeZone] == .some(nil) && usesThePools ? ["pool.timeZone"] : []) + paths
        guard all.isEmpty else { throw ConfigurationIssues(all.map { ConfigurationIssue(path: $0, message: why) }) }
        return calendars.compactMapValues { known[$0.timeZone ?? pool.timeZone] ?? nil }
    }

    private var usesThePools: Bool { calendars.values.contains { $0.timeZone == nil } }
}

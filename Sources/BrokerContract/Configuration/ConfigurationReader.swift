// SPDX-License-Identifier: Apache-2.0

/// Turns what was written into a configuration; goes on after an error, so that all are reported at once.
///
/// The load harness reads its scenarios with it too.
package struct ConfigurationReader {
    /// What is wrong so far.
    package private(set) var issues: [ConfigurationIssue] = []

    /// A reader that has found nothing wrong yet.
    package init() {}

    /// Reports an error.
    package mutating func report(_ path: String, _ message: String, _ node: ConfigurationNode?) {
        issues.append(ConfigurationIssue(path: FieldPath.clipped(path), message: message, line: node?.line))
    }

    /// The members of a map: by name those that are known; errors for all others.
    ///
    /// Nothing written is an empty map.
    package mutating func members(
        _ node: ConfigurationNode?, _ path: String, known: [String]
    ) -> [String: ConfigurationNode] {
        var found: [String: ConfigurationNode] = [:]
        for entry in entries(node, path) {
            let inner = Self.join(path, entry.name)
            if known.contains(entry.name) {
                found[entry.name] = entry.node
            } else {
                report(inner, "unknown; known here: \(known.joined(separator: ", "))", entry.node)
            }
        }
        return found
    }

    /// The entries of a map whose names are ids.
    package mutating func named(_ node: ConfigurationNode?, _ path: String, most: Int) -> [ConfigurationNode.Entry] {
        let all = entries(node, path)
        guard all.count <= most else {
            report(path, "has more than \(most) members", node)
            return []
        }
        var wellFormed: [ConfigurationNode.Entry] = []
        for entry in all {
            if Names.isIdentifier(entry.name) {
                wellFormed.append(entry)
            } else {
                report(Self.join(path, entry.name), "its name must be 1–64 characters of A-Z a-z 0-9 _ -", entry.node)
            }
        }
        return wellFormed
    }

    mutating func entries(_ node: ConfigurationNode?, _ path: String) -> [ConfigurationNode.Entry] {
        switch node?.kind {
        case nil, .null: return []
        case .map(let entries): return entries
        default:
            report(path, "must be a map", node)
            return []
        }
    }

    /// An integer of a range.
    package mutating func integer(_ node: ConfigurationNode?, _ path: String, _ range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard case .integer(let number) = node.kind, range.contains(number) else {
            report(path, "must be an integer, \(range.lowerBound)–\(range.upperBound)", node)
            return nil
        }
        return number
    }

    /// A duration of a range, in milliseconds.
    package mutating func duration(
        _ node: ConfigurationNode?, _ path: String, _ range: ClosedRange<Int>
    ) -> ConfiguredDuration? {
        guard let node else { return nil }
        let duration: ConfiguredDuration? =
            switch node.kind {
            case .integer(let number) where range.contains(number): ConfiguredDuration(milliseconds: number)
            case .text(let text): ConfiguredDuration(text)
            default: nil
            }
        guard let duration, range.contains(duration.milliseconds) else {
            let least = ConfiguredDuration(milliseconds: range.lowerBound)
            let most = ConfiguredDuration(milliseconds: range.upperBound)
            report(path, "must be a duration such as 20s, 5m or 300ms, \(least)–\(most)", node)
            return nil
        }
        return duration
    }

    /// A text that a check accepts.
    package mutating func text(
        _ node: ConfigurationNode?, _ path: String, _ rule: String, _ accepts: (String) -> Bool
    ) -> String? {
        guard let node else { return nil }
        let text: String? =
            if case .text(let text) = node.kind { text } else { node.written }
        guard let text, accepts(text) else {
            report(path, rule, node)
            return nil
        }
        return text
    }

    /// A text of 1–256 bytes without control characters.
    mutating func line(_ node: ConfigurationNode?, _ path: String) -> String? {
        text(node, path, "must be a text of 1–\(ContractLimits.addressBytes) bytes on one line") { text in
            (1...ContractLimits.addressBytes).contains(text.utf8.count)
                && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
    }

    /// Integers of a range by id.
    package mutating func table(
        _ node: ConfigurationNode?, _ path: String, most: Int, _ range: ClosedRange<Int>
    ) -> [String: Int] {
        var table: [String: Int] = [:]
        for entry in named(node, path, most: most) {
            table[entry.name] = integer(entry.node, Self.join(path, entry.name), range)
        }
        return table
    }

    /// A path and one more name.
    package static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

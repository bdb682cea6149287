// SPDX-License-Identifier: Apache-2.0

/// What the checks found: every one counted, the first ones told.
struct Findings: Codable, Hashable, Sendable {
    /// How many of a check are told in words.
    static let toldMax = 20

    private(set) var counts: [Check: Int] = [:]
    private(set) var told: [Check: [String]] = [:]

    /// How many there are.
    var total: Int { counts.values.reduce(0, +) }

    /// How many a check found.
    subscript(check: Check) -> Int { counts[check] ?? 0 }

    /// Adds a finding.
    mutating func add(_ check: Check, _ what: String) {
        counts[check, default: 0] += 1
        guard told[check, default: []].count < Self.toldMax else { return }
        told[check, default: []].append(what)
    }

    /// Adds another process's.
    mutating func add(_ other: Findings) {
        counts.merge(other.counts, uniquingKeysWith: +)
        told.merge(other.told) { Array(($0 + $1).prefix(Self.toldMax)) }
    }
}

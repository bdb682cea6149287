// SPDX-License-Identifier: Apache-2.0

/// What a day's checks have found: every one counted, the first ones told.
struct DayFindings: Hashable, Sendable {
    /// How many of a check are told in words.
    static let toldMax = 5

    private var counts: [DayCheck: Int] = [:]
    private var words: [DayCheck: [String]] = [:]

    /// Whether there is none.
    var isEmpty: Bool { counts.isEmpty }

    /// How many a check has found.
    subscript(check: DayCheck) -> Int { counts[check] ?? 0 }

    /// The first that a check has found.
    func told(_ check: DayCheck) -> [String] { words[check] ?? [] }

    /// Adds one.
    mutating func add(_ check: DayCheck, _ what: String) {
        counts[check, default: 0] += 1
        guard words[check, default: []].count < Self.toldMax else { return }
        words[check, default: []].append(what)
    }
}

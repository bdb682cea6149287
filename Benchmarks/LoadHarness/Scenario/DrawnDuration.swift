// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// How long something takes: always the same, or drawn.
///
/// Written `20s`, `exponential 20s` (its mean), `uniform 5s 20s` (both ends) or `never`.
enum DrawnDuration: Codable, Hashable, Sendable {
    case always(nanoseconds: Int64)
    case exponential(meanNanoseconds: Int64)
    case uniform(fromNanoseconds: Int64, toNanoseconds: Int64)
    case never

    /// No time at all.
    static let zero = always(nanoseconds: 0)

    /// Reads what is written; nil when it is none of these.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        let durations = words.dropFirst().compactMap { ConfiguredDuration($0)?.nanoseconds }
        switch (words.first, words.count, durations.count) {
        case ("never", 1, 0): self = .never
        case ("exponential", 2, 1): self = .exponential(meanNanoseconds: durations[0])
        case ("uniform", 3, 2) where durations[0] <= durations[1]:
            self = .uniform(fromNanoseconds: durations[0], toNanoseconds: durations[1])
        default:
            guard words.count == 1, let always = ConfiguredDuration(text) else { return nil }
            self = .always(nanoseconds: always.nanoseconds)
        }
    }

    /// One of them, in nanoseconds; nil for never.
    ///
    /// - Complexity: O(1); draws one number or none.
    func draw(_ draw: inout Draw) -> Int64? {
        switch self {
        case .always(let nanoseconds): nanoseconds
        // Thirty means are the end: nobody waits for the tail of a distribution.
        case .exponential(let mean): Int64(min(30, draw.exponential()) * Double(mean))
        case .uniform(let from, let to): from + Int64(draw.unit() * Double(to - from))
        case .never: nil
        }
    }
}

extension ConfiguredDuration {
    /// Its length in nanoseconds.
    var nanoseconds: Int64 { Int64(milliseconds) * 1_000_000 }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How figures are said to people.
enum Wording {
    /// A duration: `850 ms`, `4.2 s`, `3 min 05 s`, `2 h 10 min`.
    static func duration(milliseconds: Int) -> String {
        switch milliseconds {
        case ..<1_000: return "\(max(0, milliseconds)) ms"
        case ..<60_000: return "\(tenths(milliseconds, of: 1_000)) s"
        case ..<3_600_000: return "\(milliseconds / 60_000) min \(two(milliseconds / 1_000 % 60)) s"
        default: return "\(milliseconds / 3_600_000) h \(two(milliseconds / 60_000 % 60)) min"
        }
    }

    /// A duration of so many microseconds: `830 µs`, `4.2 ms`, or as above.
    static func duration(microseconds: Int) -> String {
        switch microseconds {
        case ..<1_000: return "\(max(0, microseconds)) µs"
        case ..<1_000_000: return "\(tenths(microseconds, of: 1_000)) ms"
        default: return duration(milliseconds: microseconds / 1_000)
        }
    }

    /// An instant to the millisecond, in UTC: `2026-11-28T09:30:00.125Z`.
    static func instant(_ milliseconds: Int) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A ratio in per cent, or a dash when nothing was counted.
    static func percent(_ numerator: Int, of denominator: Int) -> String {
        denominator > 0 ? "\(tenths(numerator * 1_000 / denominator, of: 10)) %" : "–"
    }

    /// Now, in milliseconds since 1970.
    static var now: Int { Int(Date().timeIntervalSince1970 * 1_000) }

    private static func tenths(_ value: Int, of unit: Int) -> String {
        "\(value / unit).\(value % unit * 10 / unit)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

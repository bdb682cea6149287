// SPDX-License-Identifier: Apache-2.0

/// A handful of durations, for people and for bounds.
struct Durations {
    private var sorted: [Duration]

    init(_ values: [Duration]) { sorted = values.sorted() }

    /// The value not exceeded by so many of a hundred; zero when there is none.
    func percentile(_ percent: Int) -> Duration {
        guard !sorted.isEmpty else { return .zero }
        return sorted[min(sorted.count - 1, (sorted.count * percent + 99) / 100 - 1)]
    }

    var max: Duration { sorted.last ?? .zero }

    /// All of them in milliseconds, smallest first, after their count, median and maximum.
    var text: String {
        let all = sorted.map { "\(Self.milliseconds($0))" }.joined(separator: " ")
        return "n=\(sorted.count) p50=\(Self.milliseconds(percentile(50))) ms max=\(Self.milliseconds(max)) ms [\(all)]"
    }

    static func milliseconds(_ duration: Duration) -> Int { Int(duration / .milliseconds(1)) }
}

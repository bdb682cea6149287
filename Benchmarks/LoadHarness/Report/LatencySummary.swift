// SPDX-License-Identifier: Apache-2.0

/// A latency in a few figures, microseconds.
struct LatencySummary: Codable, Hashable, Sendable {
    let count: Int
    let p50: Double
    let p90: Double
    let p99: Double
    let p999: Double
    let max: Double

    init(_ record: LatencyRecord) {
        count = record.count
        p50 = record.microseconds(50)
        p90 = record.microseconds(90)
        p99 = record.microseconds(99)
        p999 = record.microseconds(99.9)
        max = record.max
    }
}

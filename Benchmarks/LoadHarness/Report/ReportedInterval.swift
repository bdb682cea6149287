// SPDX-License-Identifier: Apache-2.0

/// An interval of a load, as it is plotted.
struct ReportedInterval: Codable, Hashable, Sendable {
    /// Seconds from the beginning to its end.
    let at: Double
    /// Contacts a second that came, and conversations and ends a second.
    let arrived: Double
    let connected: Double
    let ended: Double
    /// Contacts that waited at its end.
    let waiting: Int
    /// `LatencyKind.offer`, microseconds; 0 when there was none.
    let offerP50: Double
    let offerP99: Double
    let offerMax: Double
    /// `LatencyKind.wait`, microseconds.
    let waitP50: Double
    let waitMax: Double
    /// Refusals and missing answers.
    let failed: Int

    init(_ interval: IntervalFigures, index: Int, seconds: Double) {
        at = Double(index + 1) * seconds
        arrived = Double(interval.counts[.arrived]) / seconds
        connected = Double(interval.counts[.connected]) / seconds
        ended = Double(interval.counts[.handled] + interval.counts[.left]) / seconds
        waiting = interval.waiting
        offerP50 = interval.offer.microseconds(50)
        offerP99 = interval.offer.microseconds(99)
        offerMax = interval.offer.max
        waitP50 = interval.wait.microseconds(50)
        waitMax = interval.wait.max
        failed = interval.counts[.failed]
    }
}

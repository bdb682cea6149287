// SPDX-License-Identifier: Apache-2.0

/// Some seconds of a load, for plots and progress.
struct IntervalFigures: Codable, Hashable, Sendable {
    /// What happened in it.
    var counts = Counts()
    /// `LatencyKind.offer` of the offers heard in it.
    var offer = LatencyRecord(isCoarse: true)
    /// `LatencyKind.wait` of the conversations that began in it.
    var wait = LatencyRecord(isCoarse: true)
    /// Contacts that waited at its end.
    var waiting = 0

    /// Adds another process's.
    mutating func add(_ other: IntervalFigures) {
        counts.add(other.counts)
        offer.add(other.offer)
        wait.add(other.wait)
        waiting += other.waiting
    }
}

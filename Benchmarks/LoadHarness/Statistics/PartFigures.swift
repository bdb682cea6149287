// SPDX-License-Identifier: Apache-2.0

/// What one process saw of a load; added to the others', what the load was.
struct PartFigures: Codable, Hashable, Sendable {
    /// What happened, the warm-up too.
    var counts = Counts()
    /// Of what was due in the measured time, whenever it came.
    var latencies: [LatencyKind: LatencyRecord] = [:]
    /// From the beginning, one after the other.
    var intervals: [IntervalFigures] = []
    /// How far the sender kept to its times.
    var lateness = Lateness()
    /// Refusals and missing answers, by request and code: `contact.enqueue full`.
    var failures: [String: Int] = [:]
    /// What the checks found.
    var findings = Findings()
    /// How much the checks looked at, by check.
    var checked: [Check: Int] = [:]
    /// What makes the figures void or the checks incomplete, such as events that were missed.
    var hearing = Hearing()
    /// What the harness itself took: processor time of all processes, and how long they were there, nanoseconds.
    var cpu: Int64 = 0
    var lived: Int64 = 0

    /// Adds another process's.
    mutating func add(_ other: PartFigures) {
        counts.add(other.counts)
        for (kind, record) in other.latencies { latencies[kind, default: LatencyRecord()].add(record) }
        for (index, interval) in other.intervals.enumerated() {
            if index == intervals.count { intervals.append(IntervalFigures()) }
            intervals[index].add(interval)
        }
        lateness.add(other.lateness)
        failures.merge(other.failures, uniquingKeysWith: +)
        findings.add(other.findings)
        checked.merge(other.checked, uniquingKeysWith: +)
        hearing.add(other.hearing)
        cpu += other.cpu
        lived = max(lived, other.lived)
    }
}

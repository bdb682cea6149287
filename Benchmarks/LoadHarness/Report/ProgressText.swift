// SPDX-License-Identifier: Apache-2.0

/// The line that is shown while a load runs.
enum ProgressText {
    /// - Parameters:
    ///   - second: Which second it is, from the beginning; nil before it.
    ///   - recent: What all processes saw in that second.
    ///   - failed: Refusals and missing answers so far.
    static func line(second: Int?, _ recent: IntervalFigures, failed: Int) -> String {
        guard let second else { return "agents log in" }
        return "\(second) s  arrived \(recent.counts[.arrived])/s  connected \(recent.counts[.connected])/s  "
            + "waiting \(recent.waiting)  offer p50 \(milliseconds(recent.offer, 50)) p99 "
            + "\(milliseconds(recent.offer, 99)) max \(milliseconds(recent.offer, 100)) ms  failed \(failed)"
    }

    private static func milliseconds(_ record: LatencyRecord, _ percent: Double) -> String {
        record.count == 0 ? "–" : (record.microseconds(percent) / 1_000).text(1)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import PoolKit

/// How much the machine's processors have worked, and how much of it for this program and all it has started and ended.
struct MachineWork {
    private let at: Int64
    /// Seconds of all cores together; what a hypervisor took away among them.
    private let busy: Double
    /// Seconds of this program and its children that have ended.
    private let own: Double

    /// Until now; nil where the system does not say.
    static var now: MachineWork? {
        guard let stat = try? String(contentsOfFile: "/proc/stat", encoding: .utf8), let busy = busy(stat) else {
            return nil
        }
        let own = [RUSAGE_SELF, RUSAGE_CHILDREN].map { who in
            var usage = rusage()
            getrusage(__rusage_who_t(who.rawValue), &usage)
            return seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
        return MachineWork(at: MachineClock.now, busy: busy, own: own.reduce(0, +))
    }

    /// How many cores worked for others since then, 0 and more.
    func others(since before: MachineWork) -> Double {
        let lasted = Double(at - before.at) / 1e9
        guard lasted > 0 else { return 0 }
        return max(0, (busy - before.busy) - (own - before.own)) / lasted
    }

    init(at: Int64, busy: Double, own: Double) {
        self.at = at
        self.busy = busy
        self.own = own
    }

    /// Seconds that all cores were busy, of the text of `/proc/stat`: all columns but idle and waiting for a disk.
    static func busy(_ stat: String) -> Double? {
        guard let line = stat.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 8 else { return nil }
        // A tick is a hundredth of a second on every Linux that says so here; a guest's time is in the user's.
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / 100
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

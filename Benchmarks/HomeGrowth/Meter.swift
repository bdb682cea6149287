// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What parts of the work cost: CPU time of the process, time on the wall, and memory at its peak.
enum Meter {
    /// Does a part and prints what it took.
    static func part<Value>(_ what: String, _ body: () throws -> Value) rethrows -> Value {
        // "5" forgets the peak so far.
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        let before = memory("VmRSS:")
        let (cpu, wall) = (nanoseconds(CLOCK_PROCESS_CPUTIME_ID), nanoseconds(CLOCK_MONOTONIC))
        let value = try body()
        let (cpuTaken, wallTaken) = (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, nanoseconds(CLOCK_MONOTONIC) - wall)
        print(
            what.padding(toLength: 34, withPad: " ", startingAt: 0)
                + String(
                    format: "%6.2f s CPU %6.2f s, from %5d to %5d MB, at most %5d MB", Double(cpuTaken) / 1e9,
                    Double(wallTaken) / 1e9, before, memory("VmRSS:"), memory("VmHWM:")))
        return value
    }

    /// A clock's time.
    static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Megabytes of this process in memory, now or at the peak.
    private static func memory(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
    }
}

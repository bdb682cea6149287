// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// What one run of a workload measured.
struct Result {
    /// Timed ones.
    var operations = 0.0
    /// What they took, in seconds.
    var time = 0.0
    var latencies = Latencies()
    var bytesPerItem: Double?
    var otherCPUShare = 0.0

    func print(_ workload: String) {
        let fields: [(String, Double?)] = [
            ("opsPerSecond", operations / time), ("p50Ns", latencies.nanoseconds(0.5)),
            ("p99Ns", latencies.nanoseconds(0.99)), ("p999Ns", latencies.nanoseconds(0.999)),
            ("bytesPerItem", bytesPerItem), ("otherCpuShare", otherCPUShare),
        ]
        let texts = fields.map { name, value in "\"\(name)\": \(value.map { "\($0)" } ?? "null")" }
        Swift.print("{\"workload\": \"\(workload)\", \(texts.joined(separator: ", "))}")
    }
}

/// Latencies in ticks: 32 steps an octave, so within 3 % of the truth.
struct Latencies {
    private var steps = [UInt64](repeating: 0, count: 60 * 32)
    private var count: UInt64 = 0

    mutating func add(_ value: UInt64) {
        steps[Self.index(value)] += 1
        count += 1
    }

    mutating func add(_ others: Latencies) {
        for index in steps.indices { steps[index] += others.steps[index] }
        count += others.count
    }

    /// Nil when nothing was measured.
    func nanoseconds(_ quantile: Double) -> Double? {
        var seen: UInt64 = 0
        for index in steps.indices {
            seen += steps[index]
            if count > 0, Double(seen) > quantile * Double(count) {
                return Self.lower(index) * Clocks.nanosecondsPerTick
            }
        }
        return nil
    }

    private static func index(_ value: UInt64) -> Int {
        if value < 32 { return Int(value) }
        let octave = 58 - value.leadingZeroBitCount
        return (octave + 1) * 32 + Int(value >> UInt64(octave)) - 32
    }

    private static func lower(_ index: Int) -> Double {
        if index < 32 { return Double(index) }
        return scalbn(Double(index % 32 + 32), index / 32 - 1)
    }
}

enum Clocks {
    static func seconds(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
    }

    static var wall: Double { seconds(CLOCK_MONOTONIC) }
    static var thread: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

    static let nanosecondsPerTick: Double = {
        let begin = wall
        let from = clinux_ticks()
        while wall - begin < 0.05 {}
        return (wall - begin) * 1e9 / Double(clinux_ticks() - from)
    }()
}

/// The CPU time that this process did not take, as a share of what all cores had to give.
struct OtherCPU {
    private let begin = Clocks.wall
    private let others = OtherCPU.busy - Clocks.seconds(CLOCK_PROCESS_CPUTIME_ID)

    var share: Double {
        let capacity = (Clocks.wall - begin) * Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return min(1, max(0, (Self.busy - Clocks.seconds(CLOCK_PROCESS_CPUTIME_ID) - others) / capacity))
    }

    /// All but idle and waiting for a disk; what the hypervisor took away counts as others'.
    private static var busy: Double {
        guard let file = fopen("/proc/stat", "r") else { fail("no /proc/stat here") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { fail("/proc/stat has another form") }
        let text = line.prefix { $0 != 0 }.map { Character(Unicode.Scalar(UInt8(bitPattern: $0))) }
        let figures = String(text).split(separator: " ").dropFirst().prefix(8).compactMap {
            Double($0.filter(\.isNumber))
        }
        guard figures.count == 8 else { fail("/proc/stat has another form") }
        return (figures.reduce(0, +) - figures[3] - figures[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import LoadHarness
@testable import PoolKit

@Suite("What a pool takes")
struct PoolWatchTests {
    private static let second: Int64 = 1_000_000_000

    private var pace: PaceScenario {
        var pace = PaceScenario()
        pace.warmUp = Self.second
        pace.measure = 3 * Self.second
        pace.drain = Self.second
        return pace
    }

    /// Intervals of a second in each of which ten contacts came.
    private var intervals: [IntervalFigures] {
        (0..<5).map { _ in
            var interval = IntervalFigures()
            interval.counts[.arrived] = 10
            return interval
        }
    }

    @Test("The system's line of a process is read by its columns, whatever the process is called")
    func line() throws {
        let fields = ["S", "1"] + Array(repeating: "0", count: 9) + ["150", "50"] + Array(repeating: "0", count: 8)
        let stat = "77 (a) b) \((fields + ["25", "9"]).joined(separator: " "))\n"
        let seen = try #require(PoolProcess.read(stat))
        #expect(seen.cpu == 200 / Double(sysconf(Int32(_SC_CLK_TCK))))
        #expect(seen.resident == 25 * sysconf(Int32(_SC_PAGESIZE)))
        #expect(PoolProcess.read("77 (a) S 1 2") == nil && PoolProcess.read("") == nil)
    }

    @Test("Processes are looked at once an interval, and what they take is told by contact")
    func looks() throws {
        let own = PoolProcess(kind: .node, pid: getpid())
        var watch = PoolWatch([own], pace)
        let before = try #require(own.look()).cpu
        var spent = before
        for step in 0...10 {
            // Enough work to be seen: the system counts hundredths of a second.
            while spent < before + 0.02 * Double(step) { spent = try #require(own.look()).cpu }
            watch.look(now: 7 + Int64(step) * Self.second / 2, beganAt: 7)
        }
        let figures = try #require(watch.figures(intervals))
        #expect(figures.moments.map(\.at) == [1, 2, 3, 4, 5])
        #expect(figures.moments.allSatisfy { $0.nodeMegabytes > 1 && $0.serverMegabytes == 0 && $0.nodeCores > 0 })
        // From 1 s to 4 s: three seconds, ten contacts each, at least 40 ms of work a second.
        #expect(figures.nodesMsPerContact >= 0.12 / 30 * 1e3 * 0.9 && figures.serversMsPerContact == 0)
        #expect(figures.text.contains("ms of processors a contact"))
    }

    @Test("Nothing is told of a pool that ran already, of one that has ended, or of a load that was too short")
    func nothing() {
        var none = PoolWatch([], pace)
        var gone = PoolWatch([PoolProcess(kind: .server, pid: .max)], pace)
        var short = PoolWatch([PoolProcess(kind: .node, pid: getpid())], pace)
        for second in 0...5 {
            none.look(now: Int64(second) * Self.second, beganAt: 0)
            gone.look(now: Int64(second) * Self.second, beganAt: 0)
        }
        short.look(now: 0, beganAt: 0)
        #expect(none.figures(intervals) == nil && gone.figures(intervals) == nil && short.figures(intervals) == nil)
    }
}

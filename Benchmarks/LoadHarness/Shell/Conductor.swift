// SPDX-License-Identifier: Apache-2.0
import Foundation
import PoolKit

/// Runs a load: starts its processes, keeps them together, shows how it goes, and adds up what they saw.
final class Conductor {
    private let pool: LoadedPool
    private let processes: Int
    private let program: String
    private let interruption: Interruption
    private var progress = ProgressLine()
    private var wasStopped = false

    /// - Parameters:
    ///   - pool: What is loaded.
    ///   - processes: How many processes load it.
    ///   - program: This program.
    ///   - interruption: How somebody says that it is enough.
    init(_ pool: LoadedPool, processes: Int, program: String, interruption: Interruption) {
        self.pool = pool
        self.processes = processes
        self.program = program
        self.interruption = interruption
    }

    /// Runs a scenario.
    ///
    /// - Parameter name: What it is called.
    /// - Throws: `LoadFailure` when the pool is not reached, or a process ends by itself or not at all.
    func load(_ scenario: Scenario, name: String) throws -> LoadRun {
        let started = Date()
        let run = "L" + String(UInt32.random(in: 0...0xFF_FFFF) | 0x100_0000, radix: 16).dropFirst()
        let wrapUps = pool.wrapUps(of: scenario.topicNames)
        let orders = (0..<processes).map { part in
            WorkOrder(
                scenario: scenario, sites: pool.sites, wrapUps: wrapUps, pool: pool.pool, prefix: pool.prefix, run: run,
                part: part, parts: processes)
        }
        let crew = try Crew(orders, program: program)
        defer { crew.end() }
        interruption.onEnding { crew.interrupt() }
        defer { progress.end() }
        var watch = PoolWatch(pool.processes, scenario.pace)
        let figures = try follow(crew, scenario, &watch)
        return LoadRun(
            name: name, scenario: scenario, sites: pool.sites.map(\.name), processes: processes,
            startedAt: started.formatted(.iso8601), wasStopped: wasStopped,
            cores: ProcessInfo.processInfo.activeProcessorCount, loadAverage: Self.loadAverage, figures: figures,
            pool: watch.figures(figures.intervals))
    }

    private struct Tally {
        var ready = 0
        var drained = 0
        var results: [Int: PartFigures] = [:]
        var recent = IntervalFigures()
        var told = 0
        var failed = 0
        var beginsAt: Int64?
    }

    private func follow(_ crew: Crew, _ scenario: Scenario, _ watch: inout PoolWatch) throws -> PartFigures {
        var tally = Tally()
        // Logins and goodbyes have their own bounds in each part; this is for a process that hangs.
        let patience = scenario.pace.end + scenario.pace.drain + 10 * scenario.pace.answerWithin + 120_000_000_000
        let end = MachineClock.now + patience
        while tally.results.count < processes {
            guard MachineClock.now < end else { throw LoadFailure(.broken, "a process of the load does not end") }
            switch crew.next(within: 1) {
            case .said(let part, let word): try take(word, of: part, &tally, crew)
            case .ended(let part) where tally.results[part] == nil:
                throw LoadFailure(.broken, "process \(part) of the load ended by itself")
            case .interrupted:
                wasStopped = true
                crew.say(.stop)
            case .ended, nil: break
            }
            if let beginsAt = tally.beginsAt { watch.look(now: MachineClock.now, beganAt: beginsAt) }
        }
        return tally.results.sorted { $0.key < $1.key }.reduce(into: PartFigures()) { $0.add($1.value) }
    }

    private func take(_ word: PartWord, of part: Int, _ tally: inout Tally, _ crew: Crew) throws {
        switch word {
        case .ready:
            tally.ready += 1
            guard tally.ready == processes else { return }
            let begin = MachineClock.now + 200_000_000
            tally.beginsAt = begin
            crew.say(.start(at: begin))
        case .progress(let recent):
            tally.recent.add(recent)
            tally.told += 1
            guard tally.told == processes else { return }
            tally.failed += tally.recent.counts[.failed]
            let second = tally.beginsAt.map { Int((MachineClock.now - $0) / 1_000_000_000) }
            progress.show(ProgressText.line(second: second, tally.recent, failed: tally.failed))
            tally.told = 0
            tally.recent = IntervalFigures()
        case .drained:
            tally.drained += 1
            if tally.drained == processes { crew.say(.close) }
        case .result(let figures): tally.results[part] = figures
        case .failed(let why): throw LoadFailure(.noPool, why)
        }
    }

    private static var loadAverage: Double {
        var loads = [Double](repeating: 0, count: 1)
        return getloadavg(&loads, 1) == 1 ? loads[0] : .nan
    }
}

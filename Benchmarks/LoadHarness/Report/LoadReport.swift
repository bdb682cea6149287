// SPDX-License-Identifier: Apache-2.0

/// What is told of a load, for programs (`--json`) and as the source of the page and the lines for people.
struct LoadReport: Codable, Hashable, Sendable {
    let scenario: String
    /// Contacts a second.
    let rate: Double
    let seed: UInt64
    let startedAt: String
    let sites: [String]
    let processes: Int
    let cores: Int
    let loadAverage: Double
    /// How many cores the harness itself took: what it takes, the broker has not.
    let harnessCores: Double
    /// How many cores worked for neither the harness nor the pool; nil when it cannot be told.
    let otherCores: Double?
    let verdict: Verdict
    /// Why it is void or violated, and what else should be known: a line each.
    let remarks: [String]
    let wasStopped: Bool
    let counts: [Counts.Kind: Int]
    /// Conversations a second that began in the measured time.
    let connectedPerSecond: Double
    /// Microseconds.
    let latenciesUs: [LatencyKind: LatencySummary]
    let checks: [Check: CheckResult]
    let sends: Int
    let lateSends: Int
    let worstLateUs: Double
    let failures: [String: Int]
    let intervals: [ReportedInterval]
    /// What the pool's processes took; absent where the load has not started them.
    let pool: PoolFigures?

    init(_ run: LoadRun) {
        let figures = run.figures
        scenario = run.name
        rate = run.scenario.pace.rate
        seed = run.scenario.seed
        startedAt = run.startedAt
        sites = run.sites
        processes = run.processes
        cores = run.cores
        loadAverage = run.loadAverage
        otherCores = run.otherCores
        pool = run.pool
        harnessCores = figures.lived == 0 ? 0 : Double(figures.cpu) / Double(figures.lived)
        let voids = Self.voids(figures, run.scenario)
        let notHeld = Self.notHeld(figures, wasStopped: run.wasStopped)
        verdict =
            if figures.findings.total > 0 {
                .violated
            } else if !voids.isEmpty {
                .void
            } else {
                notHeld.isEmpty ? .kept : .notHeld
            }
        remarks = Self.findings(figures) + voids + notHeld + Self.notes(figures, run)
        wasStopped = run.wasStopped
        let all = figures.counts
        counts = Dictionary(uniqueKeysWithValues: Counts.Kind.allCases.map { ($0, all[$0]) })
        latenciesUs = figures.latencies.mapValues(LatencySummary.init)
        checks = Dictionary(
            uniqueKeysWithValues: Check.allCases.map { check in
                let told = figures.findings.told[check] ?? []
                return (
                    check,
                    CheckResult(looked: figures.checked[check] ?? 0, found: figures.findings[check], told: told)
                )
            })
        sends = figures.lateness.sends
        lateSends = figures.lateness.late
        worstLateUs = Double(figures.lateness.worst) / 1_000
        failures = figures.failures
        connectedPerSecond = Self.connectedPerSecond(figures.intervals, run.scenario.pace)
        let seconds = Double(run.scenario.pace.interval) / 1e9
        intervals = figures.intervals.enumerated().map { ReportedInterval($1, index: $0, seconds: seconds) }
    }

    // MARK: - Remarks

    private static func findings(_ figures: PartFigures) -> [String] {
        Check.allCases.filter { figures.findings[$0] > 0 }.map { check in
            "VIOLATED: not \"\(check.title)\": \(figures.findings[check]) found"
        }
    }

    /// Why the figures say nothing about the broker.
    private static func voids(_ figures: PartFigures, _ scenario: Scenario) -> [String] {
        let lateness = figures.lateness
        let limit = (Double(scenario.pace.late) / 1e6).short
        var voids: [String] = []
        if lateness.isVoid {
            voids.append(
                "VOID: the sender was more than \(limit) ms late for \((lateness.share * 100).text(2)) % of its "
                    + "\(lateness.sends) sends (more than 0.1 %)")
        }
        if figures.hearing.dropped > 0 {
            voids.append("VOID: the harness was too slow to hear everything (\(figures.hearing.dropped) times)")
        }
        if figures.hearing.unsent > 0 {
            voids.append(
                "VOID: \(figures.hearing.unsent) requests were not sent: \(LoadPart.pendingMax) had no answer yet")
        }
        if figures.hearing.unknown > 0 {
            voids.append("VOID: nobody says what became of \(figures.hearing.unknown) contacts")
        }
        if figures.counts[.acknowledged] == 0 { voids.append("VOID: no enqueue was answered") }
        return voids
    }

    /// Why the broker did not serve everybody, though it broke no promise that was checked.
    private static func notHeld(_ figures: PartFigures, wasStopped: Bool) -> [String] {
        let counts = figures.counts
        var notHeld: [String] = []
        if counts[.failed] > 0 {
            notHeld.append("NOT HELD: \(counts[.failed]) requests were refused or not answered")
        }
        if counts[.passedOver] > 0 {
            notHeld.append(
                "NOT HELD: \(counts[.passedOver]) contacts went without an offer, and an agent for them was free")
        }
        // Who was still in line when somebody stopped the load says nothing of whether it would have been held.
        if !wasStopped, counts[.cutShort] > counts[.arrived] / 100 {
            notHeld.append(
                "NOT HELD: the line grows: \(counts[.cutShort]) of \(counts[.arrived]) contacts were still there at "
                    + "the end")
        }
        return notHeld
    }

    /// An interval that lies partly in the measured time counts by that part.
    private static func connectedPerSecond(_ intervals: [IntervalFigures], _ pace: PaceScenario) -> Double {
        var connected = 0.0
        for (index, interval) in intervals.enumerated() {
            let from = max(Int64(index) * pace.interval, pace.measuredFrom)
            let to = min(Int64(index + 1) * pace.interval, pace.end)
            let share = Double(max(0, to - from)) / Double(pace.interval)
            connected += share * Double(interval.counts[.connected])
        }
        return connected / (Double(pace.measure) / 1e9)
    }

    private static func notes(_ figures: PartFigures, _ run: LoadRun) -> [String] {
        var notes: [String] = []
        if run.wasStopped { notes.append("Stopped before its time: this is what was seen till then.") }
        if let others = run.otherCores, others > Double(run.cores) / 20 {
            notes.append(
                "Others took \(others.text(2)) of \(run.cores) cores meanwhile: times are also theirs.")
        }
        if !figures.hearing.isRealTime {
            notes.append("The sender could not ask to go before other work; as root it can.")
        }
        if figures.hearing.disconnects > 0 {
            notes.append(
                "Connections were lost \(figures.hearing.disconnects) times: what was said meanwhile is not checked.")
        }
        if figures.hearing.hadIslands {
            notes.append("Sites were cut off: the order of those who waited then is not checked.")
        }
        if figures.hearing.gaps > 0 {
            notes.append("\(figures.hearing.gaps) versions of contacts and agents were never heard of.")
        }
        if figures.counts[.cutShort] > 0 {
            notes.append(
                "\(figures.counts[.cutShort]) contacts were still there at the end, and were sent away: "
                    + "the agents were too few, or the drain too short.")
        }
        return notes
    }
}

// SPDX-License-Identifier: Apache-2.0
import PoolKit

/// What a day before a cluster has come to, under one lever.
struct DayResult: Sendable {
    /// By how much a share of all calls may differ from the engine's, points.
    static let pointsMax = 2.0
    /// How often the engine plays the day again, each time with other delays.
    static let delayedDays = 100

    /// How it was served.
    let lever: Lever
    /// Agents on duty.
    let agents: Int
    /// How many times as fast as the desk's day.
    let speed: Int
    /// Beside the engine.
    let comparison: DayComparison
    /// What the milliseconds on the way would do by themselves.
    let delayed: DelayedDays
    /// What was violated.
    let findings: DayFindings
    /// Callers whose order was looked at; nil where it cannot be told.
    let compared: Int?
    /// Callers who hung up while it rang at an agent's.
    let leftWhileRinging: Int
    /// Callers who were answered while they hung up.
    let answeredWhileLeaving: Int
    /// How much later than due callers and agents did what they did, milliseconds of the machine's clock.
    let lateness: Quantiles

    /// Compares a day that was played with what the engine makes of it.
    init(_ play: DayPlay, delayedDays: Int = Self.delayedDays) {
        let plan = play.plan
        lever = plan.lever
        agents = plan.shifts.count
        speed = play.speed
        comparison = DayComparison(plan, engine: plan.fates, cluster: play.fates)
        delayed = DelayedDays(
            plan, delayMs: Int64((1_000 * comparison.atOnce.p50).rounded()), count: delayedDays)
        findings = play.findings
        compared = play.order?.compared
        leftWhileRinging = play.closeCalls.leftWhileRinging
        answeredWhileLeaving = play.closeCalls.answeredWhileLeaving
        lateness = Quantiles(play.latenessMs.map { DayClock.milliseconds($0, speed: play.speed) })
    }

    /// The largest difference of a share, points.
    var distance: Double { comparison.engine.distance(to: comparison.cluster) }

    /// Whether nothing was violated and the shares agree.
    var isKept: Bool { findings.isEmpty && distance <= Self.pointsMax }

    /// Seconds of the desk's clock as milliseconds of the machine's.
    func milliseconds(_ seconds: Quantiles) -> Quantiles { seconds.divided(by: Double(speed) / 1_000) }
}

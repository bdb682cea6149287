// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A day's results for a program.
struct DayFigures: Codable, Sendable {
    /// Those of one lever.
    struct Arrangement: Codable, Sendable {
        /// The lever.
        let arrangement: String
        /// Agents on duty.
        let agents: Int
        /// Whether nothing was violated and the shares agree.
        let isKept: Bool
        /// By the engine in virtual time.
        let engine: DayShares
        /// By the cluster.
        let cluster: DayShares
        /// The largest difference of a share, points.
        let distancePoints: Double
        /// The same that milliseconds on the way make by themselves.
        let delayedDistancePoints: Double
        /// Callers answered in both.
        let answered: Int
        /// Callers who left in both.
        let left: Int
        /// Callers answered in one only.
        let turned: [DayComparison.Turned]
        /// Of those answered in both, by how much the waits differ: seconds of the desk's clock.
        let differenceSeconds: Quantiles
        /// The same, milliseconds of the machine's clock.
        let differenceMs: Quantiles
        /// What a call and its answer take where an agent is free: milliseconds of the machine's clock.
        let atOnceMs: Quantiles
        /// Callers who came within that time, as it is for half of them, of another in their line.
        let together: Int
        /// How much later than due everybody did what they did: milliseconds of the machine's clock.
        let latenessMs: Quantiles
        /// Callers who hung up while it rang at an agent's.
        let leftWhileRinging: Int
        /// Callers who were answered while they hung up.
        let answeredWhileLeaving: Int
        /// Callers whose order was looked at; absent where it cannot be told.
        let orderCompared: Int?
        /// By check, how much was found.
        let found: [DayCheck: Int]

        /// Of a result.
        init(_ result: DayResult) {
            let comparison = result.comparison
            arrangement = result.lever.rawValue
            agents = result.agents
            isKept = result.isKept
            engine = comparison.engine
            cluster = comparison.cluster
            distancePoints = result.distance
            delayedDistancePoints = result.delayed.distanceMax
            answered = comparison.answered
            left = comparison.left
            turned = comparison.turned
            differenceSeconds = comparison.difference
            differenceMs = result.milliseconds(comparison.difference)
            atOnceMs = result.milliseconds(comparison.atOnce)
            together = comparison.together
            latenessMs = result.lateness
            leftWhileRinging = result.leftWhileRinging
            answeredWhileLeaving = result.answeredWhileLeaving
            orderCompared = result.compared
            found = Dictionary(uniqueKeysWithValues: DayCheck.allCases.map { ($0, result.findings[$0]) })
        }
    }

    /// The world.
    let world: String
    /// The day, `2014-07-14`.
    let date: String
    /// The year's seed.
    let seed: UInt64
    /// Hours in which callers came.
    let hours: Int
    /// How many times as fast as the desk's day.
    let speed: Int
    /// Calls.
    let calls: Int
    /// By how much a share may differ, points.
    let pointsMax: Double
    /// In the order in which they were played.
    let arrangements: [Arrangement]

    /// As JSON, with sorted keys.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(self)
    }
}

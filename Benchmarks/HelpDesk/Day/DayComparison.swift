// SPDX-License-Identifier: Apache-2.0

/// One day played twice, caller by caller: by the engine in virtual time, and by a cluster.
struct DayComparison: Hashable, Sendable {
    /// Less than so much before leaving is narrowly answered: a minute of the desk's clock.
    static let narrowlyMs: Int64 = 60_000

    /// A caller who was answered in one and left in the other.
    struct Turned: Hashable, Sendable, Codable {
        /// By arrival, from 0.
        let caller: Int
        /// Minutes after the desk opened.
        let arrivedAt: Double
        /// Whether it was the cluster that answered.
        let isAnsweredByCluster: Bool
        /// Minutes until the answer.
        let answeredAfter: Double
        /// Minutes for which the caller would have waited.
        let patience: Double
        /// Whether the answer came less than a minute before the caller would have left.
        var isNarrow: Bool { patience - answeredAfter < Double(DayComparison.narrowlyMs) / 60_000 }
    }

    /// By the engine.
    let engine: DayShares
    /// By the cluster.
    let cluster: DayShares
    /// Answered in both.
    let answered: Int
    /// Not answered in either.
    let left: Int
    /// Answered in one only.
    let turned: [Turned]
    /// Of those answered in both, by how much the waits differ: seconds of the desk's clock.
    let difference: Quantiles
    /// Of those for whom an agent was free in the engine, and who were answered in both, how long the cluster took:
    /// seconds of the desk's clock. What a call and its answer take on the way.
    let atOnce: Quantiles
    /// Callers who came within that time, as it is for half of them, of another in their line.
    let together: Int

    /// Compares.
    ///
    /// - Precondition: all have the plan's callers, in its order.
    init(_ plan: DayPlan, engine: [Fate], cluster: [Fate]) {
        precondition(
            engine.count == plan.callers.count && cluster.count == plan.callers.count,
            "\(plan.callers.count) callers, of whom the engine has \(engine.count) and the cluster \(cluster.count)")
        self.engine = DayShares(engine)
        self.cluster = DayShares(cluster)
        var (left, turned): (Int, [Turned]) = (0, [])
        var (differences, atOnce): ([Double], [Double]) = ([], [])
        for (index, (ours, theirs)) in zip(engine, cluster).enumerated() {
            switch (ours.isAnswered, theirs.isAnswered) {
            case (true, true):
                differences.append(Double(abs(ours.waitMs - theirs.waitMs)) / 1_000)
                if ours.waitMs == 0 { atOnce.append(Double(theirs.waitMs) / 1_000) }
            case (false, false): left += 1
            case (let isOurs, _):
                let caller = plan.callers[index]
                turned.append(
                    Turned(
                        caller: index, arrivedAt: Double(caller.arrivalMs - plan.openMs) / 60_000,
                        isAnsweredByCluster: !isOurs,
                        answeredAfter: Double(isOurs ? ours.waitMs : theirs.waitMs) / 60_000,
                        patience: Double(caller.patienceMs) / 60_000))
            }
        }
        answered = differences.count
        self.left = left
        self.turned = turned
        difference = Quantiles(differences)
        self.atOnce = Quantiles(atOnce)
        together = Self.together(plan.callers, within: Int64(1_000 * self.atOnce.p50))
    }

    private static func together(_ callers: [Caller], within timeMs: Int64) -> Int {
        var lastMs: [Int: Int64] = [:]
        return callers.count { caller in
            defer { lastMs[caller.topic] = caller.arrivalMs }
            return lastMs[caller.topic].map { caller.arrivalMs - $0 <= timeMs } ?? false
        }
    }
}

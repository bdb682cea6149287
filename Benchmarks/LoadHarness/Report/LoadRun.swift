// SPDX-License-Identifier: Apache-2.0

/// What a report is made of.
struct LoadRun: Sendable {
    /// What the scenario is called.
    var name: String
    var scenario: Scenario
    var sites: [String]
    var processes: Int
    /// When it began, ISO 8601.
    var startedAt: String
    /// Whether somebody ended it before its time.
    var wasStopped: Bool
    /// Cores of the machine, and its load average at the end.
    var cores: Int
    var loadAverage: Double
    /// How many cores worked for others meanwhile; nil when the pool's own work cannot be told from theirs.
    var otherCores: Double?
    var figures: PartFigures
    /// What the pool's processes took; nil where the load has not started them.
    var pool: PoolFigures?
}

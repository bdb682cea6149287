// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// Everything that is wrong with a scenario: at least one thing.
struct ScenarioIssues: Error, CustomStringConvertible {
    let all: [ConfigurationIssue]

    init(_ all: [ConfigurationIssue]) { self.all = all }

    /// One a line, with path and line.
    var description: String { all.map(\.description).joined(separator: "\n") }
}

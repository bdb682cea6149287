// SPDX-License-Identifier: Apache-2.0

/// One error of a configuration.
public struct ConfigurationIssue: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// Where: names joined by dots (`topics.pec.wrapUp`); empty for the whole.
    public var path: String
    /// What is wrong, for people.
    public var message: String
    /// The line of the YAML text, from 1; absent for JSON.
    public var line: Int?

    /// An error at a path.
    public init(path: String, message: String, line: Int? = nil) {
        self.path = path
        self.message = message
        self.line = line
    }

    /// `topics.pec.wrapUp (line 12): must be a duration`.
    public var description: String {
        let place = line.map { path.isEmpty ? "line \($0)" : "\(path) (line \($0))" } ?? path
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

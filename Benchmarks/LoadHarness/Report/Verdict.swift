// SPDX-License-Identifier: Apache-2.0

/// What a load came to.
enum Verdict: String, Codable, Sendable {
    /// Nothing was found, and the figures count.
    case kept
    /// A check found something.
    case violated
    /// Nothing was found, but not everybody was served: requests were refused, offers not made, or the line grew.
    case notHeld
    /// The load was not what it should have been: its figures say nothing about the broker.
    case void

    /// The exit code of the command.
    var exitCode: Int32 {
        switch self {
        case .kept: 0
        case .violated: 1
        case .void: 2
        case .notHeld: 3
        }
    }
}

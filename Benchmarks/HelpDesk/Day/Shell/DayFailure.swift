// SPDX-License-Identifier: Apache-2.0

/// Why a day could not be played: the pool cannot be started, is not reached, or does not do what is asked.
struct DayFailure: Error, CustomStringConvertible {
    /// The exit code of the command.
    static let exitCode: Int32 = 69

    /// What went wrong.
    let description: String

    /// - Parameter description: what went wrong.
    init(_ description: String) { self.description = description }
}

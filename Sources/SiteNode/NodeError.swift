// SPDX-License-Identifier: Apache-2.0

/// Why a node cannot start or go on: what happened, what to do, and the exit code that says so.
public struct NodeError: Error, Sendable, CustomStringConvertible {
    /// Exit codes of `centralino node`, from sysexits.
    public enum Code: Int32, Sendable {
        case usage = 64
        case unavailable = 69
        case store = 74
        case configuration = 78
    }

    /// The exit code.
    public let code: Code
    /// What happened and what to do.
    public let message: String

    /// An error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

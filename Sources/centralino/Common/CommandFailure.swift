// SPDX-License-Identifier: Apache-2.0

/// Why a command ends without having done its work: a sentence that says what to do, and the exit code.
struct CommandFailure: Error, CustomStringConvertible {
    /// The exit codes, from sysexits where it has one.
    enum Code: Int32, Sendable {
        /// The broker refused.
        case refused = 1
        /// The command line is wrong.
        case usage = 64
        /// NATS, or a site, cannot be reached.
        case unavailable = 69
        /// A part of the system ended when it should run.
        case software = 70
        /// A file or folder cannot be made.
        case cannotCreate = 73
        /// A file cannot be read or written.
        case files = 74
        /// A configuration is wrong.
        case configuration = 78
    }

    /// The exit code.
    let code: Code
    /// What happened, and what to do.
    let message: String

    /// A failure.
    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    var description: String { message }
}

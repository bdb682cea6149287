// SPDX-License-Identifier: Apache-2.0

/// Why a load could not be made at all.
struct LoadFailure: Error, CustomStringConvertible {
    /// What kind of failure, by the exit code of the command.
    enum Kind: Int32 {
        /// A wrong command line, or a scenario with errors.
        case usage = 64
        /// The pool cannot be reached, or does not do what is asked.
        case noPool = 69
        /// A process of the load ended by itself.
        case broken = 70
        /// A file cannot be written.
        case noFile = 73
    }

    let kind: Kind
    let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

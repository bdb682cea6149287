// SPDX-License-Identifier: Apache-2.0

extension NATSOptions {
    /// Who connects.
    public enum Credentials: Sendable, Equatable {
        /// Nobody in particular.
        case none

        /// A user with a password.
        case user(name: String, password: String)

        /// An NKey user; the file holds the seed, as `SU…` on a line of its own.
        ///
        /// The seed is read at each connect.
        case nkey(seedFile: String)

        /// A JWT user; the file holds the JWT and the seed as `nsc` writes them.
        case creds(file: String)
    }
}

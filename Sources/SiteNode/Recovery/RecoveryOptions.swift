// SPDX-License-Identifier: Apache-2.0
public import NATSClient

/// What a recovery of a pool's log works with.
public struct RecoveryOptions: Sendable {
    /// First token of every subject.
    public var prefix = "centralino"
    /// The pool.
    public var pool: String
    /// Servers to connect to, credentials, TLS.
    public var nats: NATSOptions
    /// Data directories of nodes, or copies of them.
    public var dataDirectories: [String]
    /// The pool's master key, a file.
    public var masterKeyFile: String
    /// Copies of the log, where it is made anew.
    public var replicas = 1

    /// Options with their defaults.
    public init(pool: String, nats: NATSOptions, dataDirectories: [String], masterKeyFile: String) {
        self.pool = pool
        self.nats = nats
        self.dataDirectories = dataDirectories
        self.masterKeyFile = masterKeyFile
    }
}

// SPDX-License-Identifier: Apache-2.0
public import NATSClient
public import WebGateway

/// Everything a node is started with.
public struct NodeOptions: Sendable {
    /// First token of every subject.
    public var prefix = "centralino"
    /// The pool it belongs to.
    public var pool: String
    /// The site it serves.
    public var site: String
    /// Its name.
    public var node: String
    /// Servers to connect to, the site's own first; credentials, TLS.
    public var nats: NATSOptions
    /// Where its home's store and log files are kept.
    public var dataDirectory: String
    /// The pool's master key, a file.
    public var masterKeyFile: String
    /// Copies of the log: 1, or 3 over three sites.
    public var replicas = 1
    /// How long to wait for NATS and JetStream at the start.
    public var wait: Duration = .seconds(30)
    /// Where the agents' desks are served to browsers; nil for nowhere.
    public var web: WebAddress?
    /// Days that the history is kept; 0 for none.
    public var historyDays = 400
    /// The operator's word that the site's earlier store is lost.
    public var isRejoining = false

    /// Options with their defaults.
    public init(
        pool: String, site: String, node: String, nats: NATSOptions, dataDirectory: String, masterKeyFile: String
    ) {
        self.pool = pool
        self.site = site
        self.node = node
        self.nats = nats
        self.dataDirectory = dataDirectory
        self.masterKeyFile = masterKeyFile
    }
}

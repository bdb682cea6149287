// SPDX-License-Identifier: Apache-2.0

/// How a connection is made and kept.
///
/// Some settings are not offered, because the broker depends on them: messages published while disconnected are refused
/// and never sent later (no reconnect buffer), small messages leave at once (`SendAsap`), reconnecting never gives up,
/// requests in flight fail when the connection is lost, and all subscriptions are served by one delivery thread a
/// process, so that the number of threads does not grow with subscriptions.
public struct NATSOptions: Sendable {
    /// Server addresses, `nats://host:port` or `tls://host:port`, tried in this order unless `randomizeServers`.
    public var servers: [String]

    /// The name servers show for this connection.
    public var name: String

    /// Who connects.
    public var credentials: Credentials

    /// Certificates, or nil for a connection in the clear.
    public var tls: TLS?

    /// What subjects for answers begin with; `_INBOX` unless a server's permissions want another.
    public var inboxPrefix = "_INBOX"

    /// How long to wait for each server, from TCP to the first answer.
    ///
    /// Above zero.
    public var connectTimeout: Duration

    /// How often an idle or busy connection is probed.
    ///
    /// Above zero.
    public var pingInterval: Duration

    /// How many probes may stay unanswered before the server counts as lost: after `(maxPingsOut + 1) * pingInterval`.
    public var maxPingsOut: Int

    /// How long one write may block on a full socket before it fails; a stopped server must not stop a publisher.
    public var writeDeadline: Duration

    /// The pause between two attempts to reconnect to the same server.
    ///
    /// The library adds up to 100 ms of jitter.
    public var reconnectWait: Duration

    /// Whether the order of servers is shuffled.
    public var randomizeServers: Bool

    /// Whether servers that others tell of are tried as well, after those of the list.
    public var discoversServers = true

    /// Whether messages published here are kept from subscriptions of the same connection.
    public var noEcho: Bool

    /// Messages a subscription may hold undelivered; above it new ones are dropped and `slowConsumer` is reported.
    public var pendingMessagesLimit: Int

    /// Bytes a subscription may hold undelivered; above it new ones are dropped and `slowConsumer` is reported.
    public var pendingBytesLimit: Int

    /// Options with the broker's defaults.
    ///
    /// - Parameters:
    ///   - servers: Server addresses, in order of preference.
    ///   - name: The name servers show.
    ///   - credentials: Who connects.
    ///   - tls: Certificates, or nil for a connection in the clear.
    public init(servers: [String], name: String = "centralino", credentials: Credentials = .none, tls: TLS? = nil) {
        self.servers = servers
        self.name = name
        self.credentials = credentials
        self.tls = tls
        self.connectTimeout = .seconds(2)
        self.pingInterval = .seconds(2)
        self.maxPingsOut = 2
        self.writeDeadline = .seconds(2)
        self.reconnectWait = .milliseconds(250)
        self.randomizeServers = false
        self.noEcho = false
        self.pendingMessagesLimit = 1_000_000
        self.pendingBytesLimit = 256 * 1024 * 1024
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient

/// Where NATS is and who connects, every default filled in.
struct ConnectionSettings: Sendable {
    /// The servers, in order of preference.
    var servers: [String]
    /// The pool.
    var pool: String
    /// What every subject begins with.
    var prefix: String
    /// Who connects.
    var credentials: NATSOptions.Credentials
    /// Certificates, or nil for a connection in the clear.
    var tls: NATSOptions.TLS?
    /// What subjects for answers begin with.
    var inboxPrefix = ConnectionOptions.defaultInboxPrefix
    /// The sites of the pool, where a context file says them.
    var sites: [String] = []
    /// The file with the pool's master key, where a context file says it.
    var key: String?
    /// The folder of the nodes' data directories, where a context file says it.
    var data: String?
    /// The context file they come from, or nil.
    var context: String?

    /// The pool's subjects.
    var subjects: Subjects { Subjects(prefix: prefix, pool: pool) }

    /// As the client library wants them.
    ///
    /// - Parameter name: What servers show for the connection.
    func natsOptions(name: String) -> NATSOptions {
        var options = NATSOptions(servers: servers, name: name, credentials: credentials, tls: tls)
        options.inboxPrefix = inboxPrefix
        return options
    }
}

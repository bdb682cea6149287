// SPDX-License-Identifier: Apache-2.0

/// How a server under test is configured.
public struct NATSServerOptions: Sendable {
    /// A user the server lets in.
    ///
    /// When there is any, nobody else is.
    public struct User: Sendable {
        /// The lines of the configuration that say who it is.
        let identity: String
        /// What it may publish; nil for everything.
        public var publish: [String]?
        /// What it may subscribe to; nil for everything.
        public var subscribe: [String]?

        /// A user with a password.
        ///
        /// - Parameters:
        ///   - name: The name.
        ///   - password: The password.
        ///   - publish: What it may publish; nil for everything.
        ///   - subscribe: What it may subscribe to; nil for everything.
        public init(_ name: String, password: String, publish: [String]? = nil, subscribe: [String]? = nil) {
            identity = "user: \"\(name)\", password: \"\(password)\""
            self.publish = publish
            self.subscribe = subscribe
        }

        /// A user with an NKey.
        ///
        /// - Parameters:
        ///   - nkey: The public key, `U…`.
        ///   - publish: What it may publish; nil for everything.
        ///   - subscribe: What it may subscribe to; nil for everything.
        public init(nkey: String, publish: [String]? = nil, subscribe: [String]? = nil) {
            identity = "nkey: \(nkey)"
            self.publish = publish
            self.subscribe = subscribe
        }

        /// Its place in the configuration.
        var text: String {
            func list(_ subjects: [String]) -> String {
                "[" + subjects.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
            }
            var permissions: [String] = []
            if let publish { permissions.append("publish: " + list(publish)) }
            if let subscribe { permissions.append("subscribe: " + list(subscribe)) }
            return permissions.isEmpty
                ? "{\(identity)}" : "{\(identity), permissions: {\(permissions.joined(separator: ", "))}}"
        }
    }

    /// The cluster a server is in.
    public struct Cluster: Sendable {
        /// The cluster's name.
        public var name: String
        /// The port other servers connect to.
        public var port: Int
        /// The ports of all servers of the cluster.
        public var routes: [Int]

        /// The cluster a server is in.
        ///
        /// - Parameters:
        ///   - name: The cluster's name.
        ///   - port: The port other servers connect to.
        ///   - routes: The ports of all servers of the cluster.
        public init(name: String, port: Int, routes: [Int]) {
            self.name = name
            self.port = port
            self.routes = routes
        }
    }

    /// The server's name.
    public var name = "n1"
    /// Whether it has JetStream.
    public var jetStream = true
    /// Tags, such as `site:milano`.
    public var tags: [String] = []
    /// Who is let in; empty for everybody.
    public var users: [User] = []
    /// Certificates; with them only clients with a certificate of the same authority get in.
    public var certificates: TestCertificates?
    /// The largest payload in bytes.
    public var maxPayload = 8 * 1024 * 1024
    /// The cluster it is in, or nil.
    public var cluster: Cluster?
    /// More lines for the configuration.
    public var extra: [String] = []

    /// A server on its own with JetStream, open to everybody.
    public init() {}

    /// The configuration file.
    func text(port: Int, directory: TestDirectory) -> String {
        var lines = [
            "server_name: \(name)", "listen: 127.0.0.1:\(port)", "max_payload: \(maxPayload)",
            "ping_interval: \"2s\"", "ping_max: 2",
        ]
        if !tags.isEmpty { lines.append("server_tags: [\(tags.map { "\"\($0)\"" }.joined(separator: ", "))]") }
        if jetStream {
            lines.append("jetstream { store_dir: \"\(directory.file("store"))\", max_mem: 1GB, max_file: 20GB }")
        }
        if let cluster {
            let routes = cluster.routes.map { "nats://127.0.0.1:\($0)" }.joined(separator: ", ")
            lines.append(
                "cluster { name: \(cluster.name), listen: 127.0.0.1:\(cluster.port), routes: [\(routes)] }")
        }
        if !users.isEmpty {
            lines.append("authorization { users: [\(users.map(\.text).joined(separator: ", "))] }")
        }
        if let certificates {
            lines.append(
                """
                tls { cert_file: "\(certificates.serverCertificate)", key_file: "\(certificates.serverKey)", \
                ca_file: "\(certificates.authority)", verify: true }
                """)
        }
        return (lines + extra).joined(separator: "\n") + "\n"
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
public import NATSClient

/// Several real servers that form one JetStream cluster, each at a site of its own.
public final class NATSCluster: Sendable {
    /// The servers, named `n1`, `n2`…, tagged `site:s1`, `site:s2`….
    public let servers: [NATSServerProcess]

    /// Starts a cluster and waits until it makes streams on all its servers.
    ///
    /// - Parameters:
    ///   - size: How many servers.
    ///   - change: Changes to each server's options.
    public init(_ size: Int = 3, change: (Int, inout NATSServerOptions) -> Void = { _, _ in }) throws {
        let ports = try FreePort.take(2 * size)
        let routes = Array(ports[size...])
        let name = "C\(routes[0])"
        servers = try (0..<size).map { index in
            var options = NATSServerOptions()
            options.name = "n\(index + 1)"
            options.tags = ["site:s\(index + 1)"]
            options.cluster = NATSServerOptions.Cluster(name: name, port: routes[index], routes: routes)
            change(index, &options)
            return try NATSServerProcess(options, port: ports[index], start: false)
        }
        for server in servers { try server.launch() }
        for server in servers { try server.waitUntilReady() }
        try waitUntilUsable()
    }

    /// The addresses of all servers.
    public var urls: [String] { servers.map(\.url) }

    /// Connects to the cluster.
    ///
    /// - Parameters:
    ///   - first: The server to try first; the others follow in turn.
    ///   - credentials: Who connects.
    ///   - change: Changes to the options.
    ///   - onEvent: What to do with events.
    /// - Returns: A new connection.
    public func connect(
        to first: Int = 0, _ credentials: NATSOptions.Credentials = .none,
        change: (inout NATSOptions) -> Void = { _ in },
        onEvent: @escaping @Sendable (NATSConnectionEvent) -> Void = { _ in }
    ) throws -> NATSConnection {
        let urls = urls
        return try servers[first].connect(
            credentials,
            change: { options in
                options.servers = Array(urls[first...] + urls[..<first])
                change(&options)
            }, onEvent: onEvent)
    }

    /// The server that leads a stream.
    ///
    /// - Parameters:
    ///   - stream: The stream.
    ///   - connection: A connection to ask over.
    /// - Returns: Its index in `servers`.
    public func leader(of stream: String, over connection: NATSConnection) throws -> Int {
        try Eventually.value("a leader of \(stream)") {
            let leader = try JetStream(connection, timeout: .seconds(1)).streamInfo(stream)?.leader
            return servers.firstIndex { $0.options.name == leader }
        }
    }

    /// Waits until a stream can be made on all servers: the cluster has a leader, and knows that nobody is away.
    ///
    /// Elections after a split vote take up to 9 s, so it waits long.
    public func waitUntilUsable() throws {
        let connection = try connect()
        defer { connection.close() }
        let jetStream = JetStream(connection, timeout: .seconds(2))
        let probe = StreamConfiguration(
            name: "PROBE", subjects: ["probe.of.the.cluster"], replicas: min(servers.count, 3))
        try Eventually.value("a usable cluster", within: .seconds(60)) {
            _ = try jetStream.createStream(probe)
            return try jetStream.deleteStream("PROBE")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

/// Three sites on one machine: three real servers in one cluster, and a node process for each of roma, milano, napoli.
final class CentralinoCluster: Sendable {
    static let sites = ["roma", "milano", "napoli"]

    let nats: NATSCluster
    let nodes: [NodeProcess]
    let subjects = Subjects(pool: "main")
    /// The pool's key file.
    let key: String
    private let keyDirectory: TestDirectory

    /// Starts everything and waits until all sites are served.
    ///
    /// - Parameter topics: The pool's topics and their settings, as in the configuration.
    init(topics: [String: String]) throws {
        _ = Self.announcement
        nats = try NATSCluster(3)
        keyDirectory = try TestDirectory()
        let key = try Self.writeKey(in: keyDirectory)
        self.key = key
        let urls = nats.urls
        nodes = try Self.sites.indices.map { index in
            try NodeProcess(site: Self.sites[index], servers: Array(urls[index...] + urls[..<index]), key: key)
        }
        for node in nodes { try node.launch() }
        for node in nodes { try node.waitUntilServing() }
        try configure(topics)
    }

    deinit {
        for node in nodes { node.kill() }
    }

    /// Says once which binary is tested, and of when, so that an old one is noticed.
    private static let announcement: Void = {
        let attributes = try? FileManager.default.attributesOfItem(atPath: NodeProcess.binary)
        let date = attributes?[.modificationDate] as? Date
        print("cluster tests: \(NodeProcess.binary) of \(date.map { "\($0)" } ?? "never: build it first")")
    }()

    /// Writes a key file that only its owner may read.
    static func writeKey(in directory: TestDirectory, mode: Int = 0o600) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<64).map { _ in String(Int.random(in: 0..<16, using: &generator), radix: 16) }.joined()
        let path = try directory.write("key", "# key of a test\n\(digits)\n")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    /// Applies a configuration of these topics, and waits until every site has it.
    ///
    /// - Parameters:
    ///   - topics: Settings by topic, as JSON text: `{"wrapUp":0}`.
    ///   - through: The site to ask.
    func configure(_ topics: [String: String], through: Int = 0) throws {
        let members = topics.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        let config = try JSONObject("{\"topics\":{\(members.joined(separator: ","))}}")
        let client = try client(at: through)
        defer { client.close() }
        let reply = try client.repeating("config.apply") {
            try $0.ask(ConfigApplyRequest(config: config), as: ConfigApplyReply.self)
        }
        for site in Self.sites.indices {
            let other = try self.client(at: site)
            defer { other.close() }
            try Eventually.equal("the revision at \(Self.sites[site])", reply.revision) {
                try other.ask(ConfigGetRequest(), as: ConfigDocumentReply.self).revision
            }
        }
    }

    /// A second node of a site, which has a copy of its home when this returns.
    func startHeir(of site: Int) throws -> NodeProcess {
        let urls = nats.urls
        let heir = try NodeProcess(
            site: Self.sites[site], servers: Array(urls[site...] + urls[..<site]), key: key, number: 2)
        try heir.launch()
        try waitForNodes(2, of: site)
        return heir
    }

    /// Waits until so many nodes of a site could hold its home at once.
    func waitForNodes(_ count: Int, of site: Int) throws {
        let client = try client(at: site)
        defer { client.close() }
        try Eventually.equal("the nodes of \(client.site)", count, within: .seconds(30)) {
            try client.ask(StatsGetRequest(), as: StatsDocument.self, timeout: .seconds(1)).sites[client.site]?.nodes
        }
    }

    /// A client at a site: connected to the site's server first, asking the site's node.
    ///
    /// - Parameters:
    ///   - site: The site's index.
    ///   - only: Whether it may go to no other server.
    func client(at site: Int, only: Bool = false) throws -> SiteClient {
        let connection = try nats.connect(to: site) { options in
            options.reconnectWait = .milliseconds(100)
            if only { options.servers = [options.servers[0]] }
        }
        return SiteClient(site: Self.sites[site], connection: connection, subjects: subjects)
    }

    /// The index of the node that owns the pool, as the newest of the sites' answers has it.
    ///
    /// - Parameter without: Nodes that cannot be asked, and cannot be it.
    func owner(without: Set<Int> = []) throws -> Int {
        let clients = try Self.sites.indices.filter { !without.contains($0) }.map { try client(at: $0) }
        defer { for client in clients { client.close() } }
        return try Eventually.value("an owner") { () -> Int? in
            let owners = clients.compactMap { client in
                try? client.ask(StatsGetRequest(), as: StatsDocument.self, timeout: .seconds(1)).owner
            }
            guard let newest = owners.max(by: { $0.epoch < $1.epoch }) else { return nil }
            let index = nodes.firstIndex { $0.name == newest.node }
            return index.flatMap { without.contains($0) ? nil : $0 }
        }
    }

    /// Makes a node the pool's owner: the others leave in good order, and come back.
    func makeOwner(_ index: Int) throws {
        let others = nodes.indices.filter { $0 != index }
        for other in others { _ = try nodes[other].terminate() }
        try Eventually.equal("the owner", index) { try owner(without: Set(others)) }
        for other in others { try nodes[other].start() }
        try Eventually.equal("the owner, all present", index) { try owner() }
    }

    /// Runs a part of a test; when it throws, says so with the end of every node's log.
    func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch {
            showLogs()
            throw error
        }
    }

    /// Records what is wrong, if anything, with the end of every node's log.
    ///
    /// - Parameters:
    ///   - violations: One line each.
    ///   - note: What the reader needs to see it again, such as a seed.
    func expectNone(_ violations: [String], _ note: String, sourceLocation: SourceLocation = #_sourceLocation) {
        guard !violations.isEmpty else { return }
        showLogs()
        let shown = violations.prefix(20).joined(separator: "\n")
        Issue.record("\(violations.count) violations (\(note)):\n\(shown)", sourceLocation: sourceLocation)
    }

    /// Prints the end of every node's log, and keeps the whole of them.
    private func showLogs() {
        let kept = (NSTemporaryDirectory() as NSString).appendingPathComponent("centralino-cluster-logs")
        try? FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
        for node in nodes {
            let log = node.wholeLog
            let path = (kept as NSString).appendingPathComponent("\(node.name).log")
            try? log.write(toFile: path, atomically: true, encoding: .utf8)
            print("=== \(node.name), the end of \(path):")
            print(log.split(separator: "\n").suffix(40).joined(separator: "\n"))
        }
    }
}

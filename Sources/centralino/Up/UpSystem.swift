// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import NATSClient

/// The whole system on one machine: a server a site, and one node or several.
final class UpSystem {
    /// The pool's name.
    static let pool = "main"
    /// How long all sites have to answer, and each node to find NATS.
    static let wait = Duration.seconds(60)

    /// A site.
    struct Site {
        /// Its name: `site-1`.
        let name: String
        /// Its nodes': `site-1-1`.
        let nodes: [String]
        /// Where each of them serves browsers; empty when none does.
        let webPorts: [Int]
        /// Its server's port for clients.
        let port: Int
        /// Its server's port for other servers.
        let clusterPort: Int
    }

    /// The sites, in order.
    private(set) var sites: [Site] = []
    /// The processes.
    let family: Family
    /// The topics in force, sorted.
    private(set) var topics: [String] = []

    private let folder: UpFolder
    private let binary: ServerBinary
    private let firstPort: Int
    private let firstWebPort: Int

    /// A system that is not started.
    ///
    /// - Parameters:
    ///   - folder: Where its state is.
    ///   - binary: The server's program.
    ///   - family: Its processes.
    ///   - firstPort: Where the search for free ports begins.
    ///   - firstWebPort: Where the search for those of the page begins; 0 for no page.
    init(folder: UpFolder, binary: ServerBinary, family: Family, firstPort: Int, firstWebPort: Int) {
        self.folder = folder
        self.binary = binary
        self.family = family
        self.firstPort = firstPort
        self.firstWebPort = firstWebPort
    }

    /// The servers' addresses, in the order of sites.
    var urls: [String] { sites.map { "nats://127.0.0.1:\($0.port)" } }

    /// The names of the sites.
    var siteNames: [String] { sites.map(\.name) }

    /// Starts servers and nodes and waits until every site answers.
    ///
    /// - Throws: `Family.Ended` when asked to end meanwhile; a failure with the end of a log.
    func start() throws {
        var first = firstPort
        while !(try startServers(from: first)) {
            // Somebody was faster: look again, above those.
            family.dismissServers()
            first = (sites.map(\.port).max() ?? first) + 1
        }
        let program = Self.program
        for (index, site) in sites.enumerated() {
            for number in site.nodes.indices { try family.add(node: start(number, of: site, index, program)) }
        }
        try waitForSites()
        try waitForHeirs()
    }

    /// Puts the configuration in force, and waits until every site has it.
    ///
    /// - Parameters:
    ///   - document: The configuration of a file, or nil.
    ///   - topics: The topics of the command line, or nil.
    ///   - name: What to call the configuration in errors.
    func configure(_ document: ConfigurationDocument?, topics: [String]?, name: String) throws {
        let client = try client()
        defer { client.connection.close() }
        let before: ConfigDocumentReply = try client.insist(siteNames[0], ConfigGetRequest(), within: Self.wait)
        // A system with a configuration of its own keeps it unless told otherwise.
        let isSet = before.revision > 0 && document == nil && topics == nil
        var revision = before.revision
        self.topics = before.config.topics.keys.sorted()
        if !isSet {
            let new = document ?? ConfigurationSource.topics(topics ?? ["general"])
            self.topics = new.topics.keys.sorted()
            revision = try ConfigurationSource.apply(new, isDryRun: false, over: client, site: nil, name: name).revision
        }
        let end = ContinuousClock.now + Self.wait
        for site in siteNames {
            while true {
                let reply: ConfigDocumentReply = try client.insist(
                    site, ConfigGetRequest(), within: .seconds(30), pause: { try self.pause() })
                if reply.revision >= revision { break }
                guard .now < end else {
                    throw CommandFailure(.unavailable, "\(site) does not get the configuration; see \(folder.logs).")
                }
                try pause()
            }
        }
    }

    /// Stops everything, nodes first.
    func stop() { family.stop() }

    private static var program: String {
        // The path, so that it can be read in a list of processes; the link when the file has been replaced since.
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return FileManager.default.isExecutableFile(atPath: path) ? path : "/proc/\(getpid())/exe"
    }

    private func client() throws(CommandFailure) -> Client {
        try Client(
            ConnectionSettings(
                servers: urls, pool: Self.pool, prefix: Subjects.defaultPrefix, credentials: .none, tls: nil),
            name: "centralino up")
    }

    private func pause() throws {
        try family.pause(.milliseconds(100))
        for child in family.servers + family.nodes where !child.isRunning {
            let code = child.exitCode.flatMap(CommandFailure.Code.init(rawValue:)) ?? .software
            throw CommandFailure(
                code,
                "The \(child.label) has ended (\(child.end ?? "?")) before it was ready. The end of its log:\n"
                    + child.tail)
        }
    }

    // MARK: Servers

    /// Starts all servers and waits until they let clients in.
    ///
    /// - Returns: False when a port that was free had been taken meanwhile.
    private func startServers(from first: Int) throws -> Bool {
        let count = folder.facts.sites
        let ports = try Ports.free(count, from: first, flag: "--nats-port")
        let clusterPorts = try Ports.free(
            count, from: min(first + Ports.clusterOffset, 60_000), besides: Set(ports), flag: "--nats-port")
        let nodes = folder.facts.nodes ?? 1
        let taken = Set(ports + clusterPorts)
        let webPorts =
            firstWebPort == 0 ? [] : try Ports.free(count * nodes, from: firstWebPort, besides: taken, flag: "--http")
        sites = (0..<count).map { index in
            Site(
                name: "site-\(index + 1)", nodes: (1...nodes).map { "site-\(index + 1)-\($0)" },
                webPorts: Array(webPorts.dropFirst(index * nodes).prefix(nodes)), port: ports[index],
                clusterPort: clusterPorts[index])
        }
        for site in sites { try family.add(server: start(site, clusterPorts)) }
        let electionEnd = ContinuousClock.now + .seconds(15)
        let end = ContinuousClock.now + .seconds(30)
        while true {
            try family.pause(.milliseconds(50))
            let outputs = family.servers.map(\.output)
            if outputs.allSatisfy(Self.isReady) || (.now >= electionEnd && outputs.allSatisfy(Self.listens)) {
                return true
            }
            for (server, output) in zip(family.servers, outputs) where !server.isRunning {
                if output.contains("address already in use") { return false }
                throw CommandFailure(
                    .software,
                    "The \(server.label) does not start (\(server.end ?? "?")). The end of its log:\n\(server.tail)")
            }
            guard .now < end else {
                throw CommandFailure(.software, "The nats-servers are not ready after 30 s; see \(folder.logs).")
            }
        }
    }

    private static func listens(_ log: String) -> Bool { log.contains("Server is ready") }

    /// Lets clients in, and knows who leads JetStream if it is in a cluster: a node that asks earlier waits in vain for
    /// seconds.
    private static func isReady(_ log: String) -> Bool {
        listens(log) && (!log.contains("Starting JetStream cluster") || log.contains("metadata leader"))
    }

    private func start(_ site: Site, _ clusterPorts: [Int]) throws(CommandFailure) -> Child {
        let configuration = ServerConfiguration(
            site: site.name, port: site.port,
            cluster: sites.count > 1
                ? .init(name: folder.facts.cluster, port: site.clusterPort, ports: clusterPorts) : nil,
            store: try folder.folder("nats/\(site.name)"), version: binary.version)
        let file = folder.file("nats/\(site.name).conf")
        try PrivateFile.write(file, Array(configuration.text.utf8))
        return try Child(
            "nats-server of \(site.name)", binary.path, ["-c", file], log: "\(folder.logs)/nats-\(site.name).log")
    }

    // MARK: Nodes

    private func start(_ number: Int, of site: Site, _ index: Int, _ program: String) throws(CommandFailure) -> Child {
        let node = site.nodes[number]
        let web = site.webPorts.isEmpty ? [] : ["--http", "127.0.0.1:\(site.webPorts[number])"]
        // Its own server first.
        let servers = urls[index...] + urls[..<index]
        // Copies are odd in number: three need three servers.
        let replicas = sites.count >= 3 ? 3 : 1
        return try Child(
            "node \(node)", program,
            [
                "node", "--site", site.name, "--name", node, "--pool", Self.pool,
                "--nats", servers.joined(separator: ","), "--data", try folder.folder("nodes/\(node)"),
                "--key", folder.masterKey, "--replicas", String(replicas),
                "--wait", String(Self.wait.components.seconds),
            ] + web, log: "\(folder.logs)/node-\(node).log")
    }

    /// Waits until any node of a site could go on for the others.
    private func waitForHeirs() throws {
        guard let nodes = folder.facts.nodes, nodes > 1 else { return }
        let client = try client()
        defer { client.connection.close() }
        let end = ContinuousClock.now + Self.wait
        while true {
            let stats: StatsDocument = try client.insist(
                siteNames[0], StatsGetRequest(), within: .seconds(30), pause: { try self.pause() })
            if siteNames.allSatisfy({ stats.sites[$0]?.nodes == nodes }) { return }
            guard .now < end else {
                throw CommandFailure(
                    .unavailable, "The sites' nodes have no copies of each other's state; see \(folder.logs).")
            }
            try pause()
        }
    }

    private func waitForSites() throws {
        let client = try client()
        defer { client.connection.close() }
        let end = ContinuousClock.now + Self.wait + .seconds(15)
        for site in siteNames {
            while true {
                do {
                    let _: ConfigDocumentReply = try client.request(site, ConfigGetRequest(), timeout: .seconds(1))
                    break
                } catch let failure {
                    guard failure.isRetriable else { throw failure.asCommandFailure(site) }
                    guard .now < end else {
                        throw CommandFailure(
                            .unavailable,
                            "\(failure.text(site)) after \(Self.wait.components.seconds) s. The end of its log:\n"
                                + (family.nodes.first { $0.label == "node \(site)-1" }?.tail ?? ""))
                    }
                }
                try pause()
            }
        }
    }
}

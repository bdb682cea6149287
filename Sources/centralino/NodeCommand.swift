// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Dispatch
import Foundation
import Logging
import NATSClient
import SiteNode
import WebGateway

/// `centralino node`: runs one site node until it is told to stop.
struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Run one site node.",
        discussion: """
            Connects to NATS, reads the pool's log to its end, takes its site's home and serves the site's requests. \
            Every node follows the log; one of them orders and matches, and another takes over when that one is \
            gone. Ends on SIGTERM or SIGINT with exit code 0; 64 bad usage, 69 NATS or JetStream not there, 74 \
            store, 78 configuration.
            """)

    @Option(help: "The site this node serves: 1–32 of a-z 0-9 -.")
    var site: String

    @Option(help: "The node's name, unique in the pool (default: <site>-1).")
    var name: String?

    @OptionGroup var connection: ConnectionOptions

    @Option(help: "Directory for the home's store (default: ./data/<node>).")
    var data: String?

    @Option(help: "File with the pool's master key: 64 hexadecimal digits, readable by its owner only.")
    var key: String

    @Option(help: "Copies of the log: 1, or 3 over three sites. Used when the log is made.")
    var replicas: Int = 1

    @Option(help: "Seconds to wait for NATS and JetStream at the start.")
    var wait: Int = 30

    @Option(
        help: .init("Serve the agents' desk to browsers of this machine: 127.0.0.1:8080.", valueName: "host:port"),
        transform: { try WebAddress($0) })
    var http: WebAddress?

    @Option(help: "Days that the history of contacts and agents is kept, at most 3660; 0 for none.")
    var historyDays: Int = 400

    @Flag(help: "The site's earlier store is lost for good: go on from the log alone. Some facts cannot be known.")
    var rejoin = false

    @Option(help: "Least severe lines to log: trace, debug, info, notice, warning, error.")
    var logLevel: String = "info"

    func validate() throws {
        for (name, value) in [("--site", site), ("--name", name ?? site)] where !ConnectionOptions.isName(value) {
            throw ValidationError("\(name) \(value): 1–32 characters of a-z 0-9 -")
        }
        guard [1, 3, 5].contains(replicas) else { throw ValidationError("--replicas must be 1, 3 or 5") }
        guard (1...3_600).contains(wait) else { throw ValidationError("--wait must be 1–3600 seconds") }
        guard (0...3_660).contains(historyDays) else {
            throw ValidationError("--history-days must be 0–3660")
        }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level \(logLevel): no such level")
        }
    }

    func run() throws {
        OpenFiles.raiseLimit()
        // Everything that a node writes is its owner's alone.
        umask(0o077)
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let node = name ?? "\(site)-1"
        var logger = Logger(label: node)
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        var options = NodeOptions(
            pool: connection.pool, site: site, node: node, nats: connection.natsOptions(name: node),
            dataDirectory: data ?? "data/\(node)", masterKeyFile: key)
        options.prefix = connection.prefix
        options.replicas = replicas
        options.wait = .seconds(wait)
        options.isRejoining = rejoin
        options.web = http
        options.historyDays = historyDays
        let ending = Ending()
        let running: Node
        do {
            running = try Node(options, logger: logger) { ending.fail($0) }
        } catch {
            logger.error("\(error.message)")
            throw ExitCode(error.code.rawValue)
        }
        let failure = ending.wait()
        if let failure { logger.error("\(failure.message)") } else { logger.notice("stopping") }
        running.stop()
        if let failure { throw ExitCode(failure.code.rawValue) }
    }
}

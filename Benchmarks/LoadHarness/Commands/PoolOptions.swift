// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation
import PoolKit

/// Which pool is loaded, and by how many processes.
struct PoolOptions: ParsableArguments {
    @Option(
        help: .init(
            "Servers of a pool that runs already, one URL a site. Without it, a pool is started for the load.",
            valueName: "url,…"))
    var nats: String?

    @Option(help: .init("The sites of that pool, in the order of their servers.", valueName: "site,…"))
    var sites: String?

    @Option(help: .init("The pool's name.", valueName: "pool"))
    var pool = "main"

    @Option(help: .init("What its subjects begin with.", valueName: "prefix"))
    var prefix = Subjects.defaultPrefix

    @Flag(
        help: """
            Put the scenario's topics in force in the pool that runs already, INSTEAD of its whole configuration. \
            Without it the pool must have the topics, and its settings hold.
            """)
    var apply = false

    @Option(help: .init("Sites of a pool that is started, 1 to 9.", valueName: "number"))
    var startSites = 3

    @Option(help: .init("The command that starts it (default: centralino beside this program).", valueName: "file"))
    var binary: String?

    @Option(help: .init("Processes that load it, 1 to 64.", valueName: "number"))
    var processes = 1

    /// Whether a pool is started for the load.
    var startsPool: Bool { nats == nil }

    func validate() throws {
        guard (1...64).contains(processes) else { throw ValidationError("--processes is 1 to 64.") }
        guard (1...9).contains(startSites) else { throw ValidationError("--start-sites is 1 to 9.") }
        guard Names.isName(pool), Names.isPrefix(prefix) else { throw ValidationError("--pool or --prefix is none.") }
        guard (nats == nil) == (sites == nil) else { throw ValidationError("--nats and --sites go together.") }
        guard nats != nil || !apply else { throw ValidationError("--apply is for a pool that runs already (--nats).") }
        let names = Self.list(sites)
        guard names.count == Self.list(nats).count, names.allSatisfy({ Names.isName($0) }) else {
            throw ValidationError("--sites names a site for each server of --nats.")
        }
    }

    /// Runs a body with the pool, which is started and stopped around it if need be.
    ///
    /// - Throws: `LoadFailure`, and what the body throws.
    func withPool<Value>(for scenario: Scenario, _ body: (LoadedPool) throws -> Value) throws -> Value {
        guard startsPool else {
            var pool = LoadedPool(sites: Self.pair(Self.list(sites), Self.list(nats)), pool: pool, prefix: prefix)
            if apply { try pool.apply(scenario.configuration) } else { try pool.check(scenario.topicNames) }
            return try body(pool)
        }
        let running: RunningPool
        do { running = try RunningPool(binary: binary ?? Self.neighbour, sites: startSites) } catch {
            throw LoadFailure(.noPool, error.description)
        }
        defer { running.stop() }
        let sites = Self.pair(running.ready.nodes.map(\.site), running.ready.nats)
        let ready = running.ready
        var pool = LoadedPool(
            sites: sites, pool: ready.pool, prefix: Subjects.defaultPrefix, processes: ready.processes)
        try pool.apply(scenario.configuration)
        return try body(pool)
    }

    /// This program.
    static var program: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

    private static var neighbour: String {
        URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent("centralino").path
    }

    private static func list(_ text: String?) -> [String] { text?.split(separator: ",").map(String.init) ?? [] }

    private static func pair(_ names: [String], _ servers: [String]) -> [WorkOrder.Site] {
        zip(names, servers).map { WorkOrder.Site(name: $0, servers: [$1]) }
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation
import NATSClient

/// `Figures floor`: enqueue→offer beside its floor, and whole lives a second, on three sites on this machine.
struct FloorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "floor",
        abstract: "Measure enqueue→offer beside its floor F, and whole lives a second.",
        discussion: """
            Starts three sites with `centralino up`, measures, stops them. F = one R3 append + five core hops + one \
            store commit, each at the same rate in the same run (medians). Everything shares this machine's cores.
            """)

    @Option(help: "The centralino binary.")
    var binary = ".build/release/centralino"
    @Option(help: "Contacts a second of the latency runs, with commas.")
    var rates = "200,1000"
    @Option(help: "Seconds of each part.")
    var seconds = 15
    @Option(help: "Agents at each site in the run of whole lives.")
    var agents = 100
    @Option(help: "Contacts that wait or are served in the run of whole lives.")
    var waiting = 400
    @Option(help: "Servers of a pool that runs already, instead of starting one: one URL a site, with commas.")
    var nats: String?
    @Option(help: "The sites of that pool, in the order of their servers, with commas.")
    var sites: String?
    @Option(help: "Rounds; the report gives each.")
    var rounds = 1

    /// The rates, each above zero; nil when one is no such number.
    private var ratesAsked: [Int]? {
        let numbers = rates.split(separator: ",").map { Int($0) }
        guard !numbers.isEmpty, numbers.allSatisfy({ ($0 ?? 0) > 0 }) else { return nil }
        return numbers.compactMap { $0 }
    }

    func validate() throws {
        guard ratesAsked == nil else { return }
        throw ValidationError("--rates takes contacts a second with commas, as in 200,1000; not \"\(rates)\"")
    }

    func run() throws {
        for round in 1...max(1, rounds) {
            print("round \(round) of \(rounds), load average before: \(Self.one(OtherLoad.average))")
            try measure()
        }
    }

    private func measure() throws {
        let pool: MeasuredPool
        if let nats, let sites {
            pool = MeasuredPool(
                sites: sites.split(separator: ",").map(String.init),
                servers: nats.split(separator: ",").map(String.init))
        } else {
            pool = try MeasuredPool(binary: binary, sites: 3)
        }
        defer { pool.stop() }
        let subjects = Subjects(pool: "main")
        let clients = try pool.sites.map { try SiteClient(site: $0.name, server: $0.server, subjects: subjects) }
        defer { for client in clients { client.connection.close() } }
        _ = try clients[0].ask(
            .configApply, #"{"config":{"topics":{"bench":{"wrapUp":0,"maxWaiting":100000}}}}"#)
        for rate in ratesAsked ?? [] { try measure(clients, pool, rate: rate) }
        let lives = try LivesRun.measure(clients, agentsPerSite: agents, waiting: waiting, seconds: seconds)
        print(
            "  whole lives          \(Self.one(lives.perSecond))/s (\(lives.lives) lives, \(lives.failures) failures)")
        print(
            "  cost of a life       \(Self.one(lives.messagesPerLife)) messages in and out of the nodes, "
                + "\(Self.two(lives.commitsPerLife)) store commits (fsync), \(Self.two(lives.appendsPerLife)) appends")
    }

    private func measure(_ clients: [SiteClient], _ pool: MeasuredPool, rate: Int) throws {
        let floor = try Floor.measure(servers: pool.sites.map(\.server), rate: rate, seconds: max(3, seconds / 3))
        let parts =
            "append \(Self.one(floor.append.median)), hop \(Self.one(floor.hop.median)), "
            + "commit \(Self.one(floor.commit.median))"
        print("  at \(rate)/s")
        print("    F                  p50 \(Self.one(floor.total)) us (\(parts)), p99 \(Self.one(floor.total99)) us")
        let latency = try LatencyRun.measure(clients, pool, rate: rate, seconds: seconds)
        print(
            "    enqueue→offer      p50 \(Self.one(latency.p50)) us = \(Self.two(latency.p50 / floor.total)) F, p99 "
                + "\(Self.one(latency.p99)) us = \(Self.two(latency.p99 / floor.total99)) of F's, "
                + "\(latency.offered) of \(latency.sent) offered")
        guard let time = latency.processorTime else { return }
        print(
            "    processor time     \(Self.one(time.nodes)) us of nodes and \(Self.one(time.servers)) us of servers "
                + "a contact")
    }

    private static func one(_ value: Double) -> String { String(format: "%.1f", value) }
    private static func two(_ value: Double) -> String { String(format: "%.2f", value) }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation
import NATSClient

/// `Figures lives`: whole lives a second of one pool of one site, for the process that starts it.
///
/// It says `ready` when the pool is warm, measures when a line comes, and says what it saw as a line of JSON.
struct LivesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lives", abstract: "Measure one pool, for `pools`, which starts it.", shouldDisplay: false)

    @Option var binary: String
    @Option var natsPort: Int
    @Option var seconds: Int
    @Option var agents: Int
    @Option var waiting: Int

    func run() throws {
        let pool = try MeasuredPool(binary: binary, sites: 1, natsPort: natsPort)
        defer { pool.stop() }
        let client = try SiteClient(
            site: pool.sites[0].name, server: pool.sites[0].server, subjects: Subjects(pool: "main"))
        defer { client.connection.close() }
        var before: ProcessorTime?
        var ownBefore = 0
        let lives = try LivesRun.measure([client], agentsPerSite: agents, waiting: waiting, seconds: seconds) {
            Self.say("ready")
            guard readLine() != nil else { throw FiguresError("nobody wants to know any more") }
            before = pool.processorTime
            ownBefore = clock()
        }
        let own = Double(clock() - ownBefore) / Double(CLOCKS_PER_SEC) * 1e6
        guard let before, let time = pool.processorTime?.each(since: before, of: lives.lives) else {
            throw FiguresError("the system does not say what the pool has taken")
        }
        let figures = PoolLives(
            perSecond: lives.perSecond, failures: lives.failures, nodeUs: time.nodes, serverUs: time.servers,
            clientUs: own / Double(max(1, lives.lives)))
        Self.say(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
    }

    private static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient
import PoolKit

/// The pool that is loaded, by its sites and their servers.
struct LoadedPool {
    let sites: [WorkOrder.Site]
    let pool: String
    let prefix: String
    /// Those of its processes that are known; none where it ran already.
    let processes: [PoolProcess]
    /// The topics in force, once a configuration was applied or looked at.
    private var topics: [String: TopicConfiguration] = [:]

    init(sites: [WorkOrder.Site], pool: String, prefix: String, processes: [PoolProcess] = []) {
        self.sites = sites
        self.pool = pool
        self.prefix = prefix
        self.processes = processes
    }

    /// The time that each of these topics gives for wrap-up, nanoseconds; 0 of one that is not in force.
    func wrapUps(of names: [String]) -> [Int64] { names.map { topics[$0]?.wrapUp.nanoseconds ?? 0 } }

    /// Puts a configuration in force and waits until every site has it.
    ///
    /// - Throws: `LoadFailure` when the pool is not reached, refuses it, or a site does not take it within 20 s.
    mutating func apply(_ configuration: ConfigurationDocument) throws {
        let reply: ConfigApplyReply = try withConnection(to: sites[0]) { connection in
            let config = JSONObject(trusted: String(decoding: configuration.json, as: UTF8.self))
            return try ask(connection, sites[0], ConfigApplyRequest(config: config))
        }
        topics = configuration.topics
        let end = ContinuousClock.now + .seconds(20)
        for site in sites {
            try withConnection(to: site) { connection in
                while true {
                    let there: ConfigDocumentReply = try ask(connection, site, ConfigGetRequest())
                    if there.revision >= reply.revision { return }
                    guard ContinuousClock.now < end else {
                        throw LoadFailure(.noPool, "\(site.name) does not take the configuration")
                    }
                }
            }
        }
    }

    /// Looks whether the configuration in force allows a load.
    ///
    /// - Throws: `LoadFailure` when topics are missing, or the configuration names agents.
    mutating func check(_ names: [String]) throws {
        let reply: ConfigDocumentReply = try withConnection(to: sites[0]) { try ask($0, sites[0], ConfigGetRequest()) }
        let there = reply.config
        guard !there.namesAgents else {
            throw LoadFailure(.noPool, "the pool's configuration names agents, so the load's own would have no topics")
        }
        topics = there.topics
        let missing = names.filter { there.topics[$0] == nil }
        guard missing.isEmpty else {
            let some = missing.prefix(5).joined(separator: ", ")
            throw LoadFailure(
                .noPool, "the pool has no topic \(some)\(missing.count > 5 ? ", …" : ""): add it, or --apply")
        }
    }

    private func withConnection<Value>(
        to site: WorkOrder.Site, _ body: (NATSConnection) throws -> Value
    ) throws -> Value {
        let connection: NATSConnection
        do {
            connection = try NATSConnection(NATSOptions(servers: site.servers, name: "load"))
        } catch {
            throw LoadFailure(.noPool, "\(site.name): \(error)")
        }
        defer { connection.close() }
        return try body(connection)
    }

    private func ask<Request: RequestDocument, Reply: Decodable>(
        _ connection: NATSConnection, _ site: WorkOrder.Site, _ request: Request
    ) throws -> Reply {
        let subject = Subjects(prefix: prefix, pool: pool).request(site.name, Request.operation)
        do {
            let answer = try connection.request(subject, request.encoded, timeout: .seconds(10))
            return try Contract.decode(Reply.self, answer.bytes)
        } catch let error as ContractError {
            throw LoadFailure(.noPool, "\(site.name) refuses \(Request.operation.rawValue): \(error.message)")
        } catch {
            throw LoadFailure(.noPool, "\(site.name) does not answer \(Request.operation.rawValue): \(error)")
        }
    }
}

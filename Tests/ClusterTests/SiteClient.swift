// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient

/// What a program at a site uses: the public subjects, and nothing else.
final class SiteClient: Sendable {
    let site: String
    let connection: NATSConnection
    let subjects: Subjects

    init(site: String, connection: NATSConnection, subjects: Subjects) {
        self.site = site
        self.connection = connection
        self.subjects = subjects
    }

    /// Ends the connection.
    func close() { connection.close() }

    /// Asks the site.
    ///
    /// - Throws: `ContractError` when it refuses, `NATSError` when it cannot be reached.
    func ask<Request: RequestDocument, Reply: Decodable>(
        _ request: Request, as reply: Reply.Type, timeout: Duration = .seconds(5)
    ) throws -> Reply {
        let subject = subjects.request(site, Request.operation)
        let answer = try connection.request(subject, request.encoded, timeout: timeout)
        return try Contract.decode(reply, answer.bytes)
    }

    /// Repeats a request that is safe to repeat until it is answered: not reachable and `unavailable` are no answers.
    ///
    /// - Parameters:
    ///   - what: What is asked, for the error.
    ///   - limit: How long to try.
    ///   - body: Asks once.
    func repeating<Reply>(
        _ what: String, within limit: Duration = .seconds(30), _ body: (SiteClient) throws -> Reply
    ) throws -> Reply {
        let deadline = ContinuousClock.now + limit
        while true {
            do { return try body(self) } catch let error as ContractError where error.code != .unavailable {
                throw error
            } catch {
                guard ContinuousClock.now < deadline else {
                    throw TestKitError("\(what) at \(site) had no answer within \(limit): \(error)")
                }
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    // MARK: - What tests ask most

    func enqueue(_ request: EnqueueRequest) throws -> ContactDocument { try ask(request, as: ContactDocument.self) }

    func cancel(_ id: String) throws -> ContactDocument { try ask(CancelRequest(id: id), as: ContactDocument.self) }

    func end(_ id: String) throws -> ContactDocument { try ask(EndRequest(id: id), as: ContactDocument.self) }

    func contact(_ id: String) throws -> ContactDocument {
        try ask(ContactGetRequest(id: id), as: ContactDocument.self)
    }

    func agent(_ agent: String) throws -> AgentDocument {
        try ask(AgentGetRequest(agent: agent), as: AgentDocument.self)
    }

    func state(_ agent: String, _ intent: IntentWord, reason: String? = nil) throws -> AgentDocument {
        try ask(AgentStateRequest(agent: agent, intent: intent, reason: reason), as: AgentDocument.self)
    }

    func stats() throws -> StatsDocument { try ask(StatsGetRequest(), as: StatsDocument.self) }

    /// A topic's figures.
    func stats(_ topic: String) throws -> TopicStatsDocument {
        guard let figures = try stats().topics?[topic] else { throw TestKitError("no stats of \(topic)") }
        return figures
    }

    /// The whole line of a topic, page by page.
    func waiting(_ topic: String, page: Int = 1_000) throws -> [WaitingContact] {
        var all: [WaitingContact] = []
        var after: String?
        repeat {
            let document = try ask(
                TopicWaitingRequest(topic: topic, after: after, limit: page), as: WaitingDocument.self)
            all += document.contacts
            after = document.next
        } while after != nil
        return all
    }

    /// All of the pool's agents, page by page.
    func agents() throws -> [AgentDocument] {
        var all: [AgentDocument] = []
        var after: String?
        repeat {
            let document = try ask(AgentListRequest(after: after, limit: 1_000), as: AgentListDocument.self)
            all += document.agents
            after = document.next
        } while after != nil
        return all
    }

    /// All of the site's contacts in these states, page by page.
    func contacts(_ states: [ContactStateWord]) throws -> [ContactDocument] {
        var all: [ContactDocument] = []
        var after: String?
        repeat {
            let document = try ask(
                ContactListRequest(states: states, after: after, limit: 1_000), as: ContactListDocument.self)
            all += document.contacts
            after = document.next
        } while after != nil
        return all
    }
}

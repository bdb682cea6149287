// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation

/// `centralino get`: what there is now.
struct GetCommand: ParsableCommand {
    /// What can be asked for.
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case contacts
        case agents
        case topics
        case config
    }

    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Show contacts, agents, topics or the configuration.",
        discussion: """
            contacts: those that are not over, of one site or of all. agents: all of the pool. topics: their figures. \
            config: the configuration in force as YAML, which `centralino apply` reads back. With --json it prints one \
            JSON document instead: {"contacts":[…]}, {"agents":[…]}, the stats document, or {"revision","config"}.
            """)

    @Argument(help: .init("contacts, agents, topics or config."))
    var subject: Subject

    @Option(help: .init("The site to ask (default: all for contacts, else any).", valueName: "site"))
    var site: String?

    @Option(help: .init("config: the revision to show (default: the one in force).", valueName: "number"))
    var revision: Int?

    @Flag(help: "Contacts that are over too, as long as their site knows them.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var client: ClientOptions

    /// Checks what the parser cannot.
    func validate() throws {
        try SiteFlag.check(site)
        guard revision == nil || subject == .config else { throw ValidationError("--revision goes with config.") }
        guard revision.map({ $0 > 0 }) ?? true else { throw ValidationError("--revision counts from 1.") }
    }

    /// Runs it.
    func run() throws {
        let client = try Client(try client.settings(), name: "centralino get")
        switch subject {
        case .contacts: try showContacts(client)
        case .agents: try showAgents(client)
        case .topics: try showTopics(client)
        case .config: try showConfiguration(client)
        }
    }

    private func showContacts(_ client: Client) throws {
        let states: [ContactStateWord]? =
            all ? ContactStateWord.allCases : [.scheduled, .waiting, .offered, .connected]
        var contacts: [ContactDocument] = []
        var silent: [String] = []
        for site in try site.map({ [$0] }) ?? client.sites() {
            do {
                var after: String?
                repeat {
                    let page = try client.insist(
                        site, ContactListRequest(states: states, after: after, limit: 1_000),
                        as: ContactListDocument.self, within: .seconds(3))
                    contacts += page.contacts
                    after = page.next
                } while after != nil
            } catch let failure as CommandFailure where failure.code == .unavailable && self.site == nil {
                silent.append(site)
            }
        }
        contacts.sort { ($0.arrivedAt, $0.id) < ($1.arrivedAt, $1.id) }
        if json { Console.say(Self.text(["contacts": contacts])) } else { Self.table(contacts).forEach(Console.say) }
        guard silent.isEmpty else {
            throw CommandFailure(
                .unavailable, "No node of \(silent.joined(separator: ", ")) answers; contacts there are not shown.")
        }
    }

    private func showAgents(_ client: Client) throws {
        var agents: [AgentDocument] = []
        var after: String?
        repeat {
            let page = try client.insistAnywhere(
                site, AgentListRequest(after: after, limit: 1_000), as: AgentListDocument.self)
            agents += page.agents
            after = page.next
        } while after != nil
        if json { Console.say(Self.text(["agents": agents])) } else { Self.table(agents).forEach(Console.say) }
    }

    private func showTopics(_ client: Client) throws {
        var stats = try client.insistAnywhere(site, StatsGetRequest(limit: 1_000), as: StatsDocument.self)
        while let after = stats.next {
            let page = try client.insistAnywhere(
                site, StatsGetRequest(after: after, limit: 1_000), as: StatsDocument.self)
            stats.topics = (stats.topics ?? [:]).merging(page.topics ?? [:]) { _, new in new }
            stats.next = page.next
        }
        if json {
            Console.say(Self.text(stats))
        } else {
            TopicTable.lines(stats.topics ?? [:]).forEach(Console.say)
        }
    }

    private func showConfiguration(_ client: Client) throws {
        let reply = try ConfigurationSource.get(revision, over: client, site: site)
        Console.say(json ? Self.text(reply) : "# Revision \(reply.revision)\n\(reply.config.yaml)")
    }

    private static func text(_ document: some Encodable) -> String {
        String(decoding: Contract.encodeCanonical(document), as: UTF8.self)
    }

    private static func table(_ contacts: [ContactDocument]) -> [String] {
        var table = TextTable([
            .text("CLAIM"), .text("TOPIC"), .text("SITE"), .number("PRIORITY"), .text("STATE"), .number("POSITION"),
            .number("AGE"), .text("AGENT"), .text("OUTCOME"), .text("ID"),
        ])
        let now = Wording.now
        for contact in contacts {
            table.add([
                contact.claim ?? "–", contact.topic ?? "–", contact.site, String(contact.priority),
                contact.state.rawValue + (contact.provisional == true ? " (provisional)" : ""),
                contact.position.map(String.init) ?? "–",
                Wording.duration(milliseconds: (contact.endedAt ?? now) - contact.arrivedAt), contact.agent ?? "–",
                contact.outcome?.rawValue ?? "–", contact.id,
            ])
        }
        return table.lines
    }

    private static func table(_ agents: [AgentDocument]) -> [String] {
        var table = TextTable([
            .text("AGENT"), .text("SITE"), .text("WANTS"), .text("DOES"), .number("SINCE"), .text("TOPICS"),
            .text("CONTACTS"),
        ])
        let now = Wording.now
        for agent in agents.sorted(by: { $0.agent < $1.agent }) {
            let topics = agent.topics.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            table.add([
                agent.agent, agent.site, agent.intent.rawValue, agent.activity.rawValue,
                Wording.duration(milliseconds: now - agent.since),
                topics.map { "\($0.key):\($0.value)" }.joined(separator: ","), agent.contacts.joined(separator: ","),
            ])
        }
        return table.lines
    }
}

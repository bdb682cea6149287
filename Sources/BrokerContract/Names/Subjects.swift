// SPDX-License-Identifier: Apache-2.0

/// Builds and takes apart every subject of one pool.
///
/// Names and ids are checked where they enter (`Names`): a builder given one that breaks its grammar stops the
/// program, because a dot or a wildcard in a subject would reach other sites.
public struct Subjects: Hashable, Sendable {
    /// The default of `--prefix`.
    public static let defaultPrefix = "centralino"
    /// The queue group in which a site's nodes serve requests.
    public static let queueGroup = "q"

    /// What every subject of the deployment begins with: 1–4 names joined by dots.
    public let prefix: String
    /// The pool.
    public let pool: String

    private let base: String

    /// The subjects of a pool.
    /// - Precondition: `Names.isPrefix(prefix)` and `Names.isName(pool)`.
    public init(prefix: String = Subjects.defaultPrefix, pool: String) {
        precondition(Names.isPrefix(prefix) && Names.isName(pool), "ill-formed prefix or pool")
        self.prefix = prefix
        self.pool = pool
        base = "\(prefix).\(pool)."
    }

    /// `centralino.<pool>.req.<site>.<noun>.<verb>`: where a request goes.
    public func request(_ site: String, _ noun: String, _ verb: String) -> String {
        "\(base)req.\(name(site)).\(name(noun)).\(name(verb))"
    }

    /// `centralino.<pool>.req.<site>.<noun>.<verb>`: where a request goes.
    public func request(_ site: String, _ operation: Operation) -> String {
        "\(base)req.\(name(site)).\(operation.rawValue)"
    }

    /// `centralino.<pool>.req.<site>.>`: every request of a site.
    public func requestWildcard(_ site: String) -> String { "\(base)req.\(name(site)).>" }

    /// `centralino.<pool>.evt.<site>.contact.<id>`: the events of a contact.
    public func contactEvent(_ site: String, _ id: String) -> String {
        "\(base)evt.\(name(site)).contact.\(identifier(id))"
    }

    /// `centralino.<pool>.evt.<site>.agent.<agent>`: the events of an agent.
    public func agentEvent(_ site: String, _ agent: String) -> String {
        "\(base)evt.\(name(site)).agent.\(identifier(agent))"
    }

    /// `centralino.<pool>.presence.<site>.<agent>`: an agent's presence at each change.
    public func presence(_ site: String, _ agent: String) -> String {
        "\(base)presence.\(name(site)).\(identifier(agent))"
    }

    /// `centralino.<pool>.evt.<site>.contact.*`: the events of a site's contacts, or of all sites'.
    public func contactEventWildcard(_ site: String? = nil) -> String {
        "\(base)evt.\(site.map(name) ?? "*").contact.*"
    }

    /// `centralino.<pool>.evt.<site>.agent.*`: the events of a site's agents, or of all sites'.
    public func agentEventWildcard(_ site: String? = nil) -> String { "\(base)evt.\(site.map(name) ?? "*").agent.*" }

    /// `centralino.<pool>.presence.<site>.*`: the presence of a site's agents, or of all sites'.
    public func presenceWildcard(_ site: String? = nil) -> String { "\(base)presence.\(site.map(name) ?? "*").*" }

    /// `centralino.<pool>.stats`: the pool's stats, each second.
    public var stats: String { "\(base)stats" }

    /// `centralino.<pool>.stats.topic.<topic>`: a topic's stats, each second.
    public func stats(_ topic: String) -> String { "\(base)stats.topic.\(identifier(topic))" }

    /// `centralino.<pool>.stats.topic.*`: every topic's stats.
    public var topicStatsWildcard: String { "\(base)stats.topic.*" }

    /// Takes a request's subject apart; nil when it is not one of this pool.
    ///
    /// Complexity: O(length).
    public func parseRequest(_ subject: String) -> RequestSubject? {
        guard case .request(let request)? = parse(subject) else { return nil }
        return request
    }

    /// Says what a subject is; nil when it is none of this pool's, or a name in it is ill-formed.
    ///
    /// Complexity: O(length).
    public func parse(_ subject: String) -> SubjectMeaning? {
        guard subject.hasPrefix(base), subject.utf8.count <= 512 else { return nil }
        let tokens = subject.utf8.dropFirst(base.utf8.count).split(separator: 0x2E, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        switch (tokens.first, tokens.count) {
        case ("req", 4):
            guard tokens.dropFirst().allSatisfy({ Names.isName($0) }) else { return nil }
            return .request(RequestSubject(site: tokens[1], noun: tokens[2], verb: tokens[3]))
        case ("evt", 4):
            guard Names.isName(tokens[1]), Names.isIdentifier(tokens[3]) else { return nil }
            switch tokens[2] {
            case "contact": return .contactEvent(site: tokens[1], id: tokens[3])
            case "agent": return .agentEvent(site: tokens[1], agent: tokens[3])
            default: return nil
            }
        case ("presence", 3):
            guard Names.isName(tokens[1]), Names.isIdentifier(tokens[2]) else { return nil }
            return .presence(site: tokens[1], agent: tokens[2])
        case ("stats", 1): return .stats
        case ("stats", 3):
            guard tokens[1] == "topic", Names.isIdentifier(tokens[2]) else { return nil }
            return .topicStats(topic: tokens[2])
        default: return nil
        }
    }

    private func name(_ text: String) -> String {
        precondition(Names.isName(text), "ill-formed name in a subject")
        return text
    }

    private func identifier(_ text: String) -> String {
        precondition(Names.isIdentifier(text), "ill-formed id in a subject")
        return text
    }

    /// Whether a node answers to a subject. Answers leave with the node's own rights, so they go to inboxes only: never
    /// to a subject of this or any pool, nor of the servers.
    public func mayBeAnswered(_ replyTo: String) -> Bool {
        !replyTo.hasPrefix("$") && !replyTo.hasPrefix(prefix + ".")
    }
}

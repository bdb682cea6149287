// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// Reads a scenario from YAML, by the reader of the pool's configuration: strict, and every error with path and line.
struct ScenarioReader {
    /// The most contacts a load may have: what is kept of each makes the harness's memory.
    static let contactsMax = 2_000_000
    /// The most agents.
    static let agentsMax = 50_000

    private var reader = ConfigurationReader()

    /// Reads a scenario.
    ///
    /// - Throws: Everything that is wrong with it.
    static func read(_ yaml: String) throws(ScenarioIssues) -> Scenario {
        guard yaml.utf8.count <= ContractLimits.configurationBytes else {
            let message = "larger than \(ContractLimits.configurationBytes) bytes"
            throw ScenarioIssues([ConfigurationIssue(path: "", message: message)])
        }
        let root: ConfigurationNode
        do { root = try ConfigurationNode.parse(yaml: yaml) } catch { throw ScenarioIssues([error]) }
        var reader = ScenarioReader()
        let scenario = reader.scenario(root)
        guard reader.reader.issues.isEmpty else { throw ScenarioIssues(reader.reader.issues) }
        return scenario
    }

    private mutating func scenario(_ root: ConfigurationNode) -> Scenario {
        let parts = reader.members(
            root, "",
            known: [
                "seed", "rate", "spacing", "ramp", "warmUp", "measure", "drain", "late", "answerWithin", "rush",
                "topics",
                "callers", "agents", "pool",
            ])
        let seed = reader.integer(parts["seed"], "seed", 0...Int.max) ?? 1
        let topics = topics(parts["topics"], root)
        let scenario = Scenario(
            seed: UInt64(seed), pace: pace(parts), topics: topics, callers: callers(parts["callers"]),
            agents: agents(parts["agents"], topics, root), pool: reader.pool(parts["pool"], "pool"))
        if scenario.expectedContacts > Double(Self.contactsMax) {
            reader.report("rate", "makes more than \(Self.contactsMax) contacts in all", parts["rate"])
        }
        return scenario
    }

    // MARK: - Parts

    private mutating func pace(_ parts: [String: ConfigurationNode]) -> PaceScenario {
        var pace = PaceScenario()
        pace.rate = number(parts["rate"], "rate", 0.1...100_000, "contacts a second") ?? pace.rate
        pace.isEven = spacing(parts["spacing"]) ?? pace.isEven
        pace.ramp = time(parts["ramp"], "ramp", 0...86_400_000) ?? pace.ramp
        pace.warmUp = time(parts["warmUp"], "warmUp", 0...86_400_000) ?? pace.warmUp
        pace.measure = time(parts["measure"], "measure", 1_000...86_400_000) ?? pace.measure
        pace.drain = time(parts["drain"], "drain", 0...3_600_000) ?? pace.drain
        pace.late = time(parts["late"], "late", 1...1_000) ?? pace.late
        pace.answerWithin = time(parts["answerWithin"], "answerWithin", 100...60_000) ?? pace.answerWithin
        pace.rush = rush(parts["rush"])
        return pace
    }

    private mutating func spacing(_ node: ConfigurationNode?) -> Bool? {
        let word = reader.text(node, "spacing", "must be poisson or even") { ["poisson", "even"].contains($0) }
        return word.map { $0 == "even" }
    }

    private mutating func rush(_ node: ConfigurationNode?) -> RushScenario? {
        guard let node else { return nil }
        let parts = reader.members(node, "rush", known: ["after", "lasts", "times"])
        for name in ["after", "lasts", "times"] where parts[name] == nil {
            reader.report("rush.\(name)", "is required", node)
        }
        guard let after = time(parts["after"], "rush.after", 0...86_400_000),
            let lasts = time(parts["lasts"], "rush.lasts", 1...86_400_000),
            let times = number(parts["times"], "rush.times", 1...100, "times the rate")
        else { return nil }
        return RushScenario(after: after, lasts: lasts, times: times)
    }

    private mutating func topics(_ node: ConfigurationNode?, _ root: ConfigurationNode) -> [TopicScenario] {
        var names: Set<String> = []
        let topics = reader.named(node, "topics", most: ContractLimits.topics).map { entry in
            let topic = topic(entry, "topics.\(entry.name)")
            for name in topic.names where !names.insert(name).inserted {
                reader.report("topics.\(entry.name)", "there is another topic \(name)", entry.node)
            }
            return topic
        }
        if topics.isEmpty { reader.report("topics", "at least one is required", node ?? root) }
        if names.count > ContractLimits.topics {
            reader.report("topics", "more than \(ContractLimits.topics) in all", node)
        }
        if !topics.isEmpty, topics.allSatisfy({ $0.share == 0 }) {
            reader.report("topics", "nobody comes: every share is 0", node)
        }
        return topics
    }

    private mutating func topic(_ entry: ConfigurationNode.Entry, _ path: String) -> TopicScenario {
        let known = ["count", "share", "priorities", "channels", "patience", "talk", "wrapUp", "settings"]
        let parts = reader.members(entry.node, path, known: known)
        var topic = TopicScenario(name: entry.name)
        topic.count = reader.integer(parts["count"], "\(path).count", 1...ContractLimits.topics) ?? topic.count
        topic.share = number(parts["share"], "\(path).share", 0...1_000_000, "beside the others'") ?? topic.share
        topic.priorities = priorities(parts["priorities"], "\(path).priorities") ?? topic.priorities
        topic.channels = channels(parts["channels"], "\(path).channels") ?? topic.channels
        topic.patience = drawn(parts["patience"], "\(path).patience") ?? topic.patience
        topic.talk = ending(parts["talk"], "\(path).talk") ?? topic.talk
        topic.wrapUp = ending(parts["wrapUp"], "\(path).wrapUp") ?? topic.wrapUp
        topic.settings = reader.topic(parts["settings"], "\(path).settings")
        if let longest = topic.names.last, longest.utf8.count > ContractLimits.identifierLength {
            reader.report(path, "with its number the name has more than 64 characters", entry.node)
        }
        return topic
    }

    private mutating func priorities(_ node: ConfigurationNode?, _ path: String) -> [WeightedPriority]? {
        guard let node else { return nil }
        let all = reader.table(node, path, most: 256, 1...1_000_000).sorted { $0.key < $1.key }
        let read = all.compactMap { name, weight -> WeightedPriority? in
            if let priority = Int(name), (0...255).contains(priority) {
                return WeightedPriority(priority: priority, weight: Double(weight))
            }
            reader.report("\(path).\(name)", "is no priority: 0–255", node)
            return nil
        }
        return read.isEmpty ? nil : read
    }

    private mutating func channels(_ node: ConfigurationNode?, _ path: String) -> [WeightedChannel]? {
        guard let node else { return nil }
        let all = reader.table(node, path, most: 64, 1...1_000_000).sorted { $0.key < $1.key }
        let read = all.compactMap { name, weight -> WeightedChannel? in
            guard let channel = channel(name, path, node) else { return nil }
            return WeightedChannel(channel: channel, weight: Double(weight))
        }
        return read.isEmpty ? nil : read
    }

    private mutating func channel(_ name: String, _ path: String, _ node: ConfigurationNode) -> ChannelWord? {
        if let channel = ChannelWord(rawValue: name) { return channel }
        reader.report("\(path).\(name)", "is no channel", node)
        return nil
    }

    private mutating func callers(_ node: ConfigurationNode?) -> CallerScenario {
        let parts = reader.members(node, "callers", known: ["drops", "dropAfter", "redials", "redialAfter"])
        var callers = CallerScenario()
        callers.drops = share(parts["drops"], "callers.drops") ?? callers.drops
        callers.dropAfter = ending(parts["dropAfter"], "callers.dropAfter") ?? callers.dropAfter
        callers.redials = share(parts["redials"], "callers.redials") ?? callers.redials
        callers.redialAfter = ending(parts["redialAfter"], "callers.redialAfter") ?? callers.redialAfter
        return callers
    }

    private mutating func agents(
        _ node: ConfigurationNode?, _ topics: [TopicScenario], _ root: ConfigurationNode
    ) -> [AgentScenario] {
        let agents = reader.named(node, "agents", most: 1_000).map { agent($0, "agents.\($0.name)", topics) }
        if agents.isEmpty { reader.report("agents", "at least one group is required", node ?? root) }
        if agents.reduce(0, { $0 + $1.count }) > Self.agentsMax {
            reader.report("agents", "more than \(Self.agentsMax) in all", node)
        }
        return agents
    }

    private mutating func agent(
        _ entry: ConfigurationNode.Entry, _ path: String, _ topics: [TopicScenario]
    ) -> AgentScenario {
        let known = [
            "count", "topics", "spread", "channels", "acceptDelay", "rejects", "noAnswers", "returnsAfter",
        ]
        let parts = reader.members(entry.node, path, known: known)
        let served = reader.table(parts["topics"], "\(path).topics", most: ContractLimits.topics, 1...9)
        for name in served.keys.sorted() where !topics.contains(where: { $0.name == name }) {
            reader.report("\(path).topics.\(name)", "no such topic in this scenario", parts["topics"])
        }
        let every = Dictionary(topics.map { ($0.name, 1) }) { first, _ in first }
        var agent = AgentScenario(name: entry.name, topics: served.isEmpty ? every : served, channels: [])
        agent.channels = taken(parts["channels"], "\(path).channels", topics)
        agent.count = reader.integer(parts["count"], "\(path).count", 1...Self.agentsMax) ?? agent.count
        agent.spread = reader.integer(parts["spread"], "\(path).spread", 1...256) ?? agent.spread
        agent.acceptDelay = ending(parts["acceptDelay"], "\(path).acceptDelay") ?? agent.acceptDelay
        agent.rejects = share(parts["rejects"], "\(path).rejects") ?? agent.rejects
        agent.noAnswers = share(parts["noAnswers"], "\(path).noAnswers") ?? agent.noAnswers
        agent.returnsAfter = ending(parts["returnsAfter"], "\(path).returnsAfter") ?? agent.returnsAfter
        if agent.rejects + agent.noAnswers > 1 {
            reader.report(path, "rejects and noAnswers together are more than all", entry.node)
        }
        let most = agent.topics.keys.reduce(0) { sum, name in
            sum + min(agent.spread, topics.first { $0.name == name }?.count ?? 0)
        }
        if most > ContractLimits.topicsPerAgent {
            let most = ContractLimits.topicsPerAgent
            reader.report(path, "serves more than \(most) topics; say less with spread", entry.node)
        }
        return agent
    }

    /// The channels that are written, or all that callers use.
    private mutating func taken(
        _ node: ConfigurationNode?, _ path: String, _ topics: [TopicScenario]
    ) -> [ChannelWord] {
        guard let node else {
            let used = Set(topics.flatMap { $0.channels.map(\.channel) })
            return ChannelWord.allCases.filter(used.contains)
        }
        return reader.table(node, path, most: 64, 1...1).keys.sorted().compactMap { channel($0, path, node) }
    }

    // MARK: - Values

    /// A duration in nanoseconds, of a range in milliseconds.
    private mutating func time(_ node: ConfigurationNode?, _ path: String, _ range: ClosedRange<Int>) -> Int64? {
        reader.duration(node, path, range)?.nanoseconds
    }

    /// A number, whole or with a decimal point.
    private mutating func number(
        _ node: ConfigurationNode?, _ path: String, _ range: ClosedRange<Double>, _ what: String
    ) -> Double? {
        let rule = "must be a number (\(what)), \(range.lowerBound.short)–\(range.upperBound.short)"
        return reader.text(node, path, rule) { Double($0).map(range.contains) ?? false }.flatMap { Double($0) }
    }

    /// A share: `2%`, `0.5%`.
    private mutating func share(_ node: ConfigurationNode?, _ path: String) -> Double? {
        func percent(_ text: String) -> Double? { text.hasSuffix("%") ? Double(text.dropLast()) : nil }
        return reader.text(node, path, "must be a share such as 2%, 0%–100%") { text in
            percent(text).map((0...100).contains) ?? false
        }.flatMap(percent).map { $0 / 100 }
    }

    /// How long something takes that may last for ever.
    private mutating func drawn(_ node: ConfigurationNode?, _ path: String) -> DrawnDuration? {
        reader.text(node, path, "must be 20s, exponential 20s, uniform 5s 20s or never") { DrawnDuration($0) != nil }
            .flatMap { DrawnDuration($0) }
    }

    /// How long something takes that has an end.
    private mutating func ending(_ node: ConfigurationNode?, _ path: String) -> DrawnDuration? {
        reader.text(node, path, "must be 20s, exponential 20s or uniform 5s 20s") { text in
            DrawnDuration(text).map { $0 != .never } ?? false
        }.flatMap { DrawnDuration($0) }
    }
}

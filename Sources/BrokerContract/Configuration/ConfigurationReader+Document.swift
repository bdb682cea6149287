// SPDX-License-Identifier: Apache-2.0

extension ConfigurationReader {
    private static let hourMs = 3_600_000

    /// Reads the whole.
    mutating func document(_ root: ConfigurationNode) -> ConfigurationDocument {
        let parts = members(root, "", known: ["pool", "calendars", "numbers", "topics", "agents"])
        var document = ConfigurationDocument(pool: pool(parts["pool"], "pool"))
        for entry in named(parts["calendars"], "calendars", most: ContractLimits.calendars) {
            document.calendars[entry.name] = calendar(entry.node, "calendars.\(entry.name)")
        }
        for entry in named(parts["topics"], "topics", most: ContractLimits.topics) {
            document.topics[entry.name] = topic(entry.node, "topics.\(entry.name)")
        }
        checkTargets(document.topics, in: parts["topics"])
        checkAddedTopics(document.topics, in: parts["topics"])
        checkCalendars(document, in: parts["topics"])
        document.numbers = numbers(parts["numbers"], topics: document.topics)
        for entry in named(parts["agents"], "agents", most: ContractLimits.agents) {
            document.agents[entry.name] = agent(entry.node, "agents.\(entry.name)", topics: document.topics)
        }
        return document
    }

    /// Reads what holds for the whole pool.
    package mutating func pool(_ node: ConfigurationNode?, _ path: String) -> PoolConfiguration {
        let parts = members(
            node, path, known: ["timeZone", "aging", "capacity", "interrupts", "maxWaiting", "noCallbackTo"])
        var pool = PoolConfiguration()
        pool.timeZone = zone(parts["timeZone"], "\(path).timeZone") ?? pool.timeZone
        pool.aging = durationOrOff(parts["aging"], "\(path).aging", 1...ContractLimits.durationMs)
        let capacity = "\(path).capacity"
        for entry in named(parts["capacity"], capacity, most: 64) {
            let inner = "\(capacity).\(entry.name)"
            guard ChannelWord(rawValue: entry.name) != nil else {
                report(inner, "is no channel", entry.node)
                continue
            }
            pool.capacity[entry.name] = integer(entry.node, inner, 1...100)
        }
        pool.interrupts = interrupts(parts["interrupts"], "\(path).interrupts")
        pool.maxWaiting = integer(parts["maxWaiting"], "\(path).maxWaiting", 1...ContractLimits.waiting)
        pool.noCallbackTo = ranges(parts["noCallbackTo"], "\(path).noCallbackTo")
        return pool
    }

    /// Only its grammar: a machine without time zone data must still take the configuration.
    mutating func zone(_ node: ConfigurationNode?, _ path: String) -> String? {
        text(node, path, "must be a time zone such as Europe/Rome") { text in
            (1...64).contains(text.utf8.count)
                && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                    Names.isIdentifier(part.filter { $0 != "+" })
                }
        }
    }

    private mutating func durationOrOff(
        _ node: ConfigurationNode?, _ path: String, _ range: ClosedRange<Int>
    ) -> ConfiguredDuration? {
        switch node?.kind {
        case nil, .text("off"), .boolean(false): return nil
        default: return duration(node, path, range)
        }
    }

    /// Reads a topic; nothing written is every default.
    package mutating func topic(_ node: ConfigurationNode?, _ path: String) -> TopicConfiguration {
        let parts = members(
            node, path,
            known: [
                "priority", "strategy", "offerTimeout", "noAnswer", "wrapUp", "serviceLevel", "shortAbandon",
                "maxWaiting", "maxWait", "overflow", "escalateTo", "refuseWhen", "leaveWhen", "leaveAfter",
                "maxLevel", "relax", "lastAgent", "callback", "calendar", "dispositions", "rejectDelay", "busyDelay",
                "redial", "ring", "appointments", "calendars",
            ])
        var topic = TopicConfiguration()
        topic.priority = integer(parts["priority"], "\(path).priority", 0...255) ?? topic.priority
        topic.strategy = strategy(parts["strategy"], "\(path).strategy") ?? topic.strategy
        topic.offerTimeout =
            duration(parts["offerTimeout"], "\(path).offerTimeout", 1_000...600_000) ?? topic.offerTimeout
        let noAnswer = members(parts["noAnswer"], "\(path).noAnswer", known: ["max", "returnAfter"])
        topic.noAnswer.max = integer(noAnswer["max"], "\(path).noAnswer.max", 1...10) ?? topic.noAnswer.max
        topic.noAnswer.returnAfter =
            duration(noAnswer["returnAfter"], "\(path).noAnswer.returnAfter", 1_000...24 * Self.hourMs)
            ?? topic.noAnswer.returnAfter
        topic.wrapUp = duration(parts["wrapUp"], "\(path).wrapUp", 0...24 * Self.hourMs) ?? topic.wrapUp
        topic.serviceLevel =
            duration(parts["serviceLevel"], "\(path).serviceLevel", 1...ContractLimits.durationMs)
            ?? topic.serviceLevel
        topic.shortAbandon =
            duration(parts["shortAbandon"], "\(path).shortAbandon", 0...ContractLimits.durationMs)
            ?? topic.shortAbandon
        topic.maxWait = durationOrOff(parts["maxWait"], "\(path).maxWait", 1_000...ContractLimits.durationMs)
        topic.callback = callback(parts["callback"], "\(path).callback")
        topic.appointments = appointments(parts["appointments"], "\(path).appointments")
        topic.redial =
            durationOrOff(parts["redial"], "\(path).redial", 0...24 * Self.hourMs) ?? topic.redial
        topic.dispositions = dispositions(parts["dispositions"], "\(path).dispositions")
        topic.rejectDelay =
            duration(parts["rejectDelay"], "\(path).rejectDelay", 0...24 * Self.hourMs) ?? topic.rejectDelay
        topic.busyDelay = duration(parts["busyDelay"], "\(path).busyDelay", 0...24 * Self.hourMs) ?? topic.busyDelay
        topic.calendar = text(parts["calendar"], "\(path).calendar", "must be a calendar of this configuration") {
            Names.isIdentifier($0)
        }
        topic.calendars = calendars(parts["calendars"], "\(path).calendars")
        topic.maxWaiting =
            integer(parts["maxWaiting"], "\(path).maxWaiting", 1...ContractLimits.waiting) ?? topic.maxWaiting
        topic.overflow = overflow(parts["overflow"], "\(path).overflow")
        topic.escalateTo = topicName(parts["escalateTo"], "\(path).escalateTo")
        topic.refuseWhen = vacancies(parts["refuseWhen"], "\(path).refuseWhen")
        topic.leaveWhen = vacancies(parts["leaveWhen"], "\(path).leaveWhen")
        topic.leaveAfter = duration(parts["leaveAfter"], "\(path).leaveAfter", 1_000...ContractLimits.durationMs)
        topic.maxLevel = integer(parts["maxLevel"], "\(path).maxLevel", 1...9)
        if parts["lastAgent"] != nil {
            let lastAgent = durationOrOff(parts["lastAgent"], "\(path).lastAgent", 0...600_000)
            topic.lastAgent = lastAgent ?? ConfiguredDuration(milliseconds: 0)
        }
        topic.relax = relax(parts["relax"], "\(path).relax", from: topic.maxLevel)
        topic.ring = ring(parts["ring"], "\(path).ring", topic.strategy)
        return topic
    }

    private mutating func ring(
        _ node: ConfigurationNode?, _ path: String, _ strategy: StrategyWord
    ) -> RingConfiguration? {
        guard let node else { return nil }
        guard [.ringAll, .ringProgressively].contains(strategy) else {
            report(path, "needs the strategy ringAll or ringProgressively", node)
            return nil
        }
        let parts = members(node, path, known: ["every", "max"])
        if strategy == .ringAll, let every = parts["every"] {
            report("\(path).every", "needs the strategy ringProgressively: ringAll rings all at once", every)
        }
        var ring = RingConfiguration()
        ring.every = duration(parts["every"], "\(path).every", 1_000...600_000) ?? ring.every
        ring.max = integer(parts["max"], "\(path).max", 2...ContractLimits.ringAgents) ?? ring.max
        return ring
    }

    private mutating func callback(_ node: ConfigurationNode?, _ path: String) -> CallbackConfiguration? {
        guard let node else { return nil }
        let parts = members(node, path, known: ["attempts", "retryAfter", "perNumber", "first", "ringFor"])
        var callback = CallbackConfiguration()
        callback.attempts = integer(parts["attempts"], "\(path).attempts", 1...10) ?? callback.attempts
        callback.retryAfter =
            duration(parts["retryAfter"], "\(path).retryAfter", 1_000...24 * Self.hourMs) ?? callback.retryAfter
        callback.perNumber = integer(parts["perNumber"], "\(path).perNumber", 1...ContractLimits.callbacksPerNumber)
        let isCustomer = first(parts["first"], "\(path).first") == .customer
        if !isCustomer, let ringFor = parts["ringFor"] {
            report("\(path).ringFor", "needs first: customer; an agent lets it ring as long as they like", ringFor)
        }
        guard isCustomer else { return callback }
        callback.first = .customer
        callback.ringFor =
            duration(parts["ringFor"], "\(path).ringFor", 10_000...600_000) ?? CallbackConfiguration.ringFor
        return callback
    }

    private mutating func first(_ node: ConfigurationNode?, _ path: String) -> FirstCalled? {
        guard let node else { return nil }
        if case .text(let word) = node.kind, let first = FirstCalled(rawValue: word) { return first }
        report(path, "must be \(FirstCalled.allCases.map(\.rawValue).joined(separator: ", "))", node)
        return nil
    }

    private mutating func appointments(_ node: ConfigurationNode?, _ path: String) -> AppointmentsConfiguration? {
        guard let node else { return nil }
        let parts = members(node, path, known: ["perSlot", "slot", "days", "priority"])
        if parts["perSlot"] == nil { report("\(path).perSlot", "is required", node) }
        let perSlot = integer(parts["perSlot"], "\(path).perSlot", 1...ContractLimits.appointmentsPerSlot)
        var rule = AppointmentsConfiguration(perSlot: perSlot ?? 1)
        rule.slot = duration(parts["slot"], "\(path).slot", 300_000...24 * Self.hourMs) ?? rule.slot
        if 24 * Self.hourMs % rule.slot.milliseconds != 0 {
            report("\(path).slot", "a day must be a whole number of slots, as of 30m", parts["slot"])
        }
        rule.days = integer(parts["days"], "\(path).days", 1...ContractLimits.appointmentDays) ?? rule.days
        rule.priority = integer(parts["priority"], "\(path).priority", 0...255)
        return rule
    }

    private mutating func strategy(_ node: ConfigurationNode?, _ path: String) -> StrategyWord? {
        guard let node else { return nil }
        if case .text(let word) = node.kind, let strategy = StrategyWord(rawValue: word) { return strategy }
        report(path, "must be \(StrategyWord.allCases.map(\.rawValue).joined(separator: ", "))", node)
        return nil
    }

    private mutating func agent(
        _ node: ConfigurationNode, _ path: String, topics: [String: TopicConfiguration]
    ) -> AgentConfiguration {
        let parts = members(
            node, path, known: ["site", "name", "topics", "skills", "channels", "agentAddress", "wrapUp"])
        let site = text(parts["site"], "\(path).site", "must be 1–32 characters of a-z 0-9 -") { Names.isName($0) }
        if parts["site"] == nil { report("\(path).site", "is required", node) }
        var agent = AgentConfiguration(site: site ?? "")
        agent.name = line(parts["name"], "\(path).name")
        let served = "\(path).topics"
        agent.topics = table(parts["topics"], served, most: ContractLimits.topicsPerAgent, 1...9)
        for entry in entries(ofMap: parts["topics"]) where topics[entry.name] == nil && Names.isIdentifier(entry.name) {
            report("\(served).\(entry.name)", "no such topic in this configuration", entry.node)
        }
        agent.skills = table(parts["skills"], "\(path).skills", most: ContractLimits.skillsPerAgent, 1...9)
        agent.channels = channels(parts["channels"], "\(path).channels")
        agent.agentAddress = line(parts["agentAddress"], "\(path).agentAddress")
        agent.wrapUp = duration(parts["wrapUp"], "\(path).wrapUp", 0...24 * Self.hourMs)
        return agent
    }

    /// Contacts at once by channel; nil for none said.
    private mutating func channels(_ node: ConfigurationNode?, _ path: String) -> [String: Int]? {
        let channels = table(node, path, most: ChannelWord.allCases.count, 1...ContractLimits.channelCapacity)
        for entry in entries(ofMap: node) where channels[entry.name] != nil {
            guard ChannelWord(rawValue: entry.name) == nil else { continue }
            report("\(path).\(entry.name)", "is no channel", entry.node)
        }
        return channels.isEmpty ? nil : channels
    }

    func entries(ofMap node: ConfigurationNode?) -> [ConfigurationNode.Entry] {
        guard case .map(let entries)? = node?.kind else { return [] }
        return entries
    }
}

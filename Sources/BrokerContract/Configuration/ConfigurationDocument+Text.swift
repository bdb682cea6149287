// SPDX-License-Identifier: Apache-2.0
import Yams

extension ConfigurationDocument {
    /// The configuration as JSON with sorted names: of topics, which may be thousands, only what differs from the
    /// default.
    ///
    /// `ConfigurationParser` reads it back.
    public var json: [UInt8] { Contract.encodeShort(self) }

    /// The configuration as YAML: every default written out, topics and agents sorted.
    ///
    /// `ConfigurationParser` reads it back.
    public var yaml: String {
        var parts = [("pool", Self.node(pool))]
        if !calendars.isEmpty {
            let nodes = calendars.sorted { $0.key < $1.key }.map { ($0.key, Self.node($0.value)) }
            parts.append(("calendars", Self.map(nodes)))
        }
        if !numbers.isEmpty {
            let nodes = numbers.sorted { $0.key < $1.key }.map { ($0.key, Self.node($0.value)) }
            parts.append(("numbers", Self.map(nodes)))
        }
        let root = Self.map(
            parts + [
                ("topics", Self.map(topics.sorted { $0.key < $1.key }.map { ($0.key, Self.node($0.value)) })),
                ("agents", Self.map(agents.sorted { $0.key < $1.key }.map { ($0.key, Self.node($0.value)) })),
            ])
        do {
            return try Yams.serialize(node: root, width: -1, allowUnicode: true)
        } catch {
            // The tree holds maps and scalars only, and those without control characters.
            preconditionFailure("a configuration did not become YAML: \(error)")
        }
    }

    private static func node(_ pool: PoolConfiguration) -> Node {
        var parts = [("timeZone", text(pool.timeZone)), ("aging", Node(pool.aging?.description ?? "off"))]
        if !pool.capacity.isEmpty { parts.append(("capacity", table(pool.capacity))) }
        if !pool.interrupts.isEmpty {
            let lists = pool.interrupts.sorted { $0.key < $1.key }
            parts.append(("interrupts", map(lists.map { ($0.key, Node($0.value.map(text), .implicit, .flow)) })))
        }
        if let maxWaiting = pool.maxWaiting { parts.append(("maxWaiting", Node(String(maxWaiting)))) }
        if !pool.noCallbackTo.isEmpty {
            parts.append(("noCallbackTo", Node(pool.noCallbackTo.map(text), .implicit, .flow)))
        }
        return map(parts)
    }

    private static func node(_ calendar: CalendarConfiguration) -> Node {
        let open = CalendarConfiguration.days.compactMap { day in calendar.open[day].map { (day, text($0)) } }
        var parts = [("open", map(open))]
        if let zone = calendar.timeZone { parts.append(("timeZone", text(zone))) }
        if !calendar.closed.isEmpty {
            parts.append(("closed", Node(calendar.closed.map(text), .implicit, .flow)))
        }
        return map(parts)
    }

    private static func node(_ number: NumberConfiguration) -> Node {
        var parts: [(String, Node)] = []
        if let topic = number.topic { parts.append(("topic", text(topic))) }
        if let priority = number.priority { parts.append(("priority", Node(String(priority)))) }
        if let play = number.play { parts.append(("play", text(play))) }
        if let menu = number.menu {
            parts.append(("menu", flow(menu.sorted { $0.key < $1.key }.map { ($0.key, node($0.value)) })))
        }
        return flow(parts)
    }

    private static func node(_ topic: TopicConfiguration) -> Node {
        var parts: [(String, Node)] = [
            ("priority", Node(String(topic.priority))), ("strategy", Node(topic.strategy.rawValue)),
            ("offerTimeout", Node(topic.offerTimeout.description)),
            (
                "noAnswer",
                flow([
                    ("max", Node(String(topic.noAnswer.max))),
                    ("returnAfter", Node(topic.noAnswer.returnAfter.description)),
                ])
            ),
            ("wrapUp", Node(topic.wrapUp.description)), ("serviceLevel", Node(topic.serviceLevel.description)),
            ("shortAbandon", Node(topic.shortAbandon.description)), ("maxWaiting", Node(String(topic.maxWaiting))),
            ("maxWait", Node(topic.maxWait?.description ?? "off")), ("lastAgent", Node(topic.lastAgent.orOff)),
        ]
        parts.append(("redial", Node(topic.redial.orOff)))
        parts.append(("rejectDelay", Node(topic.rejectDelay.description)))
        parts.append(("busyDelay", Node(topic.busyDelay.description)))
        if let dispositions = topic.dispositions {
            let known = Node(dispositions.known.map(text), .implicit, .flow)
            parts.append(("dispositions", flow([("required", Node("\(dispositions.required)")), ("known", known)])))
        }
        if let calendar = topic.calendar { parts.append(("calendar", text(calendar))) }
        if let calendars = topic.calendars {
            parts.append(("calendars", flow(calendars.sorted { $0.key < $1.key }.map { ($0.key, text($0.value)) })))
        }
        if let callback = topic.callback {
            let retry = Node(callback.retryAfter.description)
            var rule = [("attempts", Node(String(callback.attempts))), ("retryAfter", retry)]
            if let perNumber = callback.perNumber { rule.append(("perNumber", Node(String(perNumber)))) }
            if let first = callback.first { rule.append(("first", Node(first.rawValue))) }
            if let ringFor = callback.ringFor { rule.append(("ringFor", Node(ringFor.description))) }
            parts.append(("callback", flow(rule)))
        }
        if let appointments = topic.appointments {
            var rule = [
                ("perSlot", Node(String(appointments.perSlot))), ("slot", Node(appointments.slot.description)),
                ("days", Node(String(appointments.days))),
            ]
            if let priority = appointments.priority { rule.append(("priority", Node(String(priority)))) }
            parts.append(("appointments", flow(rule)))
        }
        if let overflow = topic.overflow {
            let place = Node(overflow.place.rawValue)
            let after = Node(overflow.after.description)
            parts.append(("overflow", flow([("after", after), ("to", text(overflow.to)), ("place", place)])))
        }
        for (name, vacancies) in [("refuseWhen", topic.refuseWhen), ("leaveWhen", topic.leaveWhen)] {
            guard let vacancies else { continue }
            parts.append((name, Node(vacancies.map { Node($0.rawValue) }, .implicit, .flow)))
        }
        if let leaveAfter = topic.leaveAfter { parts.append(("leaveAfter", Node(leaveAfter.description))) }
        if let escalateTo = topic.escalateTo { parts.append(("escalateTo", text(escalateTo))) }
        if let maxLevel = topic.maxLevel { parts.append(("maxLevel", Node(String(maxLevel)))) }
        if let ring = topic.ring {
            let most = ("max", Node(String(ring.max)))
            let every = ("every", Node(ring.every.description))
            parts.append(("ring", flow(topic.strategy == .ringAll ? [most] : [every, most])))
        }
        parts.append(("relax", Node(topic.relax.map { node($0) })))
        return map(parts)
    }

    private static func node(_ step: RelaxConfiguration) -> Node {
        var parts = [("after", Node(step.after.description))]
        if step.beyondSite == true { parts.append(("beyondSite", Node("true"))) }
        if let skill = step.dropSkill { parts.append(("dropSkill", text(skill))) }
        if let lower = step.lowerSkill { parts.append(("lowerSkill", table(lower))) }
        if let maxLevel = step.maxLevel { parts.append(("maxLevel", Node(String(maxLevel)))) }
        if let topic = step.addTopic { parts.append(("addTopic", text(topic))) }
        if let raise = step.raisePriority { parts.append(("raisePriority", Node(String(raise)))) }
        return flow(parts)
    }

    private static func node(_ agent: AgentConfiguration) -> Node {
        var parts = [("site", text(agent.site))]
        if let name = agent.name { parts.append(("name", text(name))) }
        if !agent.topics.isEmpty { parts.append(("topics", table(agent.topics))) }
        if !agent.skills.isEmpty { parts.append(("skills", table(agent.skills))) }
        if let channels = agent.channels { parts.append(("channels", table(channels))) }
        if let address = agent.agentAddress { parts.append(("agentAddress", text(address))) }
        if let wrapUp = agent.wrapUp { parts.append(("wrapUp", Node(wrapUp.description))) }
        return map(parts)
    }

    private static func table(_ table: [String: Int]) -> Node {
        flow(table.sorted { $0.key < $1.key }.map { ($0.key, Node(String($0.value))) })
    }

    /// A text that a reader of YAML 1.1 takes for a text too: in quotes, unless it is plainly a word.
    private static func text(_ text: String) -> Node {
        let isWord = text.contains { $0.isASCII && $0.isLetter } && !words.contains(text.lowercased())
        let isPlain = isWord && (Names.isIdentifier(text) || text.split(separator: "/").allSatisfy(Names.isIdentifier))
        // What begins with a digit could be a number, a time or a date.
        let isSafe = isPlain && !(text.first?.isNumber ?? true) && text.first != "-"
        return Node(text, .implicit, isSafe ? .plain : .doubleQuoted)
    }

    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    private static func map(_ parts: [(String, Node)]) -> Node { Node(parts.map { (text($0.0), $0.1) }) }

    private static func flow(_ parts: [(String, Node)]) -> Node {
        Node(parts.map { (text($0.0), $0.1) }, .implicit, .flow)
    }
}

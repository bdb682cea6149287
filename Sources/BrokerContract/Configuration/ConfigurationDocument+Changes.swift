// SPDX-License-Identifier: Apache-2.0

extension ConfigurationDocument {
    /// What is different in another configuration, one line each, sorted by path: `topics.pec.wrapUp: 30s → 20s`,
    /// `agents.anna: added`.
    ///
    /// Equal configurations give none. Complexity: O(n log n) in the number of settings.
    public func changes(to new: ConfigurationDocument) -> [String] {
        var lines = Self.compare(pool.settings, new.pool.settings, "pool")
        lines += Self.compare(calendars, new.calendars, "calendars") { $0.settings }
        lines += Self.compare(numbers, new.numbers, "numbers") { $0.settings }
        lines += Self.compare(topics, new.topics, "topics") { $0.settings }
        lines += Self.compare(agents, new.agents, "agents") { $0.settings }
        return lines
    }

    private static func compare<Part: Equatable>(
        _ old: [String: Part], _ new: [String: Part], _ path: String, _ settings: (Part) -> [String: String]
    ) -> [String] {
        Set(old.keys).union(new.keys).sorted().flatMap { name -> [String] in
            switch (old[name], new[name]) {
            case (nil, _): return ["\(path).\(name): added"]
            case (_, nil): return ["\(path).\(name): removed"]
            case (let before?, let after?):
                return before == after ? [] : compare(settings(before), settings(after), "\(path).\(name)")
            }
        }
    }

    private static func compare(_ old: [String: String], _ new: [String: String], _ path: String) -> [String] {
        Set(old.keys).union(new.keys).sorted().compactMap { name in
            let (before, after) = (old[name] ?? "none", new[name] ?? "none")
            return before == after ? nil : "\(path).\(name): \(before) → \(after)"
        }
    }
}

extension PoolConfiguration {
    /// Each setting as text, by its path.
    fileprivate var settings: [String: String] {
        var settings = ["timeZone": timeZone, "aging": aging?.description ?? "off"]
        settings["maxWaiting"] = maxWaiting.map(String.init)
        if !noCallbackTo.isEmpty { settings["noCallbackTo"] = noCallbackTo.joined(separator: ", ") }
        for (channel, value) in capacity { settings["capacity.\(channel)"] = String(value) }
        for (channel, others) in interrupts { settings["interrupts.\(channel)"] = others.joined(separator: ", ") }
        return settings
    }
}

extension TopicConfiguration {
    /// Each setting as text, by its path.
    fileprivate var settings: [String: String] {
        var settings = [
            "priority": String(priority), "strategy": strategy.rawValue, "offerTimeout": offerTimeout.description,
            "noAnswer.max": String(noAnswer.max), "noAnswer.returnAfter": noAnswer.returnAfter.description,
            "wrapUp": wrapUp.description, "serviceLevel": serviceLevel.description,
            "shortAbandon": shortAbandon.description, "maxWaiting": String(maxWaiting),
            "maxWait": maxWait?.description ?? "off", "lastAgent": lastAgent.orOff,
        ]
        settings["redial"] = redial.orOff
        settings["rejectDelay"] = rejectDelay.description
        settings["busyDelay"] = busyDelay.description
        settings["dispositions.required"] = dispositions.map { String($0.required) }
        settings["dispositions.known"] = dispositions.map { $0.known.joined(separator: ", ") }
        settings["calendar"] = calendar
        for (channel, name) in calendars ?? [:] { settings["calendars.\(channel)"] = name }
        settings["callback.attempts"] = callback.map { String($0.attempts) }
        settings["callback.retryAfter"] = callback?.retryAfter.description
        settings["callback.perNumber"] = callback?.perNumber.map(String.init)
        settings["callback.first"] = callback?.first?.rawValue
        settings["callback.ringFor"] = callback?.ringFor?.description
        settings["appointments.perSlot"] = appointments.map { String($0.perSlot) }
        settings["appointments.slot"] = appointments?.slot.description
        settings["appointments.days"] = appointments.map { String($0.days) }
        settings["appointments.priority"] = appointments?.priority.map(String.init)
        settings["overflow"] = overflow.map { "\($0.to) after \($0.after), \($0.place.rawValue)" }
        settings["escalateTo"] = escalateTo
        settings["refuseWhen"] = refuseWhen.map { $0.map(\.rawValue).joined(separator: ", ") }
        settings["leaveWhen"] = leaveWhen.map { $0.map(\.rawValue).joined(separator: ", ") }
        settings["leaveAfter"] = leaveAfter?.description
        settings["maxLevel"] = maxLevel.map(String.init)
        settings["ring.every"] = strategy == .ringAll ? nil : ring?.every.description
        settings["ring.max"] = ring.map { String($0.max) }
        for (index, step) in relax.enumerated() {
            settings["relax.\(index)"] = step.settings.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        }
        return settings
    }
}

extension CalendarConfiguration {
    /// Each setting as text, by its path.
    fileprivate var settings: [String: String] {
        var settings: [String: String] = [:]
        settings["timeZone"] = timeZone
        for (day, times) in open { settings["open.\(day)"] = times }
        if !closed.isEmpty { settings["closed"] = closed.joined(separator: ", ") }
        return settings
    }
}

extension AgentConfiguration {
    /// Each setting as text, by its path.
    fileprivate var settings: [String: String] {
        var settings = ["site": site]
        settings["name"] = name
        settings["agentAddress"] = agentAddress
        settings["wrapUp"] = wrapUp?.description
        for (topic, level) in topics { settings["topics.\(topic)"] = String(level) }
        for (skill, level) in skills { settings["skills.\(skill)"] = String(level) }
        for (channel, most) in channels ?? [:] { settings["channels.\(channel)"] = String(most) }
        return settings
    }
}

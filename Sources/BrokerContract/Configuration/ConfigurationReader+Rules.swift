// SPDX-License-Identifier: Apache-2.0

// What a topic says of its line that names other topics.
extension ConfigurationReader {
    mutating func overflow(_ node: ConfigurationNode?, _ path: String) -> OverflowConfiguration? {
        guard let node else { return nil }
        let parts = members(node, path, known: ["after", "to", "place"])
        let after = required(parts, "after", path, node) { reader, node, inner in
            reader.duration(node, inner, 1_000...ContractLimits.durationMs)
        }
        let to = required(parts, "to", path, node) { reader, node, inner in reader.topicName(node, inner) }
        let place = place(parts["place"], "\(path).place")
        guard let after, let to else { return nil }
        return OverflowConfiguration(after: after, to: to, place: place ?? .keep)
    }

    private mutating func required<Value>(
        _ parts: [String: ConfigurationNode], _ name: String, _ path: String, _ node: ConfigurationNode,
        _ read: (inout ConfigurationReader, ConfigurationNode, String) -> Value?
    ) -> Value? {
        let inner = "\(path).\(name)"
        guard let part = parts[name] else {
            if case .map = node.kind { report(inner, "is required", node) }
            return nil
        }
        return read(&self, part, inner)
    }

    mutating func topicName(_ node: ConfigurationNode?, _ path: String) -> String? {
        text(node, path, "must be a topic of this configuration") { Names.isIdentifier($0) }
    }

    private mutating func place(_ node: ConfigurationNode?, _ path: String) -> PlaceAfterRequeue? {
        guard let node else { return nil }
        if case .text(let word) = node.kind, let place = PlaceAfterRequeue(rawValue: word) { return place }
        report(path, "must be keep or restart", node)
        return nil
    }

    /// Reasons, each once, in the order of the contract; nil for none.
    mutating func vacancies(_ node: ConfigurationNode?, _ path: String) -> [VacancyWord]? {
        guard let node else { return nil }
        let known = VacancyWord.allCases.map(\.rawValue).joined(separator: ", ")
        guard case .list(let entries) = node.kind else {
            report(path, "must be a list of \(known)", node)
            return nil
        }
        var found: Set<VacancyWord> = []
        for entry in entries {
            if case .text(let word) = entry.kind, let vacancy = VacancyWord(rawValue: word) {
                found.insert(vacancy)
            } else {
                report(path, "must be a list of \(known)", entry)
            }
        }
        return found.isEmpty ? nil : VacancyWord.allCases.filter(found.contains)
    }

    /// By channel, other channels, each once, in the order of the contract.
    mutating func interrupts(_ node: ConfigurationNode?, _ path: String) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for entry in named(node, path, most: 64) {
            let inner = "\(path).\(entry.name)"
            guard ChannelWord(rawValue: entry.name) != nil else {
                report(inner, "is no channel", entry.node)
                continue
            }
            guard case .list(let entries) = entry.node.kind else {
                report(inner, "must be a list of other channels", entry.node)
                continue
            }
            var others: Set<ChannelWord> = []
            for other in entries {
                if case .text(let word) = other.kind, word != entry.name, let channel = ChannelWord(rawValue: word) {
                    others.insert(channel)
                } else {
                    report(inner, "must be a list of other channels", other)
                }
            }
            if !others.isEmpty {
                found[entry.name] = ChannelWord.allCases.filter(others.contains).map(\.rawValue)
            }
        }
        return found
    }

    mutating func dispositions(_ node: ConfigurationNode?, _ path: String) -> DispositionsConfiguration? {
        guard let node else { return nil }
        let parts = members(node, path, known: ["required", "known"])
        var rule = DispositionsConfiguration()
        switch parts["required"]?.kind {
        case nil: break
        case .boolean(let isRequired): rule.required = isRequired
        default: report("\(path).required", "must be true or false", parts["required"])
        }
        guard let known = parts["known"] else { return rule }
        guard case .list(let entries) = known.kind, entries.count <= ContractLimits.dispositions else {
            report("\(path).known", "must be a list of at most \(ContractLimits.dispositions) texts", known)
            return rule
        }
        for (index, entry) in entries.enumerated() {
            guard let text = line(entry, "\(path).known.\(index)") else { continue }
            if rule.known.contains(text) { report("\(path).known.\(index)", "is there twice", entry) }
            rule.known.append(text)
        }
        return rule
    }

    /// Topics that topics name must be there, and nobody goes round for ever.
    ///
    /// Complexity: O(topics) for chains of bounded length.
    mutating func checkTargets(_ topics: [String: TopicConfiguration], in node: ConfigurationNode?) {
        for entry in entries(ofMap: node) {
            guard let topic = topics[entry.name] else { continue }
            let rules = entries(ofMap: entry.node)
            let path = "topics.\(entry.name)"
            if let to = topic.overflow?.to {
                let part = rules.first { $0.name == "overflow" }?.node
                if topics[to] == nil {
                    report("\(path).overflow.to", "no such topic in this configuration", part)
                } else if let round = round(from: entry.name, topics) {
                    report("\(path).overflow.to", "goes round for ever: \(round.joined(separator: " → "))", part)
                }
            }
            if let to = topic.escalateTo {
                let part = rules.first { $0.name == "escalateTo" }?.node
                if topics[to] == nil { report("\(path).escalateTo", "no such topic in this configuration", part) }
                if to == entry.name { report("\(path).escalateTo", "a topic does not escalate to itself", part) }
            }
        }
    }

    /// The way from a topic over overflows back to it; nil when there is none.
    private func round(from first: String, _ topics: [String: TopicConfiguration]) -> [String]? {
        var way = [first]
        while let next = topics[way[way.count - 1]]?.overflow?.to {
            if next == first { return way + [next] }
            // A round that this topic only leads to is reported where it is.
            guard !way.contains(next) else { return nil }
            way.append(next)
        }
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0

// A topic's relax steps.
extension ConfigurationReader {
    private static let says = ["beyondSite", "dropSkill", "lowerSkill", "maxLevel", "addTopic", "raisePriority"]

    /// Reads the steps of a topic that begins with agents of at most a level, if it says one.
    mutating func relax(_ node: ConfigurationNode?, _ path: String, from levelMax: Int?) -> [RelaxConfiguration] {
        guard let node, node.kind.isSomething else { return [] }
        guard case .list(let parts) = node.kind else {
            report(path, "must be a list of steps", node)
            return []
        }
        guard parts.count <= ContractLimits.relaxSteps else {
            report(path, "has more than \(ContractLimits.relaxSteps) steps", node)
            return []
        }
        var steps: [RelaxConfiguration] = []
        var afterMs = 0
        // Where nothing is said of it, the first step that names a level widens from the first.
        var level = levelMax ?? 1
        for (index, part) in parts.enumerated() {
            let inner = "\(path).\(index)"
            guard let step = step(part, inner) else { continue }
            if step.after.milliseconds <= afterMs {
                report("\(inner).after", "must be later than the step before", part)
            }
            if let next = step.maxLevel {
                if next <= level { report("\(inner).maxLevel", "must be above \(level), the level before", part) }
                level = next
            }
            afterMs = step.after.milliseconds
            steps.append(step)
        }
        return steps
    }

    private mutating func step(_ node: ConfigurationNode, _ path: String) -> RelaxConfiguration? {
        let parts = members(node, path, known: ["after"] + Self.says)
        guard case .map = node.kind else { return nil }
        if parts["after"] == nil { report("\(path).after", "is required", node) }
        let after = duration(parts["after"], "\(path).after", 1...ContractLimits.durationMs)
        if !Self.says.contains(where: { parts[$0] != nil }) {
            report(path, "says nothing; a step says one or more of \(Self.says.joined(separator: ", "))", node)
        }
        var step = RelaxConfiguration(after: after ?? ConfiguredDuration(milliseconds: ContractLimits.durationMs))
        if let beyond = parts["beyondSite"] {
            if case .boolean(true) = beyond.kind {
                step.beyondSite = true
            } else {
                report("\(path).beyondSite", "must be true", beyond)
            }
        }
        step.dropSkill = identifier(parts["dropSkill"], "\(path).dropSkill")
        if let lower = parts["lowerSkill"] {
            let most = ContractLimits.requirementsPerContact
            step.lowerSkill = table(lower, "\(path).lowerSkill", most: most, 1...9)
            if case .map(let entries) = lower.kind, entries.isEmpty {
                report("\(path).lowerSkill", "must name a skill", lower)
            }
        }
        step.maxLevel = integer(parts["maxLevel"], "\(path).maxLevel", 1...9)
        step.addTopic = identifier(parts["addTopic"], "\(path).addTopic")
        step.raisePriority = integer(parts["raisePriority"], "\(path).raisePriority", 1...255)
        return after == nil ? nil : step
    }

    private mutating func identifier(_ node: ConfigurationNode?, _ path: String) -> String? {
        text(node, path, "must be 1–64 characters of A-Z a-z 0-9 _ -") { Names.isIdentifier($0) }
    }

    /// Topics that steps add must be others of the same configuration.
    mutating func checkAddedTopics(_ topics: [String: TopicConfiguration], in node: ConfigurationNode?) {
        for entry in entries(ofMap: node) {
            let part = entries(ofMap: entry.node).first { $0.name == "relax" }?.node
            for (index, step) in (topics[entry.name]?.relax ?? []).enumerated() {
                guard let added = step.addTopic else { continue }
                let path = "topics.\(entry.name).relax.\(index).addTopic"
                if topics[added] == nil { report(path, "no such topic in this configuration", part) }
                if added == entry.name { report(path, "is the topic itself", part) }
            }
        }
    }
}

extension ConfigurationNode.Kind {
    /// Whether anything was written.
    fileprivate var isSomething: Bool { if case .null = self { false } else { true } }
}

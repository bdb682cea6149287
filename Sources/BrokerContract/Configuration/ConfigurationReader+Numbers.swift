// SPDX-License-Identifier: Apache-2.0

// Numbers that callers dial, and their menus.
extension ConfigurationReader {
    mutating func numbers(
        _ node: ConfigurationNode?, topics: [String: TopicConfiguration]
    ) -> [String: NumberConfiguration] {
        let all = entries(node, "numbers")
        guard all.count <= ContractLimits.numbers else {
            report("numbers", "has more than \(ContractLimits.numbers) members", node)
            return [:]
        }
        var numbers: [String: NumberConfiguration] = [:]
        for entry in all {
            let path = "numbers.\(entry.name)"
            guard Names.isDialled(entry.name) else {
                report(path, "its name must be 1–\(ContractLimits.dialledLength) characters of 0-9 * # +", entry.node)
                continue
            }
            var choices = 0
            numbers[entry.name] = way(entry.node, path, topics, menus: 0, &choices)
        }
        return numbers
    }

    /// Reads where a number or a choice leads; a topic's name alone is a way, too.
    private mutating func way(
        _ node: ConfigurationNode, _ path: String, _ topics: [String: TopicConfiguration], menus: Int,
        _ choices: inout Int
    ) -> NumberConfiguration {
        guard case .map = node.kind else {
            let rule = "must be a topic of this configuration, or a map of topic, menu or play"
            let topic = text(node, path, rule) { Names.isIdentifier($0) }
            return NumberConfiguration(topic: known(topic, path, topics, node))
        }
        let parts = members(node, path, known: ["topic", "priority", "play", "menu"])
        var way = NumberConfiguration()
        way.topic = known(topicName(parts["topic"], "\(path).topic"), "\(path).topic", topics, parts["topic"])
        way.priority = integer(parts["priority"], "\(path).priority", 0...255)
        way.play = text(parts["play"], "\(path).play", "must be 1–64 characters of A-Z a-z 0-9 _ -") {
            Names.isIdentifier($0)
        }
        if let menu = parts["menu"] { way.menu = self.menu(menu, "\(path).menu", topics, menus: menus + 1, &choices) }
        if parts["topic"] != nil, let menu = parts["menu"] {
            report("\(path).menu", "stands beside a topic: a way leads to one of them", menu)
        }
        if ["topic", "menu", "play"].allSatisfy({ parts[$0] == nil }) {
            report(path, "leads nowhere: must have topic, menu or play", node)
        }
        if parts["priority"] != nil, parts["topic"] == nil, parts["menu"] == nil {
            report("\(path).priority", "nobody waits for what is only played", parts["priority"])
        }
        return way
    }

    private mutating func menu(
        _ node: ConfigurationNode, _ path: String, _ topics: [String: TopicConfiguration], menus: Int,
        _ choices: inout Int
    ) -> [String: NumberConfiguration]? {
        guard menus <= ContractLimits.menuDepth else {
            report(path, "more than \(ContractLimits.menuDepth) menus one behind the other", node)
            return nil
        }
        let all = entries(node, path)
        if all.isEmpty { report(path, "must have a choice", node) }
        var menu: [String: NumberConfiguration] = [:]
        for entry in all {
            let inner = "\(path).\(entry.name)"
            guard Names.isDigit(entry.name) else {
                report(inner, "must be one of 0–9, * and #", entry.node)
                continue
            }
            choices += 1
            if choices == ContractLimits.menuChoices + 1 {
                report(inner, "a number has at most \(ContractLimits.menuChoices) choices in all", entry.node)
            }
            menu[entry.name] = way(entry.node, inner, topics, menus: menus, &choices)
        }
        return menu
    }

    private mutating func known(
        _ topic: String?, _ path: String, _ topics: [String: TopicConfiguration], _ node: ConfigurationNode?
    ) -> String? {
        if let topic, topics[topic] == nil { report(path, "no such topic in this configuration", node) }
        return topic
    }
}

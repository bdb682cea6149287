// SPDX-License-Identifier: Apache-2.0
import Foundation
import Yams

extension ConfigurationNode {
    /// Reads YAML text.
    ///
    /// What a plain scalar is, is decided here: YAML 1.1 takes `off`, `no` and `1:30` for other things.
    package static func parse(yaml: String) throws(ConfigurationIssue) -> ConfigurationNode {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml, .basic)
        } catch let error as YamlError {
            throw issue(error)
        } catch {
            throw ConfigurationIssue(path: "", message: "not YAML")
        }
        guard let root else { return ConfigurationNode(.null, line: 1) }
        var budget = nodesMax
        return try convert(root, depth: 1, &budget)
    }

    /// Aliases of aliases unfold to any size: this many parts are more than the largest text without them has.
    private static let nodesMax = ContractLimits.configurationBytes / 4

    /// Levels that are read; deeper ones are in parts that are refused unread.
    private static let levels = 12

    private static func convert(
        _ node: Node, depth: Int, _ budget: inout Int
    ) throws(ConfigurationIssue) -> ConfigurationNode {
        let line = node.mark?.line
        budget -= 1
        guard budget > 0 else { throw ConfigurationIssue(path: "", message: "too large with its aliases", line: line) }
        switch node {
        case .scalar(let scalar): return convert(scalar, line: line)
        case .sequence(let sequence):
            guard depth < levels else { return ConfigurationNode(.list([]), line: line) }
            var parts: [ConfigurationNode] = []
            for part in sequence { parts.append(try convert(part, depth: depth + 1, &budget)) }
            return ConfigurationNode(.list(parts), line: line)
        case .alias: throw ConfigurationIssue(path: "", message: "an alias of nothing", line: line)
        case .mapping(let mapping):
            guard depth < levels else { return ConfigurationNode(.map([]), line: line) }
            var entries: [Entry] = []
            entries.reserveCapacity(mapping.count)
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw ConfigurationIssue(path: "", message: "a name must be a text", line: key.mark?.line)
                }
                entries.append(Entry(name: name.string, node: try convert(value, depth: depth + 1, &budget)))
            }
            return ConfigurationNode(.map(entries), line: line)
        }
    }

    private static func convert(_ scalar: Node.Scalar, line: Int?) -> ConfigurationNode {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return ConfigurationNode(.text(text), line: line) }
        switch text {
        case "", "~", "null": return ConfigurationNode(.null, line: line)
        case "true": return ConfigurationNode(.boolean(true), line: line, written: text)
        case "false": return ConfigurationNode(.boolean(false), line: line, written: text)
        default: break
        }
        // `010` and `1_000` are numbers to some readers and texts to others: they are texts here, and so refused.
        if let number = Int(text), String(number) == text {
            return ConfigurationNode(.integer(number), line: line, written: text)
        }
        return ConfigurationNode(.text(text), line: line)
    }

    private static func issue(_ error: YamlError) -> ConfigurationIssue {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ConfigurationIssue(path: "", message: "not YAML: \(problem)", line: mark.line)
        case .reader(let problem, _, _, _): ConfigurationIssue(path: "", message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            ConfigurationIssue(
                path: "", message: "stands twice: \(FieldPath.clipped(names.joined(separator: ", ")))",
                line: context.mark.line)
        default: ConfigurationIssue(path: "", message: "not YAML")
        }
    }
}

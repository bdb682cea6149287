// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `up` says when everything runs.
struct UpReport {
    /// The system.
    let system: UpSystem
    /// Its folder.
    let folder: UpFolder
    /// The context file.
    let context: String

    /// The line for programs; nothing in it needs to be escaped.
    var json: String {
        func list(_ values: [String]) -> String { "[\(values.joined(separator: ","))]" }
        let names = system.sites.flatMap { site in site.nodes.map { (site.name, $0) } }
        let nodes = zip(names, system.family.nodes).map { name, child in
            "{\"site\":\"\(name.0)\",\"name\":\"\(name.1)\",\"pid\":\(child.pid),\"http\":null}"
        }
        return "{\"ready\":true,\"pool\":\"\(UpSystem.pool)\",\"nats\":\(list(system.urls.map { "\"\($0)\"" })),"
            + "\"natsPids\":\(list(system.family.servers.map { "\($0.pid)" })),\"nodes\":\(list(nodes))}"
    }

    /// The lines for people.
    var lines: [String] {
        let command = CommandLine.arguments.first ?? "centralino"
        let topic = system.topics.first ?? "general"
        let near = system.sites[0].name
        let far = system.sites[system.sites.count - 1].name
        return [
            "Centralino is ready: pool \(UpSystem.pool), \(system.siteNames.joined(separator: ", ")). "
                + "Ctrl-C stops all of it.",
            "",
            "  NATS     \(system.urls.joined(separator: "  "))",
            "  topics   \(system.topics.joined(separator: ", "))",
            "  state    \(folder.path)\(folder.isTemporary ? " (removed at the end; --data keeps it)" : "")",
            "  logs     \(folder.logs)",
            "  context  \(context)",
            "",
            "Try, each in a terminal of its own:",
            "  \(command) agent anna --site \(far) --topics \(topic)",
            "  \(command) call \(topic) --site \(near)",
            "  \(command) top",
        ]
    }
}

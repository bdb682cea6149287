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
        let nodes = zip(names, system.family.nodes).enumerated().map { index, node in
            let http = pages.isEmpty ? "null" : "\"\(pages[index])\""
            return "{\"site\":\"\(node.0.0)\",\"name\":\"\(node.0.1)\",\"pid\":\(node.1.pid),\"http\":\(http)}"
        }
        return "{\"ready\":true,\"pool\":\"\(UpSystem.pool)\",\"nats\":\(list(system.urls.map { "\"\($0)\"" })),"
            + "\"natsPids\":\(list(system.family.servers.map { "\($0.pid)" })),\"nodes\":\(list(nodes))}"
    }

    /// The nodes' pages, in the order of nodes; empty when none are served.
    private var pages: [String] { system.sites.flatMap(\.webPorts).map { "http://127.0.0.1:\($0)" } }

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
            "  desks    \(pages.isEmpty ? "none (--http)" : pages.joined(separator: "  "))",
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

// SPDX-License-Identifier: Apache-2.0

/// The configuration of one of `up`'s servers.
struct ServerConfiguration {
    /// The site it is for.
    let site: String
    /// Where clients connect, on 127.0.0.1.
    let port: Int
    /// Where the other servers connect, and theirs; nil when it is alone.
    let cluster: Cluster?
    /// Where JetStream keeps its files.
    let store: String
    /// The server's version.
    let version: ServerVersion

    /// The cluster a server is in.
    struct Cluster {
        /// Its name: the same in every run with the same state.
        let name: String
        /// This server's port for others.
        let port: Int
        /// The ports of all.
        let ports: [Int]
    }

    /// The text of the file.
    var text: String {
        var jetStream = ["store_dir: \"\(store)\"", "max_memory_store: 256MB", "max_file_store: 20GB"]
        if cluster != nil { jetStream.append("unique_tag: \"site:\"") }
        // Earlier versions do not know it, or leave the Raft logs out.
        if version >= .syncsAlways { jetStream.append("sync_interval: always") }
        var lines = [
            "# Made by `centralino up`, anew at each start.",
            "server_name: \"\(site)\"",
            "server_tags: [\"site:\(site)\"]",
            "listen: 127.0.0.1:\(port)",
            "max_payload: 8MB",
            "ping_interval: \"2s\"",
            "ping_max: 2",
            "jetstream {", jetStream.map { "    \($0)" }.joined(separator: "\n"), "}",
        ]
        if let cluster {
            let routes = cluster.ports.map { "nats-route://127.0.0.1:\($0)" }.joined(separator: ", ")
            lines += [
                "cluster {", "    name: \"\(cluster.name)\"", "    listen: 127.0.0.1:\(cluster.port)",
                "    routes: [\(routes)]", "    no_advertise: true", "}",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Which target may import which of ours, and who alone may use what comes from elsewhere.
///
/// Arrows go one way: centralino → SiteNode → BrokerReplica → BrokerEngine → {QueueCore, BrokerModel}; the leaves are
/// seen by SiteNode only.
enum Arrows {
    /// A target's folder, and what of ours it may import.
    ///
    /// A new target gets its line here, with its reason in review.
    static let allowed: [String: Set<String>] = [
        "Sources/CLinux": [],
        "Sources/CNats": [],
        "Sources/COpenSSL": [],
        "Sources/QueueCore": ["CLinux"],
        "Sources/BrokerModel": [],
        "Sources/BrokerEngine": ["BrokerModel", "QueueCore"],
        "Sources/BrokerReplica": ["BrokerModel", "BrokerEngine", "QueueCore"],
        // The pure core again, in a world drawn from a seed.
        "Sources/BrokerSimulator": ["BrokerModel", "BrokerEngine", "BrokerReplica"],
        "Sources/BrokerContract": [],
        "Sources/NATSClient": ["CNats"],
        "Sources/HomeStore": [],
        "Sources/Sealing": ["COpenSSL"],
        // A client of its site, in a node's process.
        "Sources/WebGateway": ["BrokerContract", "NATSClient"],
        "Sources/SiteNode": [
            "CLinux", "QueueCore", "BrokerModel", "BrokerEngine", "BrokerReplica", "BrokerContract", "NATSClient",
            "HomeStore", "Sealing", "WebGateway",
        ],
        // The command runs a node, is a client of nodes, and reads the histories that nodes have written.
        "Sources/centralino": [
            "SiteNode", "WebGateway", "BrokerSimulator", "BrokerContract", "NATSClient", "HomeStore", "Sealing",
        ],
        // Witnesses from outside: they know the contract and the wire, never the engine.
        "Benchmarks/PoolKit": ["BrokerContract"],
        "Benchmarks/LoadHarness": ["BrokerContract", "NATSClient", "PoolKit"],
        // The store only for the floor that figures stand beside: one commit, by the very code that commits.
        "Benchmarks/Figures": ["BrokerContract", "NATSClient", "HomeStore", "PoolKit"],
        // The core beside other queues, and the engine beside itself with more to do.
        "Benchmarks/Peers": ["CLinux", "QueueCore"],
        "Benchmarks/EngineLives": ["BrokerModel", "BrokerEngine"],
        // A whole node without its shell, to see how long its turns are; and what it begins from, by the shell's code.
        "Benchmarks/HomeGrowth": [
            "BrokerModel", "BrokerEngine", "BrokerReplica", "HomeStore", "Sealing", "SiteNode",
        ],
        "Tests/LoadHarnessTests": ["BrokerContract", "PoolKit"],
        // The engine in virtual time, beside formulas, a year's published figures, and a cluster that is known by its
        // contract.
        "Benchmarks/HelpDesk": ["BrokerModel", "BrokerEngine", "BrokerContract", "NATSClient", "PoolKit"],
        // What a configuration says of a topic, the instants of its hours, and what is said to a cluster.
        "Tests/HelpDeskTests": ["BrokerModel", "BrokerContract", "PoolKit"],
        "Tests/ClusterTests": ["BrokerContract", "NATSClient", "BrokerTestKit"],
        "Tests/Support": ["BrokerContract", "NATSClient"],
        // A small cluster for single cases, with the simulator's generator and digests.
        "Tests/BrokerReplicaTests": ["BrokerModel", "BrokerEngine", "BrokerReplica", "BrokerSimulator", "QueueCore"],
        // Both tables of limits, to see that they agree.
        "Tests/BrokerContractTests": ["BrokerContract", "BrokerModel"],
        "Tests/PlantedBugs": ["BrokerModel", "BrokerSimulator"],
        "Tests/TidyTests": [],
    ]

    /// Modules that are nobody else's business.
    static let reserved: [String: Set<String>] = [
        "CNats": ["Sources/NATSClient"],
        "COpenSSL": ["Sources/Sealing"],
        "CLinux": ["Sources/QueueCore", "Sources/SiteNode", "Benchmarks/Peers"],
        "GRDB": ["Sources/HomeStore"],
        "Hummingbird": ["Sources/WebGateway"],
        "HummingbirdCore": ["Sources/WebGateway"],
        "HTTPTypes": ["Sources/WebGateway"],
        "NIOCore": ["Sources/WebGateway"],
        "Yams": ["Sources/BrokerContract"],
        "ArgumentParser": [
            "Sources/centralino", "Benchmarks/LoadHarness", "Benchmarks/Figures", "Benchmarks/EngineLives",
            "Benchmarks/HomeGrowth", "Benchmarks/HelpDesk",
        ],
    ]

    /// No I/O, no clock, no lock, no `await`: what these may import from outside is listed, and it is next to nothing.
    static let pure: [String: Set<String>] = [
        "QueueCore": ["Synchronization"],
        "BrokerModel": [],
        "BrokerEngine": [],
        "BrokerReplica": [],
        "BrokerSimulator": [],
    ]

    static let ours = Set(
        allowed.keys.filter { $0.hasPrefix("Sources/") }.map { String($0.dropFirst("Sources/".count)) }
            + ["BrokerTestKit"])

    /// What a target may import of ours; nothing if the table does not know it.
    static func reach(of target: String) -> Set<String>? {
        if let listed = allowed[target] { return listed }
        // The tests of a target see it, what it sees, and the test kit.
        if target.hasPrefix("Tests/"), target.hasSuffix("Tests") {
            let tested = String(target.dropFirst("Tests/".count).dropLast("Tests".count))
            guard let reach = allowed["Sources/" + tested] else { return nil }
            return reach.union([tested, "BrokerTestKit"])
        }
        // Small benchmarks of the core; they have a package of their own.
        return target == "Benchmarks/Micro" ? ["QueueCore", "BrokerModel", "BrokerEngine"] : nil
    }
}

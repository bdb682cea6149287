// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("Arrows between targets")
struct ArrowTests {
    @Test("A target imports only what its arrows point to")
    func arrows() {
        Rule(
            "arrows",
            remedy:
                "Move the code to where it may see that, or change Arrows.swift here and Package.swift, with a reason",
            covers: Covered.swift,
            caught: [
                SourceFile(path: "Sources/BrokerEngine/A.swift", text: "import SiteNode"),
                SourceFile(path: "Sources/BrokerReplica/A.swift", text: "@testable import struct NATSClient.Message"),
                SourceFile(path: "Sources/QueueCore/A.swift", text: "package import BrokerModel"),
                SourceFile(path: "Sources/NATSClient/A.swift", text: "import BrokerContract"),
                SourceFile(path: "Tests/ClusterTests/A.swift", text: "@testable import SiteNode"),
                SourceFile(path: "Benchmarks/LoadHarness/A.swift", text: "import BrokerEngine"),
                SourceFile(path: "Sources/Unheard/A.swift", text: "import Foundation"),
            ],
            free: [
                SourceFile(
                    path: "Sources/BrokerEngine/A.swift", text: "internal import QueueCore // not import SiteNode"),
                SourceFile(path: "Sources/centralino/A.swift", text: "import SiteNode\nimport NATSClient"),
                SourceFile(path: "Tests/BrokerEngineTests/A.swift", text: "@testable import BrokerEngine"),
            ]
        ) { file in
            guard let reach = Arrows.reach(of: file.target) else {
                return [(line: 1, what: "\(file.target) has no line in the table of arrows")]
            }
            return file.imports.filter { Arrows.ours.contains($0.module) && !reach.contains($0.module) }
                .map { (line: $0.line, what: "\(file.target) may not import \($0.module)") }
        }.enforce()
    }

    @Test("C libraries and outside packages have one owner each")
    func owners() {
        Rule(
            "one owner", remedy: "Ask the owner's target for what is needed",
            covers: Covered.swift,
            caught: [
                SourceFile(path: "Sources/SiteNode/A.swift", text: "import CNats"),
                SourceFile(path: "Tests/NATSClientTests/A.swift", text: "import CNats"),
                SourceFile(path: "Sources/HomeStore/A.swift", text: "import COpenSSL"),
                SourceFile(path: "Sources/BrokerModel/A.swift", text: "import CLinux"),
                SourceFile(path: "Sources/SiteNode/A.swift", text: "import GRDB"),
            ],
            free: [
                SourceFile(path: "Sources/NATSClient/A.swift", text: "internal import CNats"),
                SourceFile(path: "Sources/SiteNode/A.swift", text: "import CLinux"),
            ]
        ) { file in
            file.imports.filter { Arrows.reserved[$0.module].map { !$0.contains(file.target) } ?? false }
                .map { line in
                    let owners = Arrows.reserved[line.module]?.sorted().joined(separator: ", ") ?? ""
                    return (line: line.line, what: "\(line.module) is for \(owners) only")
                }
        }.enforce()
    }

    @Test("A pure target imports no I/O, clock or lock")
    func pureImports() {
        Rule(
            "pure imports", remedy: "Give it the value from outside: the shell reads clocks, files and the network",
            covers: Covered.targets(Arrows.pure.keys.sorted()),
            caught: [
                SourceFile(path: "Sources/BrokerEngine/A.swift", text: "import Foundation"),
                SourceFile(path: "Sources/BrokerModel/A.swift", text: "import FoundationEssentials"),
                SourceFile(path: "Sources/QueueCore/A.swift", text: "import Glibc"),
                SourceFile(path: "Sources/BrokerReplica/A.swift", text: "internal import Dispatch"),
                SourceFile(path: "Sources/BrokerReplica/A.swift", text: "import Synchronization"),
            ],
            free: [
                SourceFile(path: "Sources/QueueCore/A.swift", text: "import Synchronization\nimport CLinux"),
                SourceFile(path: "Sources/BrokerEngine/A.swift", text: "package import BrokerModel"),
            ]
        ) { file in
            let module = String(file.target.dropFirst("Sources/".count))
            let outside = Arrows.pure[module] ?? []
            return file.imports.filter { !Arrows.ours.contains($0.module) && !outside.contains($0.module) }
                .map { (line: $0.line, what: "\(module) is pure and may not import \($0.module)") }
        }.enforce()
    }
}

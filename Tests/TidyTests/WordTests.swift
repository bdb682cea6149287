// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Words")
struct WordTests {
    /// Parts of type names that have another word in the glossary.
    static let bannedParts: [String: String] = [
        "Workspace": "pool", "Tenant": "pool", "Leader": "owner", "Leadership": "owner", "Ticket": "contact",
    ]
    /// Type names that have another word in the glossary.
    static let bannedNames: [String: String] = [
        "Call": "contact", "Member": "contact", "Interaction": "contact", "Queue": "topic", "SkillGroup": "topic",
        "Worker": "agent", "Journal": "log", "Term": "epoch", "FencingToken": "turn", "CaseNumber": "claim number",
        "Location": "site", "Alerting": "offer",
    ]

    @Test("Types use the glossary's words, not their synonyms")
    func synonyms() {
        Rule(
            "synonyms", remedy: "See Documentation/Glossary.md",
            covers: Covered.sources,
            caught: [
                SourceFile(path: "Sources/SiteNode/A.swift", text: "struct LeaderState {}"),
                SourceFile(path: "Sources/BrokerModel/A.swift", text: "enum A { struct Worker {} }"),
                SourceFile(path: "Sources/BrokerModel/A.swift", text: "public struct TenantID {}"),
            ],
            free: [
                SourceFile(path: "Sources/centralino/A.swift", text: "struct CallCommand {}\nstruct Misleader {}"),
                SourceFile(path: "Sources/BrokerModel/A.swift", text: "// the Leader elsewhere\nstruct Owner {}"),
            ]
        ) { file in
            file.types.filter { $0.keyword != "extension" }.compactMap { type in
                let part = Self.words(of: type.name).lazy.compactMap { Self.bannedParts[$0] }.first
                guard let word = part ?? Self.bannedNames[type.name] else { return nil }
                return (line: type.line, what: "type \(type.name): here the word is \"\(word)\"")
            }
        }.enforce()
    }

    /// `LeaderState` is `Leader` and `State`.
    private static func words(of name: String) -> [String] {
        name.reduce(into: [String]()) { words, character in
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
    }

    @Test("No path that exists on one machine only")
    func machinePaths() {
        // Where this checkout lies and who runs it: written down, they are right here and nowhere else.
        let root = SourceTree.current.root
        let isShared = ["tmp", "var", "usr", "opt", "srv", "home"].contains(root.pathComponents[1])
        let paths = [isShared ? root.path + "/" : "/\(root.pathComponents[1])/", NSHomeDirectory() + "/"]
        Rule(
            "machine paths", remedy: "Derive it from the package's root or take it as an argument",
            covers: Covered.text,
            caught: [
                SourceFile(path: "Documentation/A.md", text: "See \(root.appending(path: "README.md").path)"),
                SourceFile(path: "Sources/SiteNode/A.swift", text: "let a = \"\(NSHomeDirectory())/key\""),
            ],
            free: [SourceFile(path: "Cluster/README.md", text: paths.map { "network\($0)a" }.joined(separator: ", "))]
        ) { file in
            let paths = paths.filter { file.text.contains($0) }
            guard !paths.isEmpty else { return [] }
            return file.lines.enumerated().flatMap { index, line in
                paths.filter { path in
                    // The middle of a longer path is no root of one.
                    line.ranges(of: path).contains { range in
                        guard range.lowerBound > line.startIndex else { return true }
                        let before = line[line.index(before: range.lowerBound)]
                        return !before.isLetter && !before.isNumber
                    }
                }.map { (line: index + 1, what: "the path \($0)") }
            }
        }.enforce()
    }

    @Test("Subjects are built in one place a layer")
    func subjects() {
        let parts = [
            ".req.", ".evt.", ".presence.", ".stats", ".node.", ".committed", ".snapshot.", ".log", "$SRV", "$JS.",
            "$KV.",
        ]
        let contract = "Sources/BrokerContract/Names/Subjects.swift"
        Rule(
            "subjects",
            remedy:
                "Public subjects come from BrokerContract's Subjects, the nodes' own from SiteNode's "
                + "InternalSubjects.swift, JetStream's from NATSClient",
            covers: { path in Covered.sources(path) && !path.hasPrefix("Sources/NATSClient/") },
            caught: [
                SourceFile(path: "Sources/SiteNode/A.swift", text: "publish(\"\\(prefix).\\(pool).stats\")"),
                SourceFile(path: "Sources/centralino/A.swift", text: "let all = \"centralino.main.req.*.>\""),
                SourceFile(path: "Sources/SiteNode/Publisher.swift", text: "let a = \"\\(root).node.\\(node)\""),
                SourceFile(path: "Sources/SiteNode/Micro.swift", text: "subscribe(\"$SRV.PING\")"),
            ],
            free: [
                SourceFile(path: contract, text: "let a = \"\\(prefix).\\(pool).stats\""),
                SourceFile(path: "Sources/SiteNode/InternalSubjects.swift", text: "let a = \"\\(root).node.\\(node)\""),
                SourceFile(
                    path: "Sources/centralino/A.swift", text: "let help = \"Reads the .stats subject each second.\""),
                SourceFile(path: "Sources/SiteNode/A.swift", text: "logger.info(\"pool.stats\", key: \"node.json\")"),
            ]
        ) { file in
            let isHome = file.path.hasPrefix("Sources/BrokerContract/") && file.name.contains("Subject")
            let isService = file.path.hasPrefix("Sources/BrokerContract/Micro/")
            guard !isHome, !isService, file.path != "Sources/SiteNode/InternalSubjects.swift" else { return [] }
            return file.code.filter { token in
                // A subject has neither a space nor a slash; what has is a sentence or a path.
                guard token.kind == .string, !token.text.contains(" "), !token.text.contains("/") else { return false }
                guard parts.contains(where: { token.text.contains($0) }) else { return false }
                // A subject is put together or names the prefix; a plain "a.b" is a log key.
                return token.text.contains("\\(") || token.text.contains("centralino.") || token.text.contains("$")
            }.map { (line: $0.line, what: "a subject built here: \($0.text)") }
        }.enforce()
    }

    @Test("What is public is explained")
    func documented() {
        Rule(
            "documented", remedy: "Say in one line above it what it is for",
            covers: Covered.sources,
            caught: [
                SourceFile(path: "Sources/QueueCore/A.swift", text: "\npublic struct A {}"),
                SourceFile(
                    path: "Sources/QueueCore/A.swift", text: "/// A.\npublic struct A {\n    public let a: Int\n}"),
                SourceFile(path: "Sources/BrokerModel/A.swift", text: "import A\npackage enum A {}"),
            ],
            free: [
                SourceFile(
                    path: "Sources/QueueCore/A.swift",
                    text: "/// A.\n@frozen\npublic struct A {}\nlibrary.open()\nlet b = 1"),
                SourceFile(
                    path: "Sources/QueueCore/A.swift",
                    text: "extension A {\n    public var description: String { \"\" }\n}"),
            ],
            each: Documented.findings
        ).enforce()
    }
}

// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("The repository")
struct RepositoryTests {
    private static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "Cluster", "Benchmarks", "Documentation", "README.md", "Makefile",
    ]

    @Test("The top level holds only what it should")
    func topLevel() {
        #expect(Self.strangers(in: ["notes.txt", "Scripts/a.sh", ".ci/run"]) == ["Scripts", "notes.txt"])
        #expect(Self.strangers(in: ["Sources/A/a.swift", ".gitignore", "README.md"]).isEmpty)
        #expect(
            SourceTree.current.paths.count > 50, "git lists hardly any file; is this a checkout, and git installed?")
        for stranger in Self.strangers(in: SourceTree.current.paths) {
            Issue.record("\(stranger): does not belong at the top level. Move it into one of \(Self.topLevel.sorted())")
        }
    }

    private static func strangers(in paths: [String]) -> [String] {
        let tops = Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) })
        return tops.filter { !topLevel.contains($0) && !$0.hasPrefix(".") }.sorted()
    }

    @Test("The glossary explains every word of the design")
    func glossary() {
        let words = [
            "pool", "site", "node", "topic", "contact", "agent", "home", "claim number", "owner", "epoch", "turn",
            "log",
            "offer", "island",
        ]
        Rule(
            "glossary", remedy: "Give each word a row: | **word** | meaning | …",
            covers: { $0 == "Documentation/Glossary.md" },
            caught: [SourceFile(path: "Documentation/Glossary.md", text: "| **pool** | one domain |")],
            free: []
        ) { file in
            words.filter { word in !file.lines.contains { $0.hasPrefix("| **\(word)** |") } }
                .map { (line: 1, what: "no row for \"\($0)\"") }
        }.enforce()
    }

    @Test("Every decision is in the index")
    func decisions() {
        let folder = "Documentation/Decisions/"
        let index = SourceTree.current.files.first { $0.path == folder + "README.md" }
        let entries = SourceTree.current.paths.filter { $0.hasPrefix(folder) && $0.hasSuffix(".md") }
            .map { String($0.dropFirst(folder.count)) }.filter { $0 != "README.md" }
        #expect(entries.contains("0000-template.md"))
        for entry in entries {
            let isListed = index?.lines.contains { $0.contains("(\(entry))") } ?? false
            #expect(isListed, "\(folder)\(entry): not in the index. Add its line to \(folder)README.md")
        }
    }

    @Test("The tables of features and pains name tests that are there", arguments: ["Features": 40, "Pains": 30])
    func namedTests(page: String, least: Int) {
        let path = "Documentation/\(page).md"
        let named = Self.namedTests(path)
        #expect(named.count > least, "\(path) names hardly any test")
        let tests = SourceTree.current.files.filter { $0.path.hasPrefix("Tests/") }
        for name in Set(named).sorted() {
            let parts = name.split(separator: ".")
            let isThere = tests.contains { Self.declares(String(parts[0]), String(parts[1]), $0) }
            #expect(isThere, "\(path): there is no test \(name)")
        }
        let here = SourceFile(path: "Tests/A.swift", text: "struct ATests {\n    @Test func b() {}\n}")
        #expect(Self.declares("ATests", "b", here) && !Self.declares("ATests", "c", here))
    }

    @Test("Every pain's test is in the table of pains")
    func pains() {
        let file = SourceTree.current.files.first { $0.path == "Tests/Python/test_pains.py" }
        let tests = (file?.lines ?? []).compactMap { $0.firstMatch(of: /def (test_\w+)\(/).map { String($0.1) } }
        #expect(tests.count == 15)
        let named = Self.namedTests("Documentation/Pains.md")
        for test in tests {
            #expect(named.contains { $0.hasSuffix(".\(test)") }, "Documentation/Pains.md does not name \(test)")
        }
    }

    private static func namedTests(_ path: String) -> [String] {
        let page = SourceTree.current.files.first { $0.path == path }
        return (page?.lines ?? []).flatMap { line in
            line.split(separator: "`").filter { $0.contains(/^[A-Z]\w+\.\w+$/) }.map(String.init)
        }
    }

    private static func declares(_ suite: String, _ test: String, _ file: SourceFile) -> Bool {
        let isSuite = file.lines.contains { $0.contains("struct \(suite)") || $0.contains("class \(suite)") }
        return isSuite && file.lines.contains { $0.contains("func \(test)(") || $0.contains("def \(test)(") }
    }

    @Test("Links between documents lead somewhere")
    func links() {
        Rule(
            "links", remedy: "Correct the path, from the document's own folder",
            covers: { $0.hasSuffix(".md") },
            caught: [
                SourceFile(path: "Documentation/A.md", text: "See [the house](../No/Such.md#rules)."),
                SourceFile(path: "README.md", text: "[a](Documentation/Glossary.md) [b](nowhere)"),
            ],
            free: [
                SourceFile(
                    path: "Documentation/A.md", text: "[x](Glossary.md#a) [y](https://a.b/c) [z](#here) [d](../Sources)"
                )
            ]
        ) { file in
            let folder = file.path.split(separator: "/").dropLast().map(String.init)
            return file.lines.enumerated().flatMap { index, line in
                Self.targets(of: line).filter { !Self.exists($0, from: folder) }
                    .map { (line: index + 1, what: "\($0) is not there") }
            }
        }.enforce()
    }

    /// What the links of a line point to, without addresses elsewhere and anchors.
    private static func targets(of line: Substring) -> [String] {
        line.ranges(of: "](").compactMap { range in
            let target = line[range.upperBound...].prefix { $0 != ")" && $0 != "#" && $0 != " " }
            return target.isEmpty || target.contains(":") ? nil : String(target)
        }
    }

    private static func exists(_ target: String, from folder: [String]) -> Bool {
        var path = folder
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = path.popLast() } else { path.append(String(part)) }
        }
        let whole = path.joined(separator: "/")
        return SourceTree.current.paths.contains { $0 == whole || $0.hasPrefix(whole + "/") }
    }
}

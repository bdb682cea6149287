// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("What no source file may hold")
struct StyleTests {
    static let spdx = "SPDX-License-Identifier: Apache-2.0"

    @Test("Every source file begins with its licence")
    func licence() {
        Rule(
            "licence",
            remedy: "Its first line (the second, after `#!` or the tools version) is `\(Self.spdx)` as a comment",
            covers: { path in
                [".swift", ".h", ".c", ".py", ".sh", ".conf", ".service"].contains { path.hasSuffix($0) }
                    || path.hasPrefix(".ci/") || path == "Makefile"
            },
            caught: [
                SourceFile(path: "Sources/SiteNode/A.swift", text: "import Foundation\n// \(Self.spdx)"),
                SourceFile(path: ".ci/run", text: "#!/usr/bin/env bash\nset -e\n# \(Self.spdx)"),
                SourceFile(path: "Sources/CLinux/shim.h", text: ""),
            ],
            free: [
                SourceFile(path: "Sources/SiteNode/A.swift", text: "// \(Self.spdx)\n"),
                SourceFile(path: ".ci/run", text: "#!/usr/bin/env bash\n# \(Self.spdx)\n"),
                SourceFile(path: "Package.swift", text: "// swift-tools-version: 6.2\n// \(Self.spdx)"),
            ]
        ) { file in
            let first = file.lines.first ?? ""
            let isLate = first.hasPrefix("#!") || first.hasPrefix("// swift-tools-version")
            let line = isLate ? (file.lines.dropFirst().first ?? "") : first
            return line.hasSuffix(Self.spdx) ? [] : [(line: isLate ? 2 : 1, what: "no licence here")]
        }.enforce()
    }

    @Test("No note to oneself")
    func notes() {
        let words = ["TODO", "FIXME", "XXX"]
        Rule(
            "notes", remedy: "Do it, or open an issue",
            covers: Covered.text,
            caught: [
                SourceFile(path: "Sources/SiteNode/A.swift", text: "// TODO: later"),
                SourceFile(path: "Documentation/A.md", text: "Here be text (FIXME)."),
            ],
            free: [SourceFile(path: ".ci/run", text: "mktemp -d a.XXXXXX; todo=1")]
        ) { file in
            guard words.contains(where: { file.text.contains($0) }) else { return [] }
            return file.lines.enumerated().flatMap { index, line -> [(line: Int, what: String)] in
                guard words.contains(where: { line.contains($0) }) else { return [] }
                return line.split { !$0.isLetter }.filter { words.contains(String($0)) }
                    .map { (line: index + 1, what: "a note: \($0)") }
            }
        }.enforce()
    }

    @Test("No trap without a word, and none for what can be handled")
    func traps() {
        let path = "Sources/SiteNode/A.swift"
        Rule(
            "traps", remedy: "Throw, or say in the message what was believed",
            covers: Covered.swift,
            caught: [
                SourceFile(path: "Sources/SiteNode/A.swift", text: "let a = try! f()"),
                SourceFile(path: "Sources/SiteNode/A.swift", text: "guard a else { fatalError() }"),
                SourceFile(path: "Sources/SiteNode/A.swift", text: "preconditionFailure( )"),
            ],
            free: [
                SourceFile(path: path, text: "// try! this\npreconditionFailure(\"epoch \\(epoch)\")"),
                SourceFile(path: path, text: "let a = try !f()"),
            ]
        ) { file in
            [["try", "!"], ["fatalError", "(", ")"], ["preconditionFailure", "(", ")"]].flatMap { sequence in
                file.lines(of: sequence).map { (line: $0, what: "`\(sequence.joined())`") }
            }
        }.enforce()
    }

    @Test("An unchecked promise to the compiler says why it is kept")
    func promises() {
        let path = "Sources/SiteNode/A.swift"
        Rule(
            "promises", remedy: "Say on the line above (or the same line) which invariant makes it true",
            covers: Covered.swift,
            caught: [
                SourceFile(path: path, text: "final class A: @unchecked Sendable {}"),
                SourceFile(path: path, text: "// Why.\n\nnonisolated(unsafe) var a = 1"),
            ],
            free: [
                SourceFile(path: path, text: "// The library locks inside.\nfinal class A: @unchecked Sendable {}"),
                SourceFile(path: path, text: "nonisolated(unsafe) var a = 1  // written before threads start"),
            ]
        ) { file in
            [["@", "unchecked", "Sendable"], ["nonisolated", "(", "unsafe", ")"]].flatMap { sequence in
                file.lines(of: sequence).filter { !file.hasComment("", at: $0) }
                    .map { (line: $0, what: "`\(sequence.joined())` without a reason") }
            }
        }.enforce()
    }

    @Test("Tests are Swift Testing's")
    func testing() {
        Rule(
            "one test library", remedy: "Use `import Testing`: the other library's tests are not run",
            covers: Covered.swift,
            caught: [SourceFile(path: "Tests/QueueCoreTests/A.swift", text: "import XCTest")],
            free: [SourceFile(path: "Tests/QueueCoreTests/A.swift", text: "import Testing")]
        ) { file in
            file.imports.filter { $0.module == "XCTest" }.map { (line: $0.line, what: "XCTest") }
        }.enforce()
    }

    @Test("Shell scripts stop at the first error")
    func scripts() {
        Rule(
            "scripts", remedy: "Say `set -euo pipefail` near the top",
            covers: Covered.text,
            caught: [SourceFile(path: "Cluster/demo/run", text: "#!/bin/bash\nset -e\n")],
            free: [
                SourceFile(path: "Cluster/demo/run", text: "#!/usr/bin/env bash\n# What.\nset -euo pipefail\n"),
                SourceFile(path: "Documentation/A.md", text: "Run `bash`."),
            ]
        ) { file in
            guard let first = file.lines.first, first.hasPrefix("#!"), first.hasSuffix("sh") else { return [] }
            return file.lines.prefix(25).contains("set -euo pipefail")
                ? [] : [(line: 1, what: "a script that goes on after errors")]
        }.enforce()
    }
}

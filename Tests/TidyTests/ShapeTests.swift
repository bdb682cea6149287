// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("The shape of files and types")
struct ShapeTests {
    static let fileLinesMax = 500
    static let functionLinesMax = 70
    static let columnsMax = 120
    /// How long a type may be that is not the one its file is named for.
    static let companionLinesMax = 25

    @Test("No type bears its module's name")
    func moduleNames() {
        Rule(
            "module names",
            remedy: "Otherwise nothing else in the module can be named in full from outside; rename the type",
            covers: Covered.sources,
            caught: [SourceFile(path: "Sources/HomeStore/HomeStore.swift", text: "package final class HomeStore {}")],
            free: [
                SourceFile(path: "Sources/HomeStore/Shelf.swift", text: "enum Shelf { case HomeStore }"),
                SourceFile(path: "Sources/Sealing/A.swift", text: "extension Sealing.Key {}"),
            ]
        ) { file in
            let module = String(file.target.dropFirst("Sources/".count))
            return file.types.filter { $0.keyword != "extension" && $0.name == module }
                .map { (line: $0.line, what: "type \($0.name) bears the name of its module") }
        }.enforce()
    }

    @Test("One type a file, named for it")
    func fileNames() {
        Rule(
            "file names",
            remedy: "A file holds one type and bears its name; `Type+Concern.swift` holds extensions of it. "
                + "Companions are nested, private or short (\(Self.companionLinesMax) lines)",
            covers: Covered.sources,
            caught: [
                SourceFile(path: "Sources/SiteNode/Stuff.swift", text: "struct Thing {}"),
                SourceFile(path: "Sources/SiteNode/Thing+Codec.swift", text: "struct Thing {}"),
                SourceFile(
                    path: "Sources/SiteNode/Thing.swift",
                    text: "struct Thing {}\nstruct Other {" + String(repeating: "\n", count: 30) + "}"),
            ],
            free: [
                SourceFile(
                    path: "Sources/SiteNode/Thing.swift", text: "struct Thing { struct Inner {} }\nprivate enum E {}"),
                SourceFile(path: "Sources/SiteNode/Thing+Codec.swift", text: "extension Thing { func encode() {} }"),
                SourceFile(path: "Sources/SiteNode/helpers.swift", text: "func help() {}"),
                SourceFile(path: "Sources/SiteNode/Int+Bytes.swift", text: "extension Int {}\nextension UInt8 {}"),
            ]
        ) { file in
            guard file.name != "main.swift", file.name != "Package.swift" else { return [] }
            let outer = file.types.filter { $0.depth == 0 && !$0.isPrivate }
            let types = outer.filter { $0.keyword != "extension" }
            let base = String(file.stem.split(separator: "+").first ?? "")
            if !file.stem.contains("+"), !types.isEmpty, !types.contains(where: { $0.name == base }) {
                return [(line: types[0].line, what: "\(file.name) has no type \(base), but \(types[0].name)")]
            }
            if file.stem.contains("+"), !outer.contains(where: { $0.keyword == "extension" }) {
                return [(line: 1, what: "\(file.name) extends nothing")]
            }
            return types.filter { type in
                type.name != base && type.lastLine - type.line + 1 > Self.companionLinesMax
            }.map { (line: $0.line, what: "\($0.name) deserves a file of its own") }
                + (file.stem.contains("+") ? types.filter { $0.name == base } : [])
                .map { (line: $0.line, what: "\($0.name) belongs in \(base).swift") }
        }.enforce()
    }

    @Test("Files and functions are short")
    func sizes() {
        let path = "Sources/SiteNode/A.swift"
        let blank = String(repeating: "\n", count: 71)
        Rule(
            "sizes", remedy: "Take a part out that has a name of its own",
            covers: Covered.swift,
            caught: [
                SourceFile(path: path, text: String(repeating: "\n", count: Self.fileLinesMax + 1)),
                SourceFile(path: path, text: "struct A {\n    func long(_ f: () -> Int = { 1 }) {\(blank)}\n}"),
                SourceFile(path: path, text: "struct A { init() {\(blank)} }"),
            ],
            free: [
                SourceFile(
                    path: path, text: "protocol P {\n    func short()\n    var a: Int { get }\n}\nlet b = {\(blank)}")
            ]
        ) { file in
            var found: [(line: Int, what: String)] = []
            let count = file.lines.count - (file.lines.last?.isEmpty == true ? 1 : 0)
            if count > Self.fileLinesMax {
                found.append((line: count, what: "\(count) lines, at most \(Self.fileLinesMax)"))
            }
            for function in file.functions {
                let lines = function.lastLine - function.line + 1
                guard lines > Self.functionLinesMax else { continue }
                let what = "\(function.name) has \(lines) lines, at most \(Self.functionLinesMax)"
                found.append((line: function.line, what: what))
            }
            return found
        }.enforce()
    }

    @Test("Lines are short")
    func columns() {
        let path = "Sources/SiteNode/A.swift"
        Rule(
            "columns", remedy: "Break the line; `make format` breaks code, but not comments and strings",
            covers: Covered.swift,
            caught: [SourceFile(path: path, text: "let a = \"\(String(repeating: "x", count: 120))\"")],
            free: [SourceFile(path: path, text: "let a = \"\(String(repeating: "è", count: 110))\"")]
        ) { file in
            file.lines.enumerated().filter {
                $0.element.utf8.count > Self.columnsMax && $0.element.count > Self.columnsMax
            }
            .map { (line: $0.offset + 1, what: "\($0.element.count) columns, at most \(Self.columnsMax)") }
        }.enforce()
    }
}

// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("What the rules read with")
struct TokenizerTests {
    @Test("Comments and strings are no code, interpolations are")
    func tokens() {
        let text = """
            let a = "x \\(f("y")) // no" // TO DO "quoted"
            /* one /* two */ still */ let `raw name` = #"\\( " "# + 1.5
            """
        let tokens = Tokenizer.tokens(of: text)
        let words = tokens.filter { $0.kind == .word }.map(\.text)
        #expect(words == ["let", "a", "f", "let", "`raw name`"])
        #expect(tokens.filter { $0.kind == .comment }.map(\.line) == [1, 2])
        #expect(
            tokens.filter { $0.kind == .string }.map(\.text) == ["\"y\"", "\"x \\(f(\"y\")) // no\"", "#\"\\( \" \"#"])
        #expect(tokens.last?.text == "1.5")
    }

    @Test("Strings of several lines keep their place")
    func lines() {
        let tokens = Tokenizer.tokens(of: "let a = \"\"\"\n  } \\(b)\n  \"\"\"\nlet c = 0..<2")
        #expect(tokens.filter { $0.isWord("let") }.map(\.line) == [1, 4])
        #expect(tokens.filter { $0.kind == .number }.map(\.text) == ["0", "2"])
        #expect(!tokens.contains { $0.isMark("}") })
    }

    @Test("Types and functions are found with their bodies")
    func declarations() {
        let file = SourceFile(
            path: "Sources/A/A.swift",
            text: """
                @frozen
                public struct A<B: C>: D where B: E {
                    private final class F {
                        class func g() {}
                    }
                    protocol H { func noBody(); var v: Int { get } }
                    init(a: Int = { 1 }()) { self.init() }
                }
                fileprivate typealias I = A
                extension A { func j() async throws(K) -> [Int] {
                } }
                """)
        #expect(file.types.map(\.name) == ["A", "F", "H", "I", "A"])
        #expect(file.types.map(\.depth) == [0, 1, 1, 0, 0])
        #expect(file.types.map(\.isPrivate) == [false, true, false, true, false])
        #expect(file.types.map(\.lastLine) == [8, 5, 6, 9, 11])
        #expect(file.functions.map(\.name) == ["g", "init", "j"])
        #expect(file.functions.map(\.lastLine) == [4, 7, 11])
    }
}

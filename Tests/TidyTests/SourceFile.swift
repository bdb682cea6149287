// SPDX-License-Identifier: Apache-2.0

/// One file of the repository; if it is Swift, in tokens too.
struct SourceFile: Sendable {
    /// From the root of the repository, with `/`.
    let path: String
    let text: String
    let lines: [Substring]
    /// All tokens but comments; none if the file is not Swift.
    let code: [Token]
    let comments: [Token]
    /// Every text of `code`, to see fast that a rule has nothing to look for here.
    private let vocabulary: Set<String>

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let tokens = path.hasSuffix(".swift") ? Tokenizer.tokens(of: text) : []
        code = tokens.filter { $0.kind != .comment }
        comments = tokens.filter { $0.kind == .comment }
        vocabulary = Set(code.map(\.text))
    }

    /// The name without folders.
    var name: String {
        String(path.split(separator: "/").last ?? "")
    }

    /// The name without folders and `.swift`.
    var stem: String {
        name.hasSuffix(".swift") ? String(name.dropLast(6)) : name
    }

    /// The folder that holds a target: `Sources/QueueCore`, `Tests/TidyTests`, `Benchmarks/LoadHarness`.
    var target: String {
        path.split(separator: "/").prefix(2).joined(separator: "/")
    }

    /// Whether a comment containing the text stands on the line or the one above.
    func hasComment(_ text: String, at line: Int) -> Bool {
        comments.contains { comment in
            let last = comment.line + comment.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            return (last == line || last == line - 1) && comment.text.contains(text)
        }
    }

    /// The lines on which these tokens stand one after the other; a `!` only right behind its word.
    func lines(of sequence: [String]) -> [Int] {
        guard code.count >= sequence.count, sequence.allSatisfy(vocabulary.contains) else { return [] }
        return (0...(code.count - sequence.count)).compactMap { start in
            for (token, text) in zip(code[start...], sequence) {
                if token.text != text || (text == "!" && !token.isJoined) { return nil }
            }
            return code[start].line
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Finds public declarations, and types other targets see, that have no documentation comment.
enum Documented {
    /// Required by protocols everybody knows.
    private static let known: Set<String> = [
        "description", "debugDescription", "hash", "encode", "==", "<", "deinit", "errorDescription", "rawValue",
        "allCases", "Element", "Index", "makeIterator", "next",
    ]
    private static let keywords: Set<String> = [
        "func", "var", "let", "init", "subscript", "struct", "class", "enum", "actor", "protocol", "typealias",
    ]
    private static let types: Set<String> = ["struct", "class", "enum", "actor", "protocol"]

    @Sendable static func findings(in file: SourceFile) -> [(line: Int, what: String)] {
        let code = file.code
        return code.indices.compactMap { index in
            let access = code[index]
            guard access.kind == .word, ["public", "open", "package"].contains(access.text) else { return nil }
            // `library.open()` is a call, not an access.
            guard index == 0 || !code[index - 1].isMark("."), let keyword = keyword(after: index, in: code) else {
                return nil
            }
            let word = code[keyword].text
            if access.isWord("package"), !types.contains(word) { return nil }
            let named = keyword + 1 < code.count ? code[keyword + 1].text : ""
            let name = word == "init" ? "init" : named
            // `init(from:)` is Decodable's; an operator's name begins with its first mark.
            let isDecoding = word == "init" && keyword + 2 < code.count && code[keyword + 2].text == "from"
            if isDecoding || known.contains(name) || (word == "func" && code[keyword + 1].kind == .mark) { return nil }
            return isDocumented(access.line, in: file)
                ? nil : (line: access.line, what: "\(word) \(name) is not explained")
        }
    }

    /// The declaration's keyword after its access, past other modifiers and attributes.
    private static func keyword(after access: Int, in code: [Token]) -> Int? {
        for index in (access + 1)..<min(access + 8, code.count) {
            let token = code[index]
            if token.isWord("class"), index + 1 < code.count, keywords.contains(code[index + 1].text) { continue }
            if keywords.contains(token.text) { return index }
            let passes =
                SourceFile.modifiers.contains(token.text) || ["(", ")", "set", "@", "unsafe"].contains(token.text)
            if !passes || token.isWord("override") { return nil }
        }
        return nil
    }

    /// Whether a documentation comment ends right above, past lines that hold attributes only.
    private static func isDocumented(_ line: Int, in file: SourceFile) -> Bool {
        var above = line - 2
        while above >= 0 {
            let text = file.lines[above].drop { $0 == " " }
            if text.hasPrefix("///") { return true }
            guard text.hasPrefix("@") || text.hasPrefix("#if") else { return false }
            above -= 1
        }
        return false
    }
}

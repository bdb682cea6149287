// SPDX-License-Identifier: Apache-2.0

extension SourceFile {
    static let modifiers: Set<String> = [
        "public", "package", "internal", "fileprivate", "private", "open", "final", "indirect", "nonisolated", "static",
        "class", "override", "mutating", "nonmutating", "consuming", "borrowing", "isolated", "unowned", "weak", "lazy",
        "required", "convenience", "dynamic", "prefix", "postfix", "infix", "sending", "distributed", "optional",
    ]

    /// Structs, classes, enumerations, actors, protocols, aliases and extensions, nested ones too.
    var types: [TypeDeclaration] {
        var found: [TypeDeclaration] = []
        var depth = 0
        for index in code.indices {
            if code[index].isMark("{") { depth += 1 }
            if code[index].isMark("}") { depth -= 1 }
            guard isTypeKeyword(at: index) else { continue }
            let last = code[index].isWord("typealias") ? nil : bodyEnd(after: index)
            found.append(
                TypeDeclaration(
                    keyword: code[index].text, name: code[index + 1].text, modifiers: modifiersBefore(index),
                    line: code[index].line, lastLine: last ?? code[index].line, depth: depth))
        }
        return found
    }

    /// Functions, initialisers and subscripts that have a body.
    var functions: [FunctionDeclaration] {
        code.indices.compactMap { index in
            guard isFunctionKeyword(at: index), let last = bodyEnd(after: index) else { return nil }
            let name = code[index].isWord("func") ? code[index + 1].text : code[index].text
            return FunctionDeclaration(name: name, line: code[index].line, lastLine: last)
        }
    }

    private func isTypeKeyword(at index: Int) -> Bool {
        let keywords: Set<String> = ["struct", "class", "enum", "actor", "protocol", "typealias", "extension"]
        guard code[index].kind == .word, keywords.contains(code[index].text), index + 1 < code.count,
            code[index + 1].kind == .word, index == 0 || !code[index - 1].isMark(".")
        else { return false }
        // `class func` and an import of one declaration are no types; `actor` may be a name.
        if index > 0, code[index - 1].isWord("import") { return false }
        if code[index].isWord("class") { return !["func", "var", "let", "subscript"].contains(code[index + 1].text) }
        if code[index].isWord("actor"), index + 2 < code.count {
            return ["{", ":", "<", "where"].contains(code[index + 2].text)
        }
        return true
    }

    private func isFunctionKeyword(at index: Int) -> Bool {
        guard code[index].kind == .word, index + 1 < code.count, index == 0 || !code[index - 1].isMark(".") else {
            return false
        }
        switch code[index].text {
        case "func": return true
        case "init", "subscript": return ["(", "?", "<"].contains(code[index + 1].text)
        case "deinit": return code[index + 1].isMark("{")
        default: return false
        }
    }

    /// The words before a declaration's keyword: access, `static` and so on.
    private func modifiersBefore(_ keyword: Int) -> Set<String> {
        var words: Set<String> = []
        var index = keyword - 1
        while index >= 0, code[index].kind == .word, Self.modifiers.contains(code[index].text) {
            words.insert(code[index].text)
            index -= 1
        }
        return words
    }

    /// The line of the brace that closes the body of the declaration at this token; nothing if it has no body.
    private func bodyEnd(after keyword: Int) -> Int? {
        let ends: Set<String> = [
            "func", "var", "let", "init", "subscript", "deinit", "case", "static", "typealias", "associatedtype",
            "struct", "enum", "protocol", "extension",
        ]
        var nesting = 0
        var index = keyword + 1
        while index < code.count {
            let token = code[index]
            if token.isMark("(") || token.isMark("[") { nesting += 1 }
            if token.isMark(")") || token.isMark("]") { nesting -= 1 }
            if nesting == 0, token.isMark("{") { break }
            let opensNext = token.kind == .word && ends.contains(token.text) && index > keyword + 1
            if nesting == 0, token.isMark("}") || opensNext { return nil }
            index += 1
        }
        var braces = 0
        while index < code.count {
            if code[index].isMark("{") { braces += 1 }
            if code[index].isMark("}") { braces -= 1 }
            if braces == 0 { return code[index].line }
            index += 1
        }
        return nil
    }
}

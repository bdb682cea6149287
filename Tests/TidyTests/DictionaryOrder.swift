// SPDX-License-Identifier: Apache-2.0

/// Finds code that goes through a Dictionary or Set in its own order: by what names are declared as one in the same
/// target, and by `values` and `keys`.
enum DictionaryOrder {
    /// Uses that do not show the order.
    private static let harmless: Set<String> = [
        "count", "isEmpty", "sorted", "contains", "allSatisfy", "removeValue", "removeAll", "mapValues",
        "compactMapValues", "filter", "insert", "remove", "update", "updateValue", "reserveCapacity", "capacity",
        "keys",
        "values", "index", "subtracting", "union", "intersection", "isSubset", "isSuperset", "isDisjoint", "formUnion",
        "subtract", "merge", "merging", "hash", "isStrictSubset", "isStrictSuperset", "symmetricDifference",
    ]

    @Sendable static func findings(in files: [SourceFile]) -> [Finding] {
        let byTarget = Dictionary(grouping: files, by: \.target)
        return byTarget.keys.sorted().flatMap { target in
            let files = byTarget[target] ?? []
            let names = unorderedNames(in: files)
            return files.flatMap { file in
                lines(in: file, names: names)
                    .filter { !file.hasComment("ordered:", at: $0.line) }
                    .map { Finding(path: file.path, line: $0.line, what: $0.what) }
            }
        }
    }

    /// Names declared as a Dictionary or Set in these files, and as nothing else.
    private static func unorderedNames(in files: [SourceFile]) -> Set<String> {
        var unordered: Set<String> = []
        var others: Set<String> = []
        for file in files {
            let code = file.code
            for index in code.indices where code[index].isWord("let") || code[index].isWord("var") {
                guard index + 3 < code.count, code[index + 1].kind == .word else { continue }
                let isTyped = code[index + 2].isMark(":") || code[index + 2].isMark("=")
                guard isTyped else { continue }
                if isUnordered(code, at: index + 3) {
                    unordered.insert(code[index + 1].text)
                } else if code[index + 2].isMark(":") {
                    others.insert(code[index + 1].text)
                }
            }
        }
        return unordered.subtracting(others)
    }

    /// Whether a type (or an empty value of one) that is a Dictionary or Set stands here.
    private static func isUnordered(_ code: [Token], at index: Int) -> Bool {
        if code[index].isWord("Dictionary") || code[index].isWord("Set") { return true }
        guard code[index].isMark("[") else { return false }
        var depth = 0
        for token in code[index...] {
            if ["[", "(", "<"].contains(token.text) { depth += 1 }
            if ["]", ")", ">"].contains(token.text) { depth -= 1 }
            if depth == 0 { return false }
            if depth == 1, token.isMark(":") { return true }
        }
        return false
    }

    private static func lines(in file: SourceFile, names: Set<String>) -> [(line: Int, what: String)] {
        loops(in: file, names: names) + calls(in: file, names: names)
    }

    /// `for … in` over one.
    private static func loops(in file: SourceFile, names: Set<String>) -> [(line: Int, what: String)] {
        let code = file.code
        return code.indices.compactMap { index in
            guard code[index].isWord("for"), index == 0 || !code[index - 1].isMark(".") else { return nil }
            guard let start = code[index...].prefix(40).firstIndex(where: { $0.isWord("in") }) else { return nil }
            let rest = code[(start + 1)...]
            let end = rest.firstIndex { $0.isMark("{") || $0.isWord("where") } ?? code.endIndex
            let expression = Array(rest[..<end])
            guard !expression.contains(where: { $0.isWord("sorted") }), let last = expression.last else { return nil }
            let isNamed = last.kind == .word && (names.contains(last.text) || last.text.hasSuffix("ByID"))
            let isPart = last.isWord("values") || last.isWord("keys")
            return isNamed || isPart ? (line: code[index].line, what: "a loop over `\(last.text)`") : nil
        }
    }

    /// `.map`, `.first` and so on of one.
    private static func calls(in file: SourceFile, names: Set<String>) -> [(line: Int, what: String)] {
        let code = file.code
        return code.indices.compactMap { index in
            guard index + 2 < code.count, code[index].kind == .word, code[index + 1].isMark("."),
                code[index + 2].kind == .word, !harmless.contains(code[index + 2].text)
            else { return nil }
            let isPart =
                (code[index].text == "values" || code[index].text == "keys") && index > 0 && code[index - 1].isMark(".")
            let isUnordered = isPart || names.contains(code[index].text)
            return isUnordered
                ? (line: code[index].line, what: "`\(code[index].text).\(code[index + 2].text)`") : nil
        }
    }
}

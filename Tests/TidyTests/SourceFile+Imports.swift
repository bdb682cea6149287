// SPDX-License-Identifier: Apache-2.0

extension SourceFile {
    /// All imports, whatever stands before and after the word: `@testable`, access, `struct`.
    var imports: [ImportLine] {
        let kinds: Set<String> = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func"]
        return code.indices.compactMap { index in
            guard code[index].isWord("import"), index + 1 < code.count, code[index + 1].kind == .word else {
                return nil
            }
            let named = kinds.contains(code[index + 1].text) && index + 2 < code.count ? index + 2 : index + 1
            return ImportLine(module: code[named].text, line: code[index].line)
        }
    }
}

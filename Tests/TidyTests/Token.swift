// SPDX-License-Identifier: Apache-2.0

/// A word, mark, literal or comment of a Swift file.
struct Token: Sendable, Equatable {
    enum Kind: Sendable {
        case word
        case number
        case string
        case comment
        case mark
    }

    let kind: Kind
    /// As written; a string with its quotes and its interpolations.
    let text: String
    /// Where it begins, from 1.
    let line: Int
    /// Whether it follows the token before without a space: `try!` is one thing, `try !done` another.
    let isJoined: Bool

    func isMark(_ mark: String) -> Bool {
        kind == .mark && text == mark
    }

    func isWord(_ word: String) -> Bool {
        kind == .word && text == word
    }
}

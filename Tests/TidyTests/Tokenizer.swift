// SPDX-License-Identifier: Apache-2.0

/// Splits Swift source into tokens, well enough for the rules.
///
/// It knows strings of every kind with their interpolations, nested comments and raw identifiers. Regex literals are
/// not known; a quote inside one would confuse it.
struct Tokenizer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var tokens: [Token] = []

    static func tokens(of text: String) -> [Token] {
        var tokenizer = Tokenizer(bytes: Array(text.utf8))
        tokenizer.scan(insideInterpolation: false)
        return tokenizer.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        position + ahead < bytes.count ? bytes[position + ahead] : 0
    }

    private func isAhead(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
        return true
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private mutating func add(_ kind: Token.Kind, from start: Int, line: Int) {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let isJoined = start > 0 && ![UInt8(ascii: " "), UInt8(ascii: "\n")].contains(bytes[start - 1])
        tokens.append(Token(kind: kind, text: text, line: line, isJoined: isJoined))
    }

    private mutating func scan(insideInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            let start = position
            let startLine = line
            let next = byte()
            if next == UInt8(ascii: " ") || next == UInt8(ascii: "\n") || next == UInt8(ascii: "\t") {
                advance()
            } else if isAhead("//") {
                while position < bytes.count, byte() != UInt8(ascii: "\n") { advance() }
                add(.comment, from: start, line: startLine)
            } else if isAhead("/*") {
                skipBlockComment()
                add(.comment, from: start, line: startLine)
            } else if let hashes = stringAhead() {
                scanString(hashes: hashes)
            } else if next == UInt8(ascii: "`") {
                advance()
                while position < bytes.count, byte() != UInt8(ascii: "`") { advance() }
                advance()
                add(.word, from: start, line: startLine)
            } else if Self.isWordByte(next) {
                scanWord(from: start)
            } else {
                if next == UInt8(ascii: "(") { depth += 1 }
                if next == UInt8(ascii: ")") {
                    if insideInterpolation, depth == 0 { return }
                    depth -= 1
                }
                advance()
                add(.mark, from: start, line: startLine)
            }
        }
    }

    private mutating func scanWord(from start: Int) {
        let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte())
        while Self.isWordByte(byte()) || (isNumber && byte() == UInt8(ascii: ".") && Self.isDigit(byte(1))) {
            advance()
        }
        add(isNumber ? .number : .word, from: start, line: line)
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if isAhead("/*") {
                depth += 1
                advance(2)
            } else if isAhead("*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && position < bytes.count
    }

    /// The number of `#` before a quote, if a string begins here.
    private func stringAhead() -> Int? {
        var hashes = 0
        while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
        return byte(hashes) == UInt8(ascii: "\"") ? hashes : nil
    }

    /// One string token, preceded by the tokens of its interpolations.
    private mutating func scanString(hashes: Int) {
        let start = position
        let startLine = line
        advance(hashes)
        let quotes = isAhead("\"\"\"") ? 3 : 1
        advance(quotes)
        while position < bytes.count {
            if isClosing(quotes: quotes, hashes: hashes) {
                advance(quotes + hashes)
                break
            }
            if byte() == UInt8(ascii: "\\"), hasHashes(hashes, ahead: 1) {
                advance(1 + hashes)
                if byte() == UInt8(ascii: "(") {
                    advance()
                    scan(insideInterpolation: true)
                }
            }
            advance()
        }
        add(.string, from: start, line: startLine)
    }

    private func isClosing(quotes: Int, hashes: Int) -> Bool {
        for index in 0..<quotes where byte(index) != UInt8(ascii: "\"") { return false }
        return hasHashes(hashes, ahead: quotes)
    }

    private func hasHashes(_ count: Int, ahead: Int) -> Bool {
        for index in 0..<count where byte(ahead + index) != UInt8(ascii: "#") { return false }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

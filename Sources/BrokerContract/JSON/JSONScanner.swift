// SPDX-License-Identifier: Apache-2.0

/// The scan itself: a cursor over bytes that are known to be UTF-8.
///
/// Recursion is bounded by `ContractLimits.nesting`; nothing here can run past the end.
struct JSONScanner {
    private let bytes: UnsafeRawBufferPointer
    private let boundsNumbers: Bool
    private var position = 0
    private var depth = 0
    /// Whether a number that is no 64-bit integer was seen since this was last cleared.
    private var sawOtherNumber = false
    private var memberCount = 0

    init(_ bytes: UnsafeRawBufferPointer, boundsNumbers: Bool) {
        self.bytes = bytes
        self.boundsNumbers = boundsNumbers
    }

    /// Scans the whole document and lists the members of its object.
    mutating func scanDocument() throws(ContractError) -> [JSONMember] {
        skipSpace()
        guard peek == 0x7B else { throw .badRequest("not a JSON object") }
        var members: [JSONMember] = []
        members.reserveCapacity(16)
        try scanObject(into: &members, keepsMembers: true)
        skipSpace()
        guard position == bytes.count else { throw failure("text after the document") }
        return members
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ what: String) -> ContractError {
        .badRequest("not JSON: \(what) at byte \(position)")
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func descend() throws(ContractError) {
        depth += 1
        guard depth <= ContractLimits.nesting else {
            throw .badRequest("nested deeper than \(ContractLimits.nesting) levels")
        }
        position += 1
        skipSpace()
    }

    private mutating func scanValue() throws(ContractError) -> JSONKind {
        switch peek {
        case 0x7B:
            var none: [JSONMember] = []
            try scanObject(into: &none, keepsMembers: false)
            return .object
        case 0x5B:
            try scanArray()
            return .array
        case 0x22:
            try scanString()
            return .string
        case 0x2D, .some(0x30...0x39):
            try scanNumber()
            return .number
        case 0x74:
            try scanWord("true")
            return .boolean
        case 0x66:
            try scanWord("false")
            return .boolean
        case 0x6E:
            try scanWord("null")
            return .null
        default: throw failure("a value was due")
        }
    }

    private mutating func scanObject(into members: inout [JSONMember], keepsMembers: Bool) throws(ContractError) {
        try descend()
        var names = JSONNames()
        var count = 0
        if peek != 0x7D {
            while true {
                guard peek == 0x22 else { throw failure("a name was due") }
                let start = position
                let isPlain = try scanString()
                let name = start + 1..<position - 1
                let unescaped = isPlain ? nil : JSONText.unescape(bytes[name])
                guard names.insert(bytes, name, unescaped) else {
                    let text = unescaped ?? Array(bytes[name])
                    throw .badRequest(
                        "a name stands twice", field: FieldPath.clipped(String(decoding: text, as: UTF8.self)))
                }
                count += 1
                skipSpace()
                guard peek == 0x3A else { throw failure("a colon was due") }
                position += 1
                skipSpace()
                if keepsMembers { sawOtherNumber = false }
                let valueStart = position
                let kind = try scanValue()
                if keepsMembers {
                    let text = unescaped.map { String(decoding: $0, as: UTF8.self) }
                    members.append(
                        JSONMember(
                            name: text ?? String(decoding: bytes[name], as: UTF8.self), value: valueStart..<position,
                            kind: kind, hasOtherNumbers: sawOtherNumber, count: kind == .object ? memberCount : 0))
                }
                if try endsList(0x7D) { break }
            }
        }
        position += 1
        depth -= 1
        memberCount = count
    }

    private mutating func scanArray() throws(ContractError) {
        try descend()
        if peek != 0x5D {
            repeat { _ = try scanValue() } while try !endsList(0x5D)
        }
        position += 1
        depth -= 1
    }

    /// Stands after an item: says whether the list ends here, else steps over the comma.
    private mutating func endsList(_ end: UInt8) throws(ContractError) -> Bool {
        skipSpace()
        switch peek {
        case end: return true
        case 0x2C:
            position += 1
            skipSpace()
            return false
        default: throw failure("a comma or an end was due")
        }
    }

    private mutating func scanWord(_ word: StaticString) throws(ContractError) {
        let matches = word.withUTF8Buffer { letters in
            position + letters.count <= bytes.count
                && bytes[position..<position + letters.count].elementsEqual(letters)
        }
        guard matches else { throw failure("a value was due") }
        position += word.utf8CodeUnitCount
    }

    /// Scans a string with its quotes; says whether it is free of escapes.
    @discardableResult
    private mutating func scanString() throws(ContractError) -> Bool {
        position += 1
        var isPlain = true
        while position < bytes.count {
            switch bytes[position] {
            case 0x22:
                position += 1
                return isPlain
            case 0x5C:
                isPlain = false
                try scanEscape()
            case 0..<0x20: throw failure("a control character in a string")
            default: position += 1
            }
        }
        throw failure("a string has no end")
    }

    private mutating func scanEscape() throws(ContractError) {
        position += 1
        switch peek {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: position += 1
        case 0x75:
            let unit = try scanUnit()
            if unit == 0 { throw .badRequest("a string holds U+0000") }
            if (0xDC00...0xDFFF).contains(unit) { throw failure("half a surrogate pair") }
            guard (0xD800...0xDBFF).contains(unit) else { return }
            guard peek == 0x5C else { throw failure("half a surrogate pair") }
            position += 1
            guard peek == 0x75 else { throw failure("half a surrogate pair") }
            let low = try scanUnit()
            guard (0xDC00...0xDFFF).contains(low) else { throw failure("half a surrogate pair") }
        default: throw failure("an unknown escape")
        }
    }

    /// Stands on the `u` of `\uXXXX`: reads the four digits.
    private mutating func scanUnit() throws(ContractError) -> UInt32 {
        position += 1
        guard position + 4 <= bytes.count else { throw failure("four hexadecimal digits were due") }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = JSONText.hexadecimal(byte) else { throw failure("four hexadecimal digits were due") }
            unit = unit << 4 | digit
        }
        position += 4
        return unit
    }

    private mutating func scanNumber() throws(ContractError) {
        let start = position
        if peek == 0x2D { position += 1 }
        let whole = position
        try scanDigits()
        guard bytes[whole] != 0x30 || position == whole + 1 else { throw failure("a number begins with 0") }
        var isWhole = true
        if peek == 0x2E {
            isWhole = false
            position += 1
            try scanDigits()
        }
        if peek == 0x65 || peek == 0x45 {
            isWhole = false
            position += 1
            if peek == 0x2B || peek == 0x2D { position += 1 }
            let exponent = position
            try scanDigits()
            let value = position - exponent > 3 ? nil : Int(String(decoding: bytes[exponent..<position], as: UTF8.self))
            guard let value, value <= ContractLimits.exponent else {
                throw .badRequest("a number's exponent is too large")
            }
        }
        let length = position - start
        guard length <= ContractLimits.numberLength || !boundsNumbers else { throw .badRequest("a number is too long") }
        // Eighteen digits always fit; past that the text decides.
        if isWhole, length > 18 { isWhole = Int(String(decoding: bytes[start..<position], as: UTF8.self)) != nil }
        if !isWhole { sawOtherNumber = true }
    }

    private mutating func scanDigits() throws(ContractError) {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw failure("a digit was due") }
    }
}

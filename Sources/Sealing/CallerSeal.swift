// SPDX-License-Identifier: Apache-2.0

/// Seals callers under one site's key of one day.
public struct CallerSeal: Sendable {
    /// First byte of what is sealed, so that another form can follow.
    private static let version: UInt8 = 1
    /// Fewest digits of which the last two are told; an extension of four would be half given away.
    private static let digitsToTell = 6

    private let dayKey: SealingKey
    private let hashKey: SealingKey

    /// Prepares for a day.
    ///
    /// - Parameters:
    ///   - dayKey: the site's key of the day.
    ///   - hashKey: the key of the keyed hash. From ``hashKey(master:)`` a caller is known again on other days; derived
    ///     from the day key, destroying that erases the hash's meaning too.
    public init(dayKey: SealingKey, hashKey: SealingKey) {
        self.dayKey = dayKey
        self.hashKey = hashKey
    }

    /// The key of the keyed hash, the same for all sites and days of a pool.
    ///
    /// Numbers are few: whoever has this key can find a number from its hash by trying all of them.
    public static func hashKey(master: SealingKey) -> SealingKey {
        Seal.derive(master, label: "centralino caller hash 1")
    }

    /// Seals a caller.
    ///
    /// - Parameters:
    ///   - number: the number, or a mail or SIP address; at most 65,535 bytes of UTF-8.
    ///   - attributes: a JSON document's bytes, not looked into.
    ///   - associated: what the caller belongs to, e.g. the contact's id; needed again to open.
    /// - Throws: `malformed`: the number is too long. `library`.
    /// - Complexity: O(bytes).
    public func seal(
        number: String, attributes: [UInt8], associated: [UInt8]
    ) throws(SealingError) -> SealedCaller {
        let text = Array(number.utf8)
        guard let length = UInt16(exactly: text.count) else {
            throw SealingError(.malformed, "a number of \(text.count) bytes is too long")
        }
        let plain = [Self.version, UInt8(length >> 8), UInt8(truncatingIfNeeded: length)] + text + attributes
        return SealedCaller(
            ciphertext: try Seal.seal(plain, key: dayKey, associated: associated),
            keyedHash: keyedHash(of: number), lastTwoDigits: Self.lastTwoDigits(of: number))
    }

    /// Opens the ciphertext of a sealed caller.
    ///
    /// - Throws: `refused`: another day's key, another contact, or changed bytes. `malformed`: a newer version sealed
    ///   it.
    /// - Complexity: O(bytes).
    public func open(_ ciphertext: [UInt8], associated: [UInt8]) throws(SealingError) -> OpenedCaller {
        let plain = try Seal.open(ciphertext, key: dayKey, associated: associated)
        guard plain.count >= 3, plain[0] == Self.version else {
            throw SealingError(.malformed, "a sealed caller of a form this version does not know")
        }
        let end = 3 + Int(plain[1]) << 8 + Int(plain[2])
        guard end <= plain.count else { throw SealingError(.malformed, "a sealed caller that ends too early") }
        return OpenedCaller(
            number: String(decoding: plain[3..<end], as: UTF8.self), attributes: Array(plain[end...]))
    }

    /// The keyed hash of a number, to look a caller up by: HMAC-SHA-256 of ``normalised(_:)``, 32 bytes.
    public func keyedHash(of number: String) -> [UInt8] {
        Seal.authenticationCode(Array(Self.normalised(number).utf8), key: hashKey)
    }

    /// One spelling for all spellings of a number.
    ///
    /// `tel:`, `sip:`, `sips:`, URI parameters and the host behind a number go; of a telephone number only digits and a
    /// leading `+` stay, and a leading `00` becomes `+`. Other addresses become lower case. A national number stays
    /// national: what country it is of is not known here.
    /// - Complexity: O(length).
    public static func normalised(_ number: String) -> String {
        var text = number.lowercased().utf8.filter { $0 > 0x20 && $0 != 0x7F }[...]
        for scheme in ["tel:", "sips:", "sip:"] where text.starts(with: scheme.utf8) {
            text = text.dropFirst(scheme.utf8.count)
            text = text.prefix { $0 != 0x3B && $0 != 0x3F }
            // The host behind a number is the exchange it came by, not the caller.
            let user = text.prefix { $0 != 0x40 }
            if isNumber(user) { text = user }
            break
        }
        guard isNumber(text) else { return String(decoding: text, as: UTF8.self) }
        var digits = text.filter(isDigit)[...]
        var international = text.first == 0x2B
        if !international, digits.starts(with: [0x30, 0x30]) {
            digits = digits.dropFirst(2)
            international = true
        }
        return (international ? "+" : "") + String(decoding: digits, as: UTF8.self)
    }

    /// The last two digits of a telephone number; empty for a short one and for other addresses.
    public static func lastTwoDigits(of number: String) -> String {
        let digits = normalised(number).utf8.drop { $0 == 0x2B }
        guard digits.count >= digitsToTell, digits.allSatisfy(isDigit) else { return "" }
        return String(decoding: digits.suffix(2), as: UTF8.self)
    }

    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        let punctuation = Array("+-.()/".utf8)
        return text.allSatisfy { isDigit($0) || punctuation.contains($0) } && text.contains(where: isDigit)
    }

    private static func isDigit(_ character: UInt8) -> Bool { (0x30...0x39).contains(character) }
}

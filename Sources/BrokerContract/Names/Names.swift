// SPDX-License-Identifier: Apache-2.0

/// The grammars of every name and id that clients send.
public enum Names {
    /// Whether a text names a pool, site or node: 1–32 characters of `a-z 0-9 -`.
    public static func isName(_ text: some StringProtocol) -> Bool {
        matches(text, 1...ContractLimits.nameLength) { isLower($0) || isDigit($0) || $0 == 0x2D }
    }

    /// Whether a text is an id of a contact, agent, topic or skill, or a `requestId`: 1–64 of `A-Z a-z 0-9 _ -`.
    public static func isIdentifier(_ text: some StringProtocol) -> Bool {
        matches(text, 1...ContractLimits.identifierLength) {
            isLower($0) || isUpper($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F
        }
    }

    /// Whether a text may stand before the pool in subjects: 1–4 names joined by dots.
    public static func isPrefix(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 4, omittingEmptySubsequences: false)
        return parts.count <= 4 && parts.allSatisfy { isName($0) }
    }

    /// Whether a text has the form of a claim number: 2–10 digits.
    ///
    /// The check digit is the home's to judge.
    public static func isClaim(_ text: some StringProtocol) -> Bool { matches(text, 2...10, isDigit) }

    /// Whether a text is a number that callers dial: 1–32 of `0-9 * # +`.
    public static func isDialled(_ text: some StringProtocol) -> Bool {
        matches(text, 1...ContractLimits.dialledLength) { isPressed($0) || $0 == 0x2B }
    }

    /// Whether a text is one digit that callers press: `0-9 * #`.
    public static func isDigit(_ text: some StringProtocol) -> Bool { matches(text, 1...1, isPressed) }

    /// Whether a text is what callers press in menus, one behind the other: 0–4 of `0-9 * #`.
    public static func isPressed(_ text: some StringProtocol) -> Bool {
        matches(text, 0...ContractLimits.menuDepth, isPressed)
    }

    /// Whether a text has the form of an offer: `<epoch>.<seq>`, the first 1–48 of an identifier, the last 1–20 digits.
    public static func isOffer(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 48 else { return false }
        return isIdentifier(parts[0]) && matches(parts[1], 1...20, isDigit)
    }

    private static func matches(
        _ text: some StringProtocol, _ length: ClosedRange<Int>, _ allows: (UInt8) -> Bool
    ) -> Bool {
        let bytes = text.utf8
        return length.contains(bytes.count) && bytes.allSatisfy(allows)
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isPressed(_ byte: UInt8) -> Bool { isDigit(byte) || byte == 0x2A || byte == 0x23 }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

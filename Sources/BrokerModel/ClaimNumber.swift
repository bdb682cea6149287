// SPDX-License-Identifier: Apache-2.0

/// The short number read to the caller on arrival: a contact number and a Damm check digit, digits only, at most ten.
///
/// The check digit finds every single wrong digit and every swap of two neighbours
/// (H. M. Damm, *Total anti-symmetrische Quasigruppen*, Marburg 2004).
public struct ClaimNumber: Hashable, Sendable, CustomStringConvertible {
    /// The contact the claim began with.
    public let contact: ContactNumber

    /// The claim of a contact.
    public init(_ contact: ContactNumber) { self.contact = contact }

    /// Reads a claim as a caller says it; nil when it is not 2–10 digits or the check digit is wrong. Complexity:
    /// O(digits).
    public init?(_ text: String) {
        let digits = text.utf8
        guard (2...10).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        guard Self.interim(digits) == 0, let value = UInt64(text.dropLast()), value > 0 else { return nil }
        contact = ContactNumber(value)
    }

    /// Six digits at least, the last being the check digit.
    public var description: String {
        let number = String(contact.value)
        let padded = String(repeating: "0", count: max(0, 5 - number.utf8.count)) + number
        return padded + String(Self.interim(padded.utf8))
    }

    /// Damm's running digit over a totally anti-symmetric quasigroup of order ten.
    static func interim(_ digits: some Sequence<UInt8>) -> Int {
        var digit = 0
        for byte in digits { digit = Self.quasigroup[digit * 10 + Int(byte - 48)] }
        return digit
    }

    private static let quasigroup: [Int] = [
        0, 3, 1, 7, 5, 9, 8, 6, 4, 2,
        7, 0, 9, 2, 1, 5, 4, 8, 6, 3,
        4, 2, 0, 6, 8, 7, 1, 3, 5, 9,
        1, 7, 5, 0, 9, 8, 3, 4, 2, 6,
        6, 1, 2, 3, 0, 4, 5, 9, 7, 8,
        3, 6, 7, 4, 2, 0, 9, 5, 8, 1,
        5, 8, 6, 9, 7, 2, 0, 1, 3, 4,
        8, 9, 4, 5, 3, 6, 2, 0, 1, 7,
        9, 4, 3, 8, 6, 1, 7, 2, 0, 5,
        2, 5, 8, 1, 4, 3, 6, 7, 9, 0,
    ]
}

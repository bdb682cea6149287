// SPDX-License-Identifier: Apache-2.0

/// What the log may hold of a caller: ciphertext under the site's key of the day, a keyed hash, the last two digits.
public struct SealedCaller: Hashable, Sendable, WireCodable {
    /// The day whose key seals it, `2026-11-22`.
    public let day: String
    /// Nonce, ciphertext and tag of the number, the address and the attributes.
    public let ciphertext: [UInt8]
    /// A keyed hash of the number, so that the same caller can be recognised; empty without a number.
    public let callerHash: [UInt8]
    /// The last two digits of the number, or empty.
    public let lastDigits: String

    /// A sealed caller.
    public init(day: String, ciphertext: [UInt8], callerHash: [UInt8], lastDigits: String) {
        self.day = day
        self.ciphertext = ciphertext
        self.callerHash = callerHash
        self.lastDigits = lastDigits
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.text(day)
        writer.blob(ciphertext)
        writer.blob(callerHash)
        writer.text(lastDigits)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            day: try reader.text(), ciphertext: try reader.blob(), callerHash: try reader.blob(),
            lastDigits: try reader.text())
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the log may hold of a caller.
public struct SealedCaller: Sendable, Equatable {
    /// Number and attributes, sealed under the site's key of the day.
    public let ciphertext: [UInt8]
    /// The keyed hash of the normalised number (32 bytes): equal for equal numbers, telling nothing without the key.
    public let keyedHash: [UInt8]
    /// The last two digits; empty where the number is so short that they would tell it.
    public let lastTwoDigits: String

    /// Puts together what a log or a store held.
    public init(ciphertext: [UInt8], keyedHash: [UInt8], lastTwoDigits: String) {
        self.ciphertext = ciphertext
        self.keyedHash = keyedHash
        self.lastTwoDigits = lastTwoDigits
    }

    /// What may be shown to everyone: `•••••••34`; as many bullets for every number, so the length stays hidden.
    public var masked: String { Self.masked(lastTwoDigits: lastTwoDigits) }

    /// As ``masked``, for digits that were kept on their own.
    public static func masked(lastTwoDigits: String) -> String {
        "•••••••" + lastTwoDigits
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Wraps the random key of a site's day under the pool's master key, to be kept where it can be destroyed.
///
/// A wrapped key opens for its own site and day only, so nobody can pass one day's key off as another's.
public struct DayKeys: Sendable {
    /// First byte of a wrapped key, so that another way of wrapping can follow.
    private static let version: UInt8 = 1
    /// Bytes of a wrapped key.
    public static let wrappedCount = 1 + SealingKey.byteCount + Seal.overhead

    private let wrapping: SealingKey

    /// Prepares for a pool's master key.
    public init(master: SealingKey) {
        wrapping = Seal.derive(master, label: "centralino day key wrapping 1")
    }

    /// Wraps a day's key.
    ///
    /// - Returns: ``wrappedCount`` bytes: version | nonce | ciphertext | tag.
    /// - Throws: `library`.
    public func wrap(_ dayKey: SealingKey, site: String, day: SealingDay) throws(SealingError) -> [UInt8] {
        let name = Array(Self.keyName(site: site, day: day).utf8)
        return [Self.version] + (try Seal.seal(dayKey.bytes, key: wrapping, associated: name))
    }

    /// Unwraps a day's key.
    ///
    /// - Throws: `malformed`: not a wrapped key, or one of a newer version. `refused`: wrapped under another master
    ///   key, for another site or day, or changed since.
    public func unwrap(_ wrapped: [UInt8], site: String, day: SealingDay) throws(SealingError) -> SealingKey {
        let name = Self.keyName(site: site, day: day)
        guard wrapped.count == Self.wrappedCount, wrapped[0] == Self.version else {
            throw SealingError(.malformed, "what is kept for \(name) is not a wrapped key")
        }
        let bytes = try Seal.open(Array(wrapped.dropFirst()), key: wrapping, associated: Array(name.utf8))
        return SealingKey(checked: bytes)
    }

    /// The name under which a day's key is kept: `roma.2026-11-22`.
    ///
    /// - Parameters:
    ///   - site: the site's id; it has no dot.
    ///   - day: the day.
    public static func keyName(site: String, day: SealingDay) -> String {
        "\(site).\(day)"
    }
}

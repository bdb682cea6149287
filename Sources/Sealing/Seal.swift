// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// Sealing, hashing and randomness by libcrypto.
///
/// All functions may be called from any thread.
public enum Seal {
    /// Bytes of a digest and of an authentication code.
    public static let digestCount = 32
    /// Bytes of the random number in front of sealed bytes.
    static let nonceCount = 12
    /// Bytes of the tag behind sealed bytes.
    static let tagCount = 16
    /// By how many bytes sealing makes bytes longer.
    public static let overhead = nonceCount + tagCount

    /// Seals bytes by AES-256-GCM under a random nonce.
    ///
    /// One key should seal no more than 2³² times (NIST SP 800-38D); a site's key of the day is far from that.
    ///
    /// - Parameters:
    ///   - plain: the bytes to hide; less than 2 GiB.
    ///   - key: the key.
    ///   - associated: bytes that are not hidden but must be the same at opening, e.g. what the secret belongs to.
    /// - Returns: nonce (12) | ciphertext | tag (16).
    /// - Throws: `library`, where libcrypto has no memory.
    /// - Complexity: O(bytes).
    public static func seal(
        _ plain: [UInt8], key: SealingKey, associated: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        try seal(plain, key: key, associated: associated, nonce: randomBytes(nonceCount))
    }

    /// As the public one, under a given nonce; for test vectors.
    ///
    /// Using a nonce twice gives the key away.
    static func seal(
        _ plain: [UInt8], key: SealingKey, associated: [UInt8], nonce: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        precondition(nonce.count == nonceCount, "a nonce of \(nonce.count) bytes")
        let count = plain.count
        var succeeded = false
        let sealed = [UInt8](unsafeUninitializedCapacity: count + overhead) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            base.update(from: nonce, count: nonceCount)
            let text = base + nonceCount
            succeeded =
                copenssl_gcm_seal(
                    Algorithms.shared.gcm, key.bytes, nonce, associated, Int32(associated.count), plain, Int32(count),
                    text, text + count) == 1
            initialized = count + overhead
        }
        guard succeeded else { throw SealingError(.library, "libcrypto could not seal; is there memory left?") }
        return sealed
    }

    /// Opens sealed bytes.
    ///
    /// - Parameters:
    ///   - sealed: what ``seal(_:key:associated:)`` returned.
    ///   - key: the key they were sealed with.
    ///   - associated: the associated bytes they were sealed with.
    /// - Throws: `malformed`: too short to be sealed bytes. `refused`: not sealed with this key and these associated
    ///   bytes, or changed since.
    /// - Complexity: O(bytes).
    public static func open(
        _ sealed: [UInt8], key: SealingKey, associated: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        let count = sealed.count - overhead
        guard count >= 0 else {
            throw SealingError(.malformed, "\(sealed.count) bytes are too few for sealed ones (at least \(overhead))")
        }
        var succeeded = false
        let plain = [UInt8](unsafeUninitializedCapacity: max(count, 1)) { buffer, initialized in
            sealed.withUnsafeBufferPointer { sealed in
                guard let out = buffer.baseAddress, let nonce = sealed.baseAddress else { return }
                let text = nonce + nonceCount
                succeeded =
                    copenssl_gcm_open(
                        Algorithms.shared.gcm, key.bytes, nonce, associated, Int32(associated.count), text,
                        Int32(count), text + count, out) == 1
            }
            initialized = succeeded ? count : 0
        }
        guard succeeded else {
            throw SealingError(.refused, "sealed bytes were changed, or key or associated bytes are other ones")
        }
        return plain
    }

    /// Bytes nobody can predict, from libcrypto's generator.
    ///
    /// - Parameter count: how many, ≥ 0.
    /// - Complexity: O(count).
    public static func randomBytes(_ count: Int) -> [UInt8] {
        precondition(count >= 0, "\(count) random bytes")
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // There is no safe way to go on without randomness: every later nonce and key would be a guess.
            guard count == 0 || RAND_bytes(buffer.baseAddress, Int32(count)) == 1 else {
                fatalError("the system gives libcrypto no randomness")
            }
            initialized = count
        }
    }

    /// Compares in a time that depends on the lengths only.
    ///
    /// - Complexity: O(bytes).
    public static func constantTimeEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }
}

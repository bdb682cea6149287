// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

extension Seal {
    /// SHA-256: 32 bytes.
    ///
    /// - Complexity: O(bytes).
    public static func digest(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { digest($0) }
    }

    /// SHA-256 of bytes where they lie: 32 bytes.
    ///
    /// - Complexity: O(bytes).
    public static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        output(digestCount) { out in
            EVP_Digest(bytes.baseAddress, bytes.count, out, nil, Algorithms.shared.sha256, nil)
        }
    }

    /// HMAC-SHA-256: 32 bytes.
    ///
    /// - Complexity: O(bytes).
    public static func authenticationCode(_ bytes: [UInt8], key: SealingKey) -> [UInt8] {
        bytes.withUnsafeBytes { authenticationCode($0, key: key) }
    }

    /// HMAC-SHA-256 of bytes where they lie: 32 bytes.
    ///
    /// - Complexity: O(bytes).
    public static func authenticationCode(_ bytes: UnsafeRawBufferPointer, key: SealingKey) -> [UInt8] {
        authenticationCode(bytes, keyBytes: key.bytes)
    }

    /// As the public one, with a key of any length; for test vectors.
    static func authenticationCode(_ bytes: UnsafeRawBufferPointer, keyBytes: [UInt8]) -> [UInt8] {
        let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        return output(digestCount) { out in
            copenssl_hmac(Algorithms.shared.hmac, keyBytes, keyBytes.count, start, bytes.count, out)
        }
    }

    /// Makes a key for one purpose out of another: HKDF-SHA-256 (RFC 5869), no salt, the label as info.
    ///
    /// - Parameters:
    ///   - key: the key to start from; it cannot be found from the result.
    ///   - label: the purpose; other labels give unrelated keys.
    /// - Complexity: O(label); about four hashes.
    public static func derive(_ key: SealingKey, label: String) -> SealingKey {
        SealingKey(checked: expand(key.bytes, salt: [], info: Array(label.utf8), count: SealingKey.byteCount))
    }

    /// HKDF-SHA-256 in full; for ``derive(_:label:)`` and test vectors.
    static func expand(_ key: [UInt8], salt: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
        output(count) { out in
            copenssl_hkdf(
                Algorithms.shared.hkdf, key, key.count, salt, salt.count, info, info.count, out, count)
        }
    }

    /// Runs a call that fills `count` bytes.
    ///
    /// Such a call fails only where memory is gone, and nothing can go on then.
    private static func output(_ count: Int, _ call: (UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard call(buffer.baseAddress) == 1 else { fatalError("libcrypto could not hash; is there memory left?") }
            initialized = count
        }
    }
}

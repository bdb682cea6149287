// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// HMAC-SHA-256 of bytes that come in pieces, for what nobody holds whole.
public final class RunningCode {
    private let context: OpaquePointer

    /// The code of nothing yet.
    public init(key: SealingKey) {
        let begun = copenssl_hmac_begin(Algorithms.shared.hmac, key.bytes, key.bytes.count)
        guard let begun else { fatalError("libcrypto could not begin a code; is there memory left?") }
        context = begun
    }

    deinit { EVP_MAC_CTX_free(context) }

    /// Adds bytes. Complexity: O(bytes).
    public func add(_ bytes: [UInt8]) {
        guard bytes.isEmpty || EVP_MAC_update(context, bytes, bytes.count) == 1 else {
            fatalError("libcrypto could not hash; is there memory left?")
        }
    }

    /// The code of all of them, 32 bytes; to be asked for once.
    public func end() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Seal.digestCount) { buffer, initialized in
            guard EVP_MAC_final(context, buffer.baseAddress, &initialized, Seal.digestCount) == 1 else {
                fatalError("libcrypto could not end a code; is there memory left?")
            }
        }
    }
}

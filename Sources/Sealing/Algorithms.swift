// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// libcrypto's algorithms, fetched once: fetching costs more than hashing a short message.
///
/// `@unchecked Sendable`: libcrypto documents fetched algorithm objects as immutable and shareable between threads;
/// they live as long as the process.
final class Algorithms: @unchecked Sendable {
    static let shared = Algorithms()

    let gcm: OpaquePointer
    let sha256: OpaquePointer
    let hmac: OpaquePointer
    let hkdf: OpaquePointer

    private init() {
        guard let gcm = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil),
            let sha256 = EVP_MD_fetch(nil, "SHA256", nil),
            let hmac = EVP_MAC_fetch(nil, "HMAC", nil),
            let hkdf = EVP_KDF_fetch(nil, "HKDF", nil)
        else { fatalError("libcrypto lacks AES-256-GCM, SHA-256, HMAC or HKDF: is its default provider switched off?") }
        self.gcm = gcm
        self.sha256 = sha256
        self.hmac = hmac
        self.hkdf = hkdf
    }
}

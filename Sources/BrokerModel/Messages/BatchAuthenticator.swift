// SPDX-License-Identifier: Apache-2.0

/// The two functions over bytes that batches need; the shell brings them from a cryptographic library.
public protocol BatchAuthenticator: Sendable {
    /// SHA-256 of the bytes.
    func digest(of bytes: [UInt8]) -> Digest
    /// HMAC-SHA-256 of the bytes under the pool's log key.
    func authenticationCode(of bytes: [UInt8]) -> Digest
}

// SPDX-License-Identifier: Apache-2.0

/// The two functions over bytes that batches need; the shell brings them from a cryptographic library.
///
/// Classes only: a value that holds an existential of unknown size is copied whole, all its tables retained, each time
/// a property of it is read through an optional.
public protocol BatchAuthenticator: AnyObject, Sendable {
    /// SHA-256 of the bytes.
    func digest(of bytes: [UInt8]) -> Digest
    /// HMAC-SHA-256 of the bytes under the pool's log key.
    func authenticationCode(of bytes: [UInt8]) -> Digest
}

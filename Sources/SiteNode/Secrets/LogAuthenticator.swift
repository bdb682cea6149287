// SPDX-License-Identifier: Apache-2.0
package import BrokerModel
package import Sealing

/// Digests and codes of batches, by libcrypto under a key derived from the pool's master key.
package final class LogAuthenticator: BatchAuthenticator {
    private let key: SealingKey

    /// Of a pool.
    package init(master: SealingKey) { key = Seal.derive(master, label: "centralino log 1") }

    package func digest(of bytes: [UInt8]) -> Digest { Digest(Seal.digest(bytes)) }

    /// The authentication code of bytes that come in pieces.
    package func codeOfPieces() -> RunningCode { RunningCode(key: key) }

    package func authenticationCode(of bytes: [UInt8]) -> Digest { Digest(Seal.authenticationCode(bytes, key: key)) }
}

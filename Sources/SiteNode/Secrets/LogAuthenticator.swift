// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Sealing

/// Digests and codes of batches, by libcrypto under a key derived from the pool's master key.
final class LogAuthenticator: BatchAuthenticator {
    private let key: SealingKey

    init(master: SealingKey) { key = Seal.derive(master, label: "centralino log 1") }

    func digest(of bytes: [UInt8]) -> Digest { Digest(Seal.digest(bytes)) }

    func authenticationCode(of bytes: [UInt8]) -> Digest { Digest(Seal.authenticationCode(bytes, key: key)) }
}

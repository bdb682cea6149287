// SPDX-License-Identifier: Apache-2.0
import Foundation
import NATSClient

/// A fresh NKey of a user: the ed25519 key is made by the openssl command, the text by `NATSNKey`.
public final class TestNKey: Sendable {
    private let directory: TestDirectory
    /// The file with the seed.
    public let seedFile: String
    /// The public key, `U…`, for the server's configuration.
    public let publicKey: String

    /// Makes a key.
    public init() throws {
        directory = try TestDirectory()
        let path = directory.file("key.der")
        try Launcher.shared.run(
            "/usr/bin/openssl", ["genpkey", "-algorithm", "ed25519", "-outform", "DER", "-out", path])
        // PKCS #8 of an ed25519 key ends with the 32 bytes of the secret.
        guard let data = FileManager.default.contents(atPath: path), data.count >= 32 else {
            throw TestKitError("openssl made no key")
        }
        let key = try NATSNKey(secret: [UInt8](data.suffix(32)))
        publicKey = key.publicKey
        seedFile = try directory.write("user.nk", key.seed + "\n")
    }
}

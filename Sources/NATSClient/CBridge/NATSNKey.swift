// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Foundation

/// An ed25519 user key of NATS: `SU…` is the seed, `U…` the public key that a server's configuration lists.
public struct NATSNKey: Sendable {
    /// The seed as text, `SU…`: a secret.
    public let seed: String

    /// The public key as text, `U…`.
    public let publicKey: String

    /// A user key.
    ///
    /// - Parameter secret: The 32 bytes of an ed25519 private key, from a good source of randomness.
    public init(secret: [UInt8]) throws(NATSError) {
        guard secret.count == 32 else { throw Self.invalid("an ed25519 key has 32 bytes") }
        var key = [UInt8](repeating: 0, count: 32)
        guard cnats_ed25519_public_key(secret, &key) == 1 else { throw Self.invalid("libcrypto refuses the key") }
        let first = Self.seedPrefix | (Self.userPrefix >> 5)
        seed = Base32.encode(Self.withChecksum([first, (Self.userPrefix & 31) << 3] + secret))
        publicKey = Base32.encode(Self.withChecksum([Self.userPrefix] + key))
    }

    /// The user key of a seed file.
    ///
    /// - Parameter seedFile: A file with a line `SU…`; other lines are skipped.
    public init(seedFile: String) throws(NATSError) {
        guard let data = FileManager.default.contents(atPath: seedFile) else {
            throw Self.invalid("the seed file cannot be read")
        }
        let lines = data.split { $0 == 10 || $0 == 13 || $0 == 32 }
        guard let line = lines.first(where: { $0.starts(with: "SU".utf8) && $0.count == 58 }),
            let raw = Base32.decode(line), raw.count == 36, raw == Self.withChecksum(Array(raw[..<34]))
        else { throw Self.invalid("the seed file holds no user seed") }
        try self.init(secret: Array(raw[2..<34]))
    }

    private static let seedPrefix: UInt8 = 18 << 3
    private static let userPrefix: UInt8 = 20 << 3

    private static func invalid(_ message: String) -> NATSError {
        NATSError(.badArgument, operation: "nkey", message: message)
    }

    /// The bytes and their CRC-16 (polynomial 0x1021, initially 0), low byte first.
    private static func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return bytes + [UInt8(crc & 255), UInt8(crc >> 8)]
    }
}

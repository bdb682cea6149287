// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Digests that are cheap and the same everywhere. Forgery is not what the simulator is about.
final class PlainAuthenticator: BatchAuthenticator {
    /// 32 bytes that differ whenever the bytes do, but for chance.
    func digest(of bytes: [UInt8]) -> Digest { Digest(Self.mix(bytes, salt: 0x9E37_79B9_7F4A_7C15)) }

    /// 32 other bytes.
    func authenticationCode(of bytes: [UInt8]) -> Digest { Digest(Self.mix(bytes, salt: 0xC2B2_AE3D_27D4_EB4F)) }

    private static func mix(_ bytes: [UInt8], salt: UInt64) -> [UInt8] {
        var lanes = (salt, salt &* 3, salt &* 5, salt &* 7)
        var index = 0
        bytes.withUnsafeBytes { raw in
            while index + 32 <= raw.count {
                lanes.0 = (lanes.0 ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x9FB2_1C65_1E98_DF25
                lanes.1 =
                    (lanes.1 ^ raw.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self)) &* 0x9FB2_1C65_1E98_DF25
                lanes.2 =
                    (lanes.2 ^ raw.loadUnaligned(fromByteOffset: index + 16, as: UInt64.self)) &* 0x9FB2_1C65_1E98_DF25
                lanes.3 =
                    (lanes.3 ^ raw.loadUnaligned(fromByteOffset: index + 24, as: UInt64.self)) &* 0x9FB2_1C65_1E98_DF25
                lanes.0 ^= lanes.1 >> 29
                lanes.1 ^= lanes.2 >> 31
                lanes.2 ^= lanes.3 >> 27
                lanes.3 ^= lanes.0 >> 30
                index += 32
            }
            while index < raw.count {
                lanes.0 = (lanes.0 ^ UInt64(raw[index])) &* 0x100_0000_01B3
                lanes.1 ^= lanes.0 >> 17
                index += 1
            }
        }
        lanes.0 = (lanes.0 ^ lanes.1 ^ lanes.2 ^ lanes.3 ^ UInt64(bytes.count)) &* 0x9FB2_1C65_1E98_DF25
        lanes = (
            lanes.0.littleEndian, lanes.1.littleEndian, lanes.2.littleEndian, lanes.3.littleEndian
        )
        return withUnsafeBytes(of: lanes) { [UInt8]($0) }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Digests that are cheap and the same everywhere; what they protect against is not what these tests are about.
struct PlainAuthenticator: BatchAuthenticator {
    func digest(of bytes: [UInt8]) -> Digest { Digest(Self.mix(bytes, salt: 0x9E37_79B9_7F4A_7C15)) }
    func authenticationCode(of bytes: [UInt8]) -> Digest { Digest(Self.mix(bytes, salt: 0xC2B2_AE3D_27D4_EB4F)) }

    private static func mix(_ bytes: [UInt8], salt: UInt64) -> [UInt8] {
        var lanes: [UInt64] = [salt, salt &* 3, salt &* 5, salt &* 7]
        for (index, byte) in bytes.enumerated() {
            lanes[index & 3] = (lanes[index & 3] ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        lanes[0] = (lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3]) &* 0x100_0000_01B3
        return lanes.flatMap { lane in withUnsafeBytes(of: lane.littleEndian) { Array($0) } }
    }
}

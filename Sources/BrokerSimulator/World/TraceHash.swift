// SPDX-License-Identifier: Apache-2.0

/// 64 bits that differ, but for chance, as soon as two runs do.
struct TraceHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func mix(_ word: UInt64, at time: Int64) {
        value = (value ^ word) &* 0x9FB2_1C65_1E98_DF25
        value = (value ^ value >> 32 ^ UInt64(bitPattern: time)) &* 0x9FB2_1C65_1E98_DF25
    }

    mutating func mix(_ bytes: [UInt8], at time: Int64) {
        var sum = UInt64(bytes.count)
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        mix(sum, at: time)
    }
}

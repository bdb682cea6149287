// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sealing

struct SealTests {
    /// Test cases 13 to 15 (AES-256) of the GCM specification that NIST SP 800-38D adopted, and 16 with associated
    /// bytes.
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let key: String
        let nonce: String
        var associated = ""
        var plain = ""
        var cipher = ""
        let tag: String
        var testDescription: String { name }
    }

    static let key16 = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    static let plain16 = """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
        """
    static let cipher16 = """
        522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
        """
    static let vectors = [
        Vector(
            name: "13", key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            name: "14", key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plain: String(repeating: "00", count: 16), cipher: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            name: "15", key: key16, nonce: "cafebabefacedbaddecaf888", plain: plain16 + "1aafd255",
            cipher: cipher16 + "898015ad", tag: "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            name: "16", key: key16, nonce: "cafebabefacedbaddecaf888",
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2", plain: plain16, cipher: cipher16,
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: vectors) func `AES-256-GCM agrees with the published vectors`(_ vector: Vector) throws {
        let key = try #require(SealingKey(bytes: hex(vector.key)))
        let associated = hex(vector.associated)
        let sealed = hex(vector.nonce) + hex(vector.cipher) + hex(vector.tag)
        #expect(try Seal.open(sealed, key: key, associated: associated) == hex(vector.plain))
        #expect(
            try Seal.seal(hex(vector.plain), key: key, associated: associated, nonce: hex(vector.nonce)) == sealed)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 300, 65_536]) func `what was sealed opens`(_ count: Int) throws {
        let key = SealingKey.random()
        let plain = Seal.randomBytes(count)
        let sealed = try Seal.seal(plain, key: key, associated: [1, 2, 3])
        #expect(sealed.count == count + Seal.overhead)
        #expect(try Seal.open(sealed, key: key, associated: [1, 2, 3]) == plain)
    }

    @Test func `every changed bit and every shorter form is refused`() throws {
        let key = SealingKey.random()
        let sealed = try Seal.seal(Array("06 1234567".utf8), key: key, associated: [7])
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << UInt8(bit)
                let error = #expect(throws: SealingError.self) {
                    try Seal.open(changed, key: key, associated: [7])
                }
                #expect(error?.code == .refused)
            }
        }
        for count in sealed.indices {
            #expect(throws: SealingError.self) {
                try Seal.open(Array(sealed.prefix(count)), key: key, associated: [7])
            }
        }
        let short = #expect(throws: SealingError.self) { try Seal.open([1], key: key, associated: []) }
        #expect(short?.code == .malformed)
    }

    @Test func `another key and other associated bytes are refused`() throws {
        let key = SealingKey.random()
        let sealed = try Seal.seal([1, 2, 3], key: key, associated: [7])
        for associated in [[], [8], [7, 7]] as [[UInt8]] {
            let error = #expect(throws: SealingError.self) {
                try Seal.open(sealed, key: key, associated: associated)
            }
            #expect(error?.code == .refused)
        }
        #expect(throws: SealingError.self) { try Seal.open(sealed, key: .random(), associated: [7]) }
    }

    @Test func `the same bytes never look the same`() throws {
        let key = SealingKey.random()
        let nonces = try (0..<1000).map { _ in
            try Seal.seal([1], key: key, associated: []).prefix(Seal.nonceCount)
        }
        #expect(Set(nonces).count == 1000)
    }

    @Test func `randomness has the length asked for and does not repeat`() {
        for count in [0, 1, 32, 5000] { #expect(Seal.randomBytes(count).count == count) }
        #expect(Set((0..<1000).map { _ in Seal.randomBytes(16) }).count == 1000)
    }

    @Test func `comparison sees every difference`() {
        let bytes = Seal.randomBytes(64)
        #expect(Seal.constantTimeEqual(bytes, bytes))
        #expect(Seal.constantTimeEqual([], []))
        #expect(!Seal.constantTimeEqual(bytes, Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(!Seal.constantTimeEqual(bytes, other))
        }
    }
}

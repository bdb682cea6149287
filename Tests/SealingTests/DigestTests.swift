// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sealing

struct DigestTests {
    /// FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]) func `SHA-256 agrees with the published vectors`(_ text: String, _ digest: String) {
        let bytes = Array(text.utf8)
        #expect(Seal.digest(bytes) == hex(digest))
        #expect(bytes.withUnsafeBytes { Seal.digest($0) } == hex(digest))
    }

    /// RFC 4231, cases 1 to 4, 6 and 7.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]) func `HMAC-SHA-256 agrees with RFC 4231`(_ key: [UInt8], _ bytes: [UInt8], _ code: String) {
        #expect(bytes.withUnsafeBytes { Seal.authenticationCode($0, keyBytes: key) } == hex(code))
    }

    @Test func `a code of pieces is that of the whole`() {
        let key = SealingKey.random()
        for counts in [[], [0], [1], [63, 1, 64, 65], [0, 4_096, 0, 1]] {
            let pieces = counts.map { Seal.randomBytes($0) }
            let code = RunningCode(key: key)
            for piece in pieces { code.add(piece) }
            #expect(code.end() == Seal.authenticationCode(Array(pieces.joined()), key: key))
        }
    }

    @Test func `the code of an array is that of its bytes, and depends on the key`() {
        let key = SealingKey.random()
        for count in [0, 1, 64, 65_536] {
            let bytes = Seal.randomBytes(count)
            let code = Seal.authenticationCode(bytes, key: key)
            #expect(code == bytes.withUnsafeBytes { Seal.authenticationCode($0, key: key) })
            #expect(code != Seal.authenticationCode(bytes, key: .random()))
        }
    }

    /// RFC 5869, cases 1 to 3.
    @Test(
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 22), Array(0...0x0C), Array(0xF0...0xF9),
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                Array(0...0x4F), Array(0x60...0xAF), Array(0xB0...0xFF),
                """
                b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09
                da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87
                """
            ),
            (
                [UInt8](repeating: 0x0B, count: 22), [], [],
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ] as [([UInt8], [UInt8], [UInt8], String)])
    func `HKDF-SHA-256 agrees with RFC 5869`(_ key: [UInt8], _ salt: [UInt8], _ info: [UInt8], _ output: String) {
        let expected = hex(output)
        #expect(Seal.expand(key, salt: salt, info: info, count: expected.count) == expected)
    }

    @Test func `derived keys differ by key and by label`() {
        let key = SealingKey.random()
        #expect(Seal.derive(key, label: "a") == Seal.derive(key, label: "a"))
        #expect(Seal.derive(key, label: "a") != Seal.derive(key, label: "b"))
        #expect(Seal.derive(key, label: "a") != Seal.derive(.random(), label: "a"))
        #expect(Seal.derive(key, label: "") != key)
    }
}

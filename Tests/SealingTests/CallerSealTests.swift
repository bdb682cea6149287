// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sealing

struct CallerSealTests {
    let master = SealingKey.random()
    let seal: CallerSeal

    init() {
        seal = CallerSeal(dayKey: .random(), hashKey: CallerSeal.hashKey(master: master))
    }

    @Test func `a caller is hidden and opens for the same contact and day`() throws {
        let attributes = Array(#"{"nome":"Ada"}"#.utf8)
        let sealed = try seal.seal(number: "+39 06 12345634", attributes: attributes, associated: [1])
        #expect(sealed.lastTwoDigits == "34")
        #expect(sealed.masked == "•••••••34")
        #expect(sealed.keyedHash.count == 32)
        let opened = try seal.open(sealed.ciphertext, associated: [1])
        #expect(opened.number == "+39 06 12345634")
        #expect(opened.attributes == attributes)
        #expect(!"\(opened)".contains("39") && !String(reflecting: opened).contains("39"))
        #expect(throws: SealingError.self) { try seal.open(sealed.ciphertext, associated: [2]) }
        let other = CallerSeal(dayKey: .random(), hashKey: CallerSeal.hashKey(master: master))
        #expect(throws: SealingError.self) { try other.open(sealed.ciphertext, associated: [1]) }
    }

    @Test func `the hash knows a caller on every day and at no other pool`() throws {
        let other = CallerSeal(dayKey: .random(), hashKey: CallerSeal.hashKey(master: master))
        #expect(seal.keyedHash(of: "0039 06-1234567") == other.keyedHash(of: "tel:+39061234567"))
        #expect(seal.keyedHash(of: "061234567") != seal.keyedHash(of: "061234568"))
        let elsewhere = CallerSeal(dayKey: .random(), hashKey: CallerSeal.hashKey(master: .random()))
        #expect(seal.keyedHash(of: "061234567") != elsewhere.keyedHash(of: "061234567"))
    }

    @Test(arguments: [
        ("+39 06 123.45-67", "+39061234567"), ("0039061234567", "+39061234567"), ("06/1234567", "061234567"),
        ("(06) 1234567", "061234567"), ("TEL:+39-06-1234567;ext=3", "+39061234567"),
        ("sip:+39061234567@pbx.example.org;user=phone", "+39061234567"), ("sip:Ada@Example.org", "ada@example.org"),
        ("Ada@Example.org", "ada@example.org"), ("anonymous", "anonymous"), ("", ""), ("+", "+"), ("117", "117"),
    ]) func `one number has one spelling`(_ given: String, _ normalised: String) {
        #expect(CallerSeal.normalised(given) == normalised)
        #expect(CallerSeal.normalised(normalised) == normalised)
    }

    @Test(arguments: [
        ("061234534", "34"), ("123456", "56"), ("12345", ""), ("34", ""), ("", ""), ("ada42@example.org", ""),
        ("+39061234500", "00"),
    ]) func `two digits are told of long numbers only`(_ number: String, _ digits: String) throws {
        #expect(CallerSeal.lastTwoDigits(of: number) == digits)
        let sealed = try seal.seal(number: number, attributes: [], associated: [])
        #expect(sealed.masked == "•••••••" + digits)
        #expect(try seal.open(sealed.ciphertext, associated: []).number == number)
    }

    @Test func `odd content is refused as malformed`() throws {
        let key = SealingKey.random()
        let reader = CallerSeal(dayKey: key, hashKey: key)
        for plain in [[], [1], [1, 0], [2, 0, 0], [1, 0, 1], [1, 0xFF, 0xFF, 0]] as [[UInt8]] {
            let sealed = try Seal.seal(plain, key: key, associated: [])
            let error = #expect(throws: SealingError.self) { try reader.open(sealed, associated: []) }
            #expect(error?.code == .malformed)
        }
        let error = #expect(throws: SealingError.self) {
            try seal.seal(number: String(repeating: "1", count: 65_536), attributes: [], associated: [])
        }
        #expect(error?.code == .malformed)
    }
}

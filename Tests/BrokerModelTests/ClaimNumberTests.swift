// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@Suite struct ClaimNumberTests {
    private static let numbers: [UInt64] = {
        var random = SplitMix64(seed: 11)
        return [1, 9, 10, 99_999, 100_000, 999_999_999] + (0..<150).map { _ in 1 + random.next() % 999_999_999 }
    }()

    @Test func aClaimIsSixToTenDigitsAndReadsBack() {
        for value in Self.numbers {
            let text = ClaimNumber(ContactNumber(value)).description
            #expect((6...10).contains(text.count) && text.allSatisfy { ("0"..."9").contains($0) }, "\(text)")
            #expect(ClaimNumber(text)?.contact == ContactNumber(value), "\(text)")
        }
        #expect(ClaimNumber(ContactNumber(1)).description == "000013")
        #expect(ClaimNumber("13")?.contact == ContactNumber(1), "leading noughts may be left out")
    }

    @Test func everyWrongDigitIsCaught() {
        for value in Self.numbers {
            let digits = Array(ClaimNumber(ContactNumber(value)).description)
            for place in digits.indices {
                for wrong in "0123456789" where wrong != digits[place] {
                    var damaged = digits
                    damaged[place] = wrong
                    #expect(ClaimNumber(String(damaged)) == nil, "\(String(digits)) read as \(String(damaged))")
                }
            }
        }
    }

    @Test func everySwapOfNeighboursIsCaught() {
        for value in Self.numbers {
            let digits = Array(ClaimNumber(ContactNumber(value)).description)
            for place in 1..<digits.count where digits[place] != digits[place - 1] {
                var damaged = digits
                damaged.swapAt(place, place - 1)
                #expect(ClaimNumber(String(damaged)) == nil, "\(String(digits)) read as \(String(damaged))")
            }
        }
    }

    @Test func whatIsNoClaimIsRefused() {
        for text in ["", "0", "00", "000000", "1", "12a4", "+13", "-13", " 13", "12345678901", "１３", "000014"] {
            #expect(ClaimNumber(text) == nil, "\(text)")
        }
    }
}

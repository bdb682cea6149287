// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

@Suite struct NumberIndexTests {
    /// Numbers of a few ranges side by side, taken out at random and entered again: beside a dictionary.
    @Test(arguments: 1...20) func findsWhatIsThereAndNothingElse(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var index = NumberIndex()
        var model: [UInt64: UInt32] = [:]
        for step in 0..<20_000 {
            let range = UInt64(random.below(4)) * 250_000_000
            // Few enough that the same number comes back, and that the table grows and is half empty again.
            let number = range + 1 + UInt64(random.below(step < 10_000 ? 1_000 : 100))
            if let slot = model[number] {
                #expect(index.slot(of: ContactNumber(number)) == slot)
                index.remove(ContactNumber(number))
                model[number] = nil
            } else {
                #expect(index.slot(of: ContactNumber(number)) == nil)
                index.insert(ContactNumber(number), UInt32(step))
                model[number] = UInt32(step)
            }
            #expect(index.count == model.count)
        }
        for (number, slot) in model { #expect(index.slot(of: ContactNumber(number)) == slot) }
    }

    @Test func aNumberBeyondAllIsNotThere() {
        var index = NumberIndex()
        index.insert(ContactNumber(1), 7)
        #expect(index.slot(of: ContactNumber(1 << 32 + 1)) == nil)
        #expect(index.slot(of: ContactNumber(Limits.contactNumberMax + 1)) == nil)
        #expect(index.slot(of: .none) == nil)
    }
}

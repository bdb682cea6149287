// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite struct PagedIndexTests {
    /// Keys of a few ranges side by side, taken out at random and entered again: beside a dictionary.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `finds what is there and nothing else, in order`(seed: UInt64)
    {
        var random = SplitMix64(seed: seed)
        var index = PagedIndex()
        var model: [UInt32: UInt32] = [:]
        var copies: [(index: PagedIndex, model: [UInt32: UInt32])] = []
        for step in 0..<20_000 {
            let range = UInt32(random.next() % 4) * 250_000_000
            // Few enough that the same key comes back, and that pages come and go.
            let key = range + UInt32(random.next() % (step < 10_000 ? 1_000 : 100))
            #expect(index.value(of: key) == model[key])
            if let value = model.removeValue(forKey: key) {
                index.update(key, to: value + 1)
                #expect(index.remove(key) == value + 1)
                #expect(index.remove(key) == nil)
            } else {
                index.insert(key, UInt32(step))
                model[key] = UInt32(step)
            }
            #expect(index.count == model.count)
            if step % 4_000 == 0 { copies.append((index, model)) }
        }
        copies.append((index, model))
        for (index, model) in copies {
            var keys: [UInt32] = []
            var least: UInt32 = 0
            while let found = index.first(from: least) {
                #expect(model[found.key] == found.value)
                keys.append(found.key)
                least = found.key + 1
            }
            #expect(keys == model.keys.sorted())
        }
    }

    @Test func `the largest key has a place`() {
        var index = PagedIndex()
        index.insert(.max, 0)
        #expect(index.value(of: .max) == 0 && index.value(of: .max - 1) == nil)
        #expect(index.first(from: 0)?.key == .max)
        #expect(index.remove(.max) == 0 && index.first(from: 0) == nil)
    }
}

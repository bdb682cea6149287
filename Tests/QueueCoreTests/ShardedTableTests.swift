// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite struct ShardedTableTests {
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func `is a dictionary`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var table = ShardedTable<String, Int>()
        table.reserve(Int(seed) * 200)
        var model: [String: Int] = [:]
        for step in 0..<20_000 {
            let key = "key-\(random.next() % 3_000)"
            switch random.next() % 4 {
            case 0:
                table[key] = step
                model[key] = step
            case 1: #expect(table.updateValue(step, forKey: key) == model.updateValue(step, forKey: key))
            case 2: #expect(table.removeValue(forKey: key) == model.removeValue(forKey: key))
            default: #expect(table[key] == model[key])
            }
            if step % 100 == 0 { #expect(table.count == model.count) }
        }
        // ordered: each is looked at alone.
        for (key, value) in model { #expect(table[key] == value) }
        #expect(table.count == model.count)
    }
}

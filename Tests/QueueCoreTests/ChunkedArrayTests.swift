// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite struct ChunkedArrayTests {
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func `is an array, and so are its copies`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var array = ChunkedArray<String>()
        var model: [String] = []
        var copies: [(array: ChunkedArray<String>, model: [String])] = []
        for step in 0..<3_000 {
            if model.isEmpty || random.next() % 2 == 0 {
                array.append("\(step)")
                model.append("\(step)")
            } else {
                let index = Int(random.next() % UInt64(model.count))
                array[index] += "+"
                model[index] += "+"
            }
            if step % 300 == 0 { copies.append((array, model)) }
        }
        copies.append((array, model))
        for (array, model) in copies {
            #expect(array.count == model.count)
            #expect((0..<array.count).map { array[$0] } == model)
        }
    }

    /// What an `Array` would move.
    @Test func `elements stay where they are`() {
        var array = ChunkedArray<Int>()
        func place(_ index: Int) -> UInt { withUnsafePointer(to: &array[index]) { UInt(bitPattern: $0) } }
        for value in 0..<256 { array.append(value) }
        let places = (0..<256).map(place)
        for value in 256..<100_000 { array.append(value) }
        #expect((0..<256).map(place) == places)
    }
}

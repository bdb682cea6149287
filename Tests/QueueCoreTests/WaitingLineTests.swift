// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite("WaitingLine")
struct WaitingLineTests {
    @Test func `an empty line has nothing`() {
        var line = WaitingLine()
        let key = LineKey(level: 3, arrival: 0, sequence: 0)
        #expect(line.isEmpty)
        #expect(line.first == nil)
        #expect(line.remove(at: key) == nil)
        #expect(line.position(of: key) == nil)
        #expect(!line.contains(key))
        line.forEach(after: nil, limit: 10) { _, _ in Issue.record("an entry") }
        line.forEach(after: key, limit: 10) { _, _ in Issue.record("an entry") }
        #expect(line.checkInvariants() == nil)
    }

    @Test func `a contact put back stands where it stood`() {
        var line = WaitingLine()
        let keys = (0..<500).map { LineKey(level: 9, arrival: $0, sequence: UInt64($0)) }
        for key in keys { line.insert(UInt32(key.sequence), at: key) }
        #expect(line.remove(at: keys[0]) == 0)
        #expect(line.remove(at: keys[1]) == 1)
        #expect(line.position(of: keys[2]) == 1)
        line.insert(0, at: keys[0])
        #expect(line.first?.key == keys[0])
        #expect(line.position(of: keys[2]) == 2)
        line.insert(1, at: keys[1])
        #expect(line.position(of: keys[499]) == 500)
        #expect(line.checkInvariants() == nil)
    }

    @Test func `a key that is there already is a fault of the caller`() async {
        await #expect(processExitsWith: .failure) {
            var line = WaitingLine()
            line.insert(1, at: LineKey(level: 1, arrival: 1, sequence: 1))
            line.insert(2, at: LineKey(level: 1, arrival: 1, sequence: 1))
        }
    }

    @Test func `the extreme keys are keys like others`() {
        var line = WaitingLine()
        let keys = [
            LineKey(level: 255, arrival: .min, sequence: 0), LineKey(level: 255, arrival: .max, sequence: .max),
            LineKey(level: 0, arrival: .min, sequence: .max), LineKey(level: 0, arrival: .max, sequence: 0),
        ]
        for (value, key) in keys.enumerated().reversed() { line.insert(UInt32(value), at: key) }
        var got: [LineKey] = []
        line.forEach(after: nil, limit: .max) { key, _ in got.append(key) }
        #expect(got == keys)
        for (index, key) in keys.enumerated() { #expect(line.position(of: key) == index + 1) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random work equals the model, and snapshots stay as they were`(seed: UInt64) {
        let levelCounts = [1, 2, 5, 256]
        var exercise = LineExercise(seed: seed, levelCount: levelCounts[Int(seed) % levelCounts.count])
        #expect(exercise.run(steps: 2_500, phase: 1 + 150 * Int(seed % 7), checkEvery: 250) == nil, "seed \(seed)")
        #expect(exercise.empty() == nil, "seed \(seed)")
    }

    @Test(arguments: [1000, 1001] as [UInt64])
    func `random work over many blocks equals the model`(seed: UInt64) {
        var exercise = LineExercise(seed: seed, levelCount: 1)
        #expect(exercise.run(steps: 32_000, phase: 20_000, checkEvery: 8_000) == nil, "seed \(seed)")
        #expect(exercise.largest > 8_000, "seed \(seed) should fill more than a block")
        #expect(exercise.empty() == nil, "seed \(seed)")
    }

    @Test(arguments: [2000, 2001] as [UInt64])
    func `keys in any order split chunks and blocks, and shrinking gives memory back`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let total = 30_000
        let keys = (0..<total).map { LineKey(level: 4, arrival: Int64($0), sequence: UInt64($0)) }
        var line = WaitingLine()
        for key in keys.shuffled(using: &random) { line.insert(UInt32(key.sequence), at: key) }
        #expect(line.checkInvariants() == nil, "seed \(seed)")
        #expect(line.chunkCount < total / 25, "seed \(seed)")
        let (stay, leave) = (keys[..<200], keys[200...])
        for (step, key) in leave.shuffled(using: &random).enumerated() {
            if line.remove(at: key) == nil { Issue.record("lost \(key), seed \(seed)") }
            if step % 1000 == 0 { #expect(line.checkInvariants() == nil, "seed \(seed), step \(step)") }
        }
        #expect(line.checkInvariants() == nil, "seed \(seed)")
        #expect(line.count == stay.count)
        #expect(line.chunkCount <= 1 + stay.count / 8, "seed \(seed)")
    }

    @Test func `a queue of some sixty contacts stays in a few chunks`() {
        // Just at the size of a chunk: arrivals and departures in turn, as in a steady line.
        for depth in [1, 47, 48, 49, 63, 64, 65, 100] {
            var line = WaitingLine()
            for sequence in 0..<2_000 {
                line.insert(1, at: LineKey(level: 1, arrival: Int64(sequence), sequence: UInt64(sequence)))
                if line.count > depth, let first = line.first { _ = line.remove(at: first.key) }
            }
            #expect(line.count == depth)
            #expect(line.chunkCount <= 1 + (depth + 63) / 64)
            #expect(line.checkInvariants() == nil)
        }
    }

    @Test func `a million contacts`() {
        var line = WaitingLine()
        let total: UInt64 = 1_000_000
        func key(_ sequence: UInt64) -> LineKey {
            // Eight levels, and arrivals that ascend in each.
            LineKey(level: UInt8(100 + sequence % 8), arrival: Int64(sequence / 3), sequence: sequence)
        }
        for sequence in 0..<total { line.insert(UInt32(sequence), at: key(sequence)) }
        #expect(line.count == Int(total))
        // Ascending arrivals leave every chunk but the last of a level full.
        #expect(line.chunkCount <= Int(total) / 64 + 8)
        #expect(line.position(of: key(7)) == 1)
        #expect(line.position(of: key(0)) == 875_001)
        #expect(line.position(of: key(total - 8)) == Int(total))

        let snapshot = line
        var removed = 0
        for sequence in stride(from: 3, to: total, by: 101) {
            if line.remove(at: key(sequence)) == UInt32(sequence) { removed += 1 }
        }
        #expect(removed == 9_901)
        #expect(line.count == Int(total) - removed)
        var popped: UInt64 = 0
        var previous: LineKey?
        while popped < 80_000, let first = line.first {
            if let previous, !(previous < first.key) { Issue.record("\(first.key) after \(previous)") }
            previous = first.key
            if line.remove(at: first.key) != first.value { Issue.record("lost \(first.key)") }
            popped += 1
        }
        #expect(line.count == Int(total) - removed - Int(popped))
        #expect(line.chunkCount < Int(total - popped) / 64 + 100)
        #expect(line.checkInvariants() == nil)
        #expect(snapshot.count == Int(total))
        #expect(snapshot.checkInvariants() == nil)
        #expect(snapshot.position(of: key(total - 8)) == Int(total))
    }
}

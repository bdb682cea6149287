// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite("WaitingLine")
struct WaitingLineTests {
    @Test func `an empty line has nothing`() {
        var line = WaitingLine()
        let key = LineKey(level: 3, arrival: 0, sequence: 0)
        #expect(line.isEmpty == true)
        #expect(line.first == nil)
        #expect(line.popFirst() == nil)
        #expect(line.remove(.unknown, at: key) == nil)
        #expect(line.position(of: .unknown, at: key) == nil)
        #expect(line.countAhead(of: key) == 0)
        #expect(line.contains(.unknown, at: key) == false)
        #expect(line.byteCount == 0)
        line.forEach(after: nil, limit: 10) { _, _ in Issue.record("an entry") }
        line.forEach(after: key, limit: 10) { _, _ in Issue.record("an entry") }
        #expect(line.checkInvariants() == nil)
    }

    @Test func `a contact put back stands where it stood`() {
        var line = WaitingLine()
        let keys = (0..<500).map { LineKey(level: 9, arrival: $0, sequence: UInt64($0)) }
        let handles = keys.map { line.insert(UInt32($0.sequence), at: $0) ?? .unknown }
        #expect(line.remove(handles[0], at: keys[0]) == 0)
        #expect(line.remove(handles[1], at: keys[1]) == 1)
        #expect(line.position(of: handles[2], at: keys[2]) == 1)
        // In the slots that were theirs, so every handle is as good as before.
        #expect(line.putBack(0, at: keys[0], handles[0]) == handles[0])
        #expect(line.first?.key == keys[0])
        #expect(line.position(of: handles[2], at: keys[2]) == 2)
        #expect(line.putBack(1, at: keys[1], handles[1]) == handles[1])
        #expect(line.position(of: handles[499], at: keys[499]) == 500)
        #expect(line.checkInvariants() == nil)
    }

    @Test func `a key that is there already is a fault of the caller`() async {
        await #expect(processExitsWith: .failure) {
            var line = WaitingLine()
            _ = line.insert(1, at: LineKey(level: 1, arrival: 1, sequence: 1))
            _ = line.insert(2, at: LineKey(level: 1, arrival: 1, sequence: 1))
        }
        await #expect(processExitsWith: .failure) {
            var line = WaitingLine()
            let key = LineKey(level: 1, arrival: 1, sequence: 1)
            let handle = line.insert(1, at: key)
            _ = line.putBack(1, at: key, handle ?? .unknown)
        }
    }

    @Test func `a key out of range is a fault of the caller`() async {
        await #expect(processExitsWith: .failure) {
            var line = WaitingLine()
            _ = line.insert(1, at: LineKey(level: 1, arrival: 1 << 47, sequence: 1))
        }
        await #expect(processExitsWith: .failure) {
            var line = WaitingLine()
            _ = line.insert(1, at: LineKey(level: 1, arrival: 1, sequence: 1 << 48))
        }
    }

    @Test func `a handle of another line does no harm`() {
        var line = WaitingLine()
        var other = WaitingLine()
        let (key, stranger) = (LineKey(level: 1, arrival: 1, sequence: 1), LineKey(level: 1, arrival: 1, sequence: 2))
        let handle = line.insert(1, at: key) ?? .unknown
        let foreign = other.insert(2, at: stranger) ?? .unknown
        #expect(handle != foreign, "the same place in both lines, of another generation")
        #expect(line.remove(foreign, at: stranger) == nil)
        #expect(line.putBack(2, at: stranger, foreign) != nil)
        #expect(line.remove(foreign, at: key) == 1)
        #expect(line.remove(handle, at: key) == nil)
        #expect(line.checkInvariants() == nil)
    }

    @Test func `what a line and its copy tell after they parted is good in one only`() {
        var line = WaitingLine()
        let keys = (0..<4).map { LineKey(level: 1, arrival: 1, sequence: UInt64($0)) }
        let old = line.insert(0, at: keys[0]) ?? .unknown
        var copy = line.copy()
        let here = line.insert(1, at: keys[1]) ?? .unknown
        let there = copy.insert(2, at: keys[2]) ?? .unknown
        #expect(here != there, "the same slot")
        #expect(copy.remove(here, at: keys[1]) == nil)
        #expect(line.remove(there, at: keys[2]) == nil)
        #expect(copy.remove(old, at: keys[0]) == 0)
        #expect(line.remove(old, at: keys[0]) == 0)
        // A chunk that both make next is not the same chunk either.
        for sequence in 10..<100 {
            let key = LineKey(level: 1, arrival: 1, sequence: UInt64(sequence))
            let (here, there) = (line.insert(3, at: key) ?? .unknown, copy.insert(3, at: key) ?? .unknown)
            #expect(here != there)
        }
        #expect(line.checkInvariants() == nil)
        #expect(copy.checkInvariants() == nil)
    }

    @Test func `a key that comes back under another value is another contact`() {
        var line = WaitingLine()
        let key = LineKey(level: 1, arrival: 1, sequence: 1)
        let first = line.insert(1, at: key) ?? .unknown
        #expect(line.remove(first, at: key) == 1)
        let second = line.insert(2, at: key) ?? .unknown
        #expect(first != second)
        #expect(line.remove(first, at: key) == 2, "by its key")
        #expect(line.putBack(3, at: key, first) != nil)
        #expect(line.first?.value == 3)
        #expect(line.checkInvariants() == nil)
    }

    @Test func `a tree three nodes high counts as well as one`() {
        var line = WaitingLine()
        let count = 300_000
        let keys = (0..<count).map { LineKey(level: 3, arrival: Int64($0), sequence: UInt64($0)) }
        let handles = keys.map { line.insert(UInt32($0.sequence), at: $0) ?? .unknown }
        for index in stride(from: 0, to: count, by: 9_973) {
            #expect(line.position(of: handles[index], at: keys[index]) == index + 1)
            #expect(line.remove(handles[index], at: keys[index]) == UInt32(index))
            #expect(line.countAhead(of: keys[count - 1]) == count - 2)
            #expect(line.putBack(UInt32(index), at: keys[index], handles[index]) == handles[index])
        }
        for index in stride(from: 0, to: count, by: 2) { line.remove(handles[index], at: keys[index]) }
        #expect(line.position(of: handles[count - 1], at: keys[count - 1]) == count / 2)
        #expect(line.checkInvariants() == nil)
        while line.popFirst() != nil {}
        #expect(line.checkInvariants() == nil)
        #expect(line.byteCount < 400_000, "the headers of chunks and nodes stay")
    }

    @Test func `levels that were used once give their memory back`() {
        var line = WaitingLine()
        for sequence in 0..<2_560 {
            let key = LineKey(level: UInt8(sequence % 256), arrival: 0, sequence: UInt64(sequence))
            let handle = line.insert(7, at: key) ?? .unknown
            if sequence.isMultiple(of: 2) { _ = line.popFirst() } else { line.remove(handle, at: key) }
        }
        #expect(line.count == 0)
        #expect(line.chunkCount <= 4)
        #expect(line.byteCount < 20_000)
        #expect(line.checkInvariants() == nil)
    }

    @Test func `the extreme keys are keys like others`() {
        var line = WaitingLine()
        let (earliest, latest) = (-(Int64(1) << 47), Int64(1) << 47 - 1)
        let last: UInt64 = 1 << 48 - 1
        let keys = [
            LineKey(level: 255, arrival: earliest, sequence: 0), LineKey(level: 255, arrival: latest, sequence: last),
            LineKey(level: 0, arrival: earliest, sequence: last), LineKey(level: 0, arrival: latest, sequence: 0),
        ]
        for (value, key) in keys.enumerated().reversed() { _ = line.insert(UInt32(value), at: key) }
        var got: [LineKey] = []
        line.forEach(after: nil, limit: .max) { key, _ in got.append(key) }
        #expect(got == keys)
        for (index, key) in keys.enumerated() { #expect(line.position(of: .unknown, at: key) == index + 1) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random work equals the model, and snapshots stay as they were`(seed: UInt64) {
        let levelCounts = [1, 2, 5, 256]
        var exercise = LineExercise(seed: seed, levelCount: levelCounts[Int(seed) % levelCounts.count])
        #expect(exercise.run(steps: 2_500, phase: 1 + 150 * Int(seed % 7), checkEvery: 250) == nil, "seed \(seed)")
        #expect(exercise.empty() == nil, "seed \(seed)")
    }

    @Test(arguments: [1000, 1001] as [UInt64])
    func `random work over many nodes equals the model`(seed: UInt64) {
        var exercise = LineExercise(seed: seed, levelCount: 1)
        #expect(exercise.run(steps: 32_000, phase: 20_000, checkEvery: 8_000) == nil, "seed \(seed)")
        #expect(exercise.largest > 8_000, "seed \(seed) should fill more than a node")
        #expect(exercise.empty() == nil, "seed \(seed)")
    }

    @Test(arguments: [2000, 2001] as [UInt64])
    func `keys in any order split chunks and nodes, and shrinking gives memory back`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let total = 30_000
        let keys = (0..<total).map { LineKey(level: 4, arrival: Int64($0), sequence: UInt64($0)) }
        var line = WaitingLine()
        for key in keys.shuffled(using: &random) { _ = line.insert(UInt32(key.sequence), at: key) }
        #expect(line.checkInvariants() == nil, "seed \(seed)")
        #expect(line.chunkCount < total / 25, "seed \(seed)")
        let (stay, leave) = (keys[..<200], keys[200...])
        for (step, key) in leave.shuffled(using: &random).enumerated() {
            if line.remove(.unknown, at: key) == nil { Issue.record("lost \(key), seed \(seed)") }
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
                _ = line.insert(1, at: LineKey(level: 1, arrival: Int64(sequence), sequence: UInt64(sequence)))
                if line.count > depth { _ = line.popFirst() }
            }
            #expect(line.count == depth)
            #expect(line.chunkCount <= 1 + (depth + 63) / 64)
            #expect(line.byteCount < 8_000)
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
        let handles = (0..<total).map { line.insert(UInt32($0), at: key($0)) ?? .unknown }
        #expect(line.count == Int(total))
        // Ascending arrivals leave every chunk but the last of a level full.
        #expect(line.chunkCount <= Int(total) / 64 + 8)
        #expect(line.byteCount <= 17 * Int(total))
        func position(_ sequence: UInt64) -> Int? { line.position(of: handles[Int(sequence)], at: key(sequence)) }
        #expect(position(7) == 1)
        #expect(position(0) == 875_001)
        #expect(position(total - 8) == Int(total))

        let snapshot = line.copy()
        var removed = 0
        for sequence in stride(from: 3, to: total, by: 101) {
            if line.remove(handles[Int(sequence)], at: key(sequence)) == UInt32(sequence) { removed += 1 }
        }
        #expect(removed == 9_901)
        #expect(line.count == Int(total) - removed)
        var popped: UInt64 = 0
        var previous: LineKey?
        while popped < 80_000, let first = line.first {
            if let previous, !(previous < first.key) { Issue.record("\(first.key) after \(previous)") }
            previous = first.key
            if line.remove(.unknown, at: first.key) != first.value { Issue.record("lost \(first.key)") }
            popped += 1
        }
        #expect(line.count == Int(total) - removed - Int(popped))
        #expect(line.chunkCount < Int(total - popped) / 64 + 100)
        #expect(line.checkInvariants() == nil)
        #expect(snapshot.count == Int(total))
        #expect(snapshot.checkInvariants() == nil)
        #expect(snapshot.position(of: .unknown, at: key(total - 8)) == Int(total))
    }
}

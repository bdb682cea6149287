// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite("ConcurrentLine", .serialized)
struct ConcurrentLineTests {
    @Test func `an empty line has nothing`() {
        let line = ConcurrentLine(laneCount: 1)
        #expect(line.popFirst() == nil)
        #expect(line.withLine { $0.isEmpty })
        #expect(line.withLine { $0.checkInvariants() } == nil)
    }

    @Test func `a number of lanes out of range is a fault of the caller`() async {
        await #expect(processExitsWith: .failure) { _ = ConcurrentLine(laneCount: 0) }
        await #expect(processExitsWith: .failure) { _ = ConcurrentLine(laneCount: 65) }
    }

    @Test func `tickets place contacts over all lanes, and the sequence comes back`() {
        let line = ConcurrentLine(laneCount: 64, laneCapacity: 2)
        for (ticket, lane) in [63, 0, 31].enumerated() {
            let key = line.push(UInt32(lane), level: 255, sequence: 1 << 48 - 1 - UInt64(lane), lane: lane)
            #expect(key == LineKey(level: 255, arrival: Int64(ticket), sequence: 1 << 48 - 1 - UInt64(lane)))
        }
        #expect(line.push(9, level: 0, lane: 5) == LineKey(level: 0, arrival: 3, sequence: 0))
        #expect((0..<4).map { _ in line.popFirst()?.value } == [63, 0, 31, 9])
        #expect(line.popFirst() == nil)
    }

    @Test func `a full lane is taken in by its producer`() {
        let line = ConcurrentLine(laneCount: 3, laneCapacity: 2)
        let keys = (0..<1000).compactMap { number in
            line.push(UInt32(number), level: UInt8(number % 3), lane: number % 7 == 0 ? 0 : 2)
        }
        #expect(keys.map(\.arrival) == Array(0..<1000))
        let numbers = (0..<1000).map { _ in Int(line.popFirst()?.value ?? .max) }
        let levels = [2, 1, 0].map { level in Array(stride(from: level, to: 1000, by: 3)) }
        #expect(numbers == levels.flatMap { $0 })
        #expect(line.popFirst() == nil)
    }

    @Test(arguments: UInt64(1)...4)
    func `one thread, many lanes: as a sorted array, whatever the seed`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let lanes = Int.random(in: 1...9, using: &random)
        let line = ConcurrentLine(laneCount: lanes, laneCapacity: 1 << Int.random(in: 0...6, using: &random))
        var model = LineModel()
        var taken: [LineKey] = []
        for number in 0..<4_000 {
            let kind = Int.random(in: 0..<10, using: &random)
            let isRight: Bool
            switch (kind, model.keys.randomElement(using: &random)) {
            case (0, let key?):
                isRight = line.withLine { $0.remove(.unknown, at: key) } == model.remove(at: key)
                taken.append(key)
            case (1, _):
                guard let key = taken.popLast() else { continue }
                isRight = line.withLine { $0.putBack(7, at: key, .unknown) } != nil
                model.insert(7, at: key)
            case (2, let key?):
                isRight = line.withLine { $0.position(of: .unknown, at: key) } == model.lowerBound(key) + 1
            case (3...5, _):
                let expected = model.keys.first.flatMap { model.remove(at: $0) }
                isRight = line.popFirst()?.value == expected
            default:
                let level = UInt8.random(in: 100...102, using: &random)
                let lane = Int.random(in: 0..<lanes, using: &random)
                let key = line.push(UInt32(number), level: level, sequence: UInt64(number), lane: lane)
                isRight = key != nil
                if let key { model.insert(UInt32(number), at: key) }
            }
            #expect(isRight, "seed \(seed), step \(number), kind \(kind)")
            if !isRight { return }
        }
        #expect(line.withLine { model.difference(from: $0) } == nil, "seed \(seed)")
    }

    @Test func `a full line refuses, and shows all it has taken`() {
        let line = ConcurrentLine(laneCount: 2, laneCapacity: 8, capacity: 10)
        for number in 0..<12 {
            #expect(line.push(UInt32(number), level: 0, lane: number % 2) != nil)
        }
        // Nobody has looked yet; who looks finds all, the last and most urgent too.
        let urgent = line.push(99, level: 255, lane: 1)
        #expect(line.withLine { $0.count } == 13)
        #expect(line.push(7, level: 255, lane: 0) == nil)
        #expect(urgent.map { key in line.withLine { $0.position(of: .unknown, at: key) } } == 1)
        #expect(line.popFirst()?.value == 99)
        for number in 0..<3 { #expect(line.popFirst()?.value == UInt32(number)) }
        #expect(line.push(7, level: 255, lane: 0) != nil)
        #expect(line.popFirst()?.value == 7)
        #expect((3..<12).allSatisfy { line.popFirst()?.value == UInt32($0) })
    }
}

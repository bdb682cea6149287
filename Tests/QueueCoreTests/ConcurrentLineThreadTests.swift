// SPDX-License-Identifier: Apache-2.0
import Foundation
import QueueCore
import Synchronization
import Testing

@Suite("ConcurrentLine, with threads", .serialized)
struct ConcurrentLineThreadTests {
    @Test(arguments: [(1, 8), (2, 2), (3, 64), (3, 1024)])
    func `threads: every contact once, in order of its producer and level`(producers: Int, laneCapacity: Int) {
        let line = ConcurrentLine(laneCount: producers, laneCapacity: laneCapacity)
        let faults = FaultBox()
        let perProducer = 60_000 / producers
        // Relaxed as long as there are producers: the line itself must order what its users do.
        let left = Atomic<Int>(producers * perProducer)
        let working = Atomic<Int>(producers)
        let seen = Locked(Array(repeating: 0, count: producers * perProducer))
        let producer: @Sendable (Int) -> Void = { lane in
            var random = SplitMix64(seed: UInt64(lane))
            for number in 0..<perProducer {
                let value = UInt32(lane * perProducer + number)
                let level = UInt8.random(in: 0...3, using: &random)
                if line.push(value, level: level, sequence: UInt64(value), lane: lane) == nil { faults.report("full") }
            }
            working.subtract(1, ordering: .releasing)
        }
        let consumer: @Sendable () -> Void = {
            var latest = Array(repeating: -1, count: producers * 4)
            var own: [Int] = []
            var tries = 0
            while left.load(ordering: .relaxed) > 0 && !faults.isSet {
                let isLast = working.load(ordering: .relaxed) == 0 && working.load(ordering: .acquiring) == 0
                guard let (key, value) = line.popFirst() else {
                    // The other consumer may have the rest, and be about to say so.
                    if isLast { break }
                    RawThreads.backOff(&tries)
                    continue
                }
                left.subtract(1, ordering: .relaxed)
                let number = Int(value)
                let row = number / perProducer * 4 + Int(key.level)
                if key.sequence != UInt64(value) { faults.report("\(key) has value \(value)") }
                if latest[row] >= number { faults.report("\(number) after \(latest[row]), level \(key.level)") }
                latest[row] = number
                own.append(number)
            }
            seen.withLock { seen in
                for number in own { seen[number] += 1 }
            }
        }
        var bodies = [consumer, consumer]
        for lane in 0..<producers { bodies.append { producer(lane) } }
        RawThreads.run(bodies)
        #expect(faults.first == nil)
        #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
        #expect(line.popFirst() == nil)
        #expect(line.withLine { $0.checkInvariants() } == nil)
    }

    @Test func `when threads are still, the order is strict`() {
        // Some rounds with little in the line, taken in from all lanes at once; the rest stays for the next round.
        let line = ConcurrentLine(laneCount: 3, laneCapacity: 256)
        let pushed = Locked<[LineKey]>([])
        let faults = FaultBox()
        for round in 0..<20 {
            let producer: @Sendable (Int) -> Void = { lane in
                var random = SplitMix64(seed: UInt64(round * 3 + lane))
                var own: [LineKey] = []
                for _ in 0..<400 {
                    let level = UInt8.random(in: 0...255, using: &random)
                    let key = line.push(UInt32(level), level: level, sequence: UInt64(lane), lane: lane)
                    if let key { own.append(key) } else { faults.report("full") }
                }
                pushed.withLock { $0 += own }
            }
            RawThreads.run([{ producer(0) }, { producer(1) }, { producer(2) }])
            let keys = pushed.withLock { pushed in
                let sorted = pushed.sorted()
                pushed = Array(sorted.dropFirst(900))
                return sorted.prefix(900)
            }
            if !keys.elementsEqual((0..<keys.count).compactMap { _ in line.popFirst()?.key }) {
                faults.report("the order of round \(round)")
            }
        }
        #expect(faults.first == nil)
        let rest = pushed.withLock { $0 }
        #expect(line.withLine { $0.count } == rest.count)
        let tickets = Set(rest.map(\.arrival))
        #expect(tickets.count == rest.count)
        #expect(tickets.allSatisfy { $0 < 20 * 3 * 400 })
    }

    @Test func `who looks sees all that was pushed before`() {
        let line = ConcurrentLine(laneCount: 2, laneCapacity: 16)
        let told = Tickets()
        let faults = FaultBox()
        let total = 50_000
        RawThreads.run([
            {
                for _ in 0..<total {
                    guard let key = line.push(0, level: 0, lane: 0) else { return faults.report("full") }
                    told.calm.store(key.arrival, ordering: .releasing)
                }
            },
            {
                for _ in 0..<total {
                    guard let key = line.push(0, level: 1, lane: 1) else { return faults.report("full") }
                    told.urgent.store(key.arrival, ordering: .releasing)
                }
            },
            {
                var count = 0
                while count < 2 * total && !faults.isSet {
                    let arrivals = [told.calm.load(ordering: .acquiring), told.urgent.load(ordering: .acquiring)]
                    count = line.withLine { line in
                        if line.count < count { faults.report("\(line.count) of \(count) contacts") }
                        for (level, arrival) in arrivals.enumerated() where arrival >= 0 {
                            let key = LineKey(level: UInt8(level), arrival: arrival, sequence: 0)
                            if !line.contains(.unknown, at: key) { faults.report("\(key) was pushed") }
                        }
                        return line.count
                    }
                }
            },
        ])
        #expect(faults.first == nil)
    }

    @Test func `no contact is passed over by a less urgent one that came later`() {
        // Lanes are read one by one: who looks may read a first lane before an urgent contact is pushed to it, and a
        // last one after a later contact was pushed there. A producer here has such two lanes, and pushes a pair
        // whenever its last one was taken. Three of them, as a loaded machine lets two threads seldom meet.
        let line = ConcurrentLine(laneCount: 64, laneCapacity: 2)
        let taken = (0..<3).map { _ in Count() }
        let faults = FaultBox()
        let deadline = ContinuousClock.now + .milliseconds(1500)
        let producer: @Sendable (Int) -> Void = { index in
            for pair in 1...20_000 where ContinuousClock.now < deadline && !faults.isSet {
                _ = line.push(UInt32(index), level: 9, lane: index)
                _ = line.push(UInt32(index), level: 8, lane: 63 - index)
                var looks = 0
                while taken[index].value.load(ordering: .relaxed) < 2 * pair && !faults.isSet {
                    looks += 1
                    if looks & 1023 == 0 { sched_yield() }
                }
            }
            _ = line.push(.max, level: 0, lane: index)
        }
        let consumer: @Sendable () -> Void = {
            var last = Array(repeating: LineKey(level: 0, arrival: -1, sequence: 0), count: taken.count)
            var left = taken.count
            var looks = 0
            while left > 0 && !faults.isSet {
                guard let (key, value) = line.popFirst() else {
                    RawThreads.backOff(&looks)
                    continue
                }
                if value == .max {
                    left -= 1
                    continue
                }
                let index = Int(value)
                if last[index].arrival > key.arrival { faults.report("\(key) after \(last[index])") }
                last[index] = key
                taken[index].value.add(1, ordering: .relaxed)
            }
        }
        RawThreads.run([consumer, { producer(0) }, { producer(1) }, { producer(2) }])
        #expect(faults.first == nil)
    }

    private final class Count: Sendable {
        let value = Atomic(0)
    }

    /// The latest tickets of two producers; -1 for none.
    private final class Tickets: Sendable {
        let calm = Atomic<Int64>(-1)
        let urgent = Atomic<Int64>(-1)
    }
}

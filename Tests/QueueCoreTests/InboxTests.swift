// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Synchronization
import Testing

@Suite("Inbox")
struct InboxTests {
    /// A lane's number and a number counted in it.
    struct Item: BitwiseCopyable, Sendable, Equatable {
        var lane: Int
        var number: Int
    }

    @Test func `lanes are bounded and say full`() throws {
        let inbox = Inbox<Int>(maxLanes: 2)
        let first = try #require(inbox.makeLane(capacity: 2))
        #expect(inbox.makeLane(capacity: 2) != nil)
        #expect(inbox.makeLane(capacity: 2) == nil)
        #expect(first.push(1))
        #expect(first.push(2))
        #expect(!first.push(3))
        #expect(first.count == 2)
        #expect(first.capacity == 2)
        #expect(first.pushBatch([3, 4].span) == 0)
    }

    @Test func `an empty inbox drains nothing and waits until the time is over`() {
        let inbox = Inbox<Int>(maxLanes: 2)
        #expect(inbox.drain(budgetPerLane: 10) { _ in } == 0)
        let clock = ContinuousClock()
        let begin = clock.now
        #expect(!inbox.wait(timeoutNanoseconds: 20_000_000))
        #expect(clock.now - begin >= .milliseconds(20))
    }

    @Test func `a waiting element ends the wait at once`() throws {
        let inbox = Inbox<Int>(maxLanes: 2)
        let lane = try #require(inbox.makeLane(capacity: 4))
        #expect(lane.push(7))
        #expect(inbox.wait(timeoutNanoseconds: .max))
        #expect(inbox.wait(timeoutNanoseconds: 0))
    }

    @Test func `no lane gets more than its budget, and the first lane rotates`() throws {
        let inbox = Inbox<Item>(maxLanes: 3)
        for lane in 0..<3 {
            let made = try #require(inbox.makeLane(capacity: 64))
            let items = (0..<(lane == 1 ? 50 : 5)).map { Item(lane: lane, number: $0) }
            #expect(made.pushBatch(items.span) == items.count)
        }
        var firstLanes: [Int] = []
        var rounds: [[Int: Int]] = []
        for _ in 0..<3 {
            var round: [Item] = []
            #expect(inbox.drain(budgetPerLane: 2) { round.append($0) } == round.count)
            firstLanes.append(round.first?.lane ?? -1)
            rounds.append(Dictionary(grouping: round, by: \.lane).mapValues(\.count))
        }
        // The loaded lane 1 holds back nobody: each round serves every lane, each at most two.
        #expect(firstLanes == [0, 1, 2])
        #expect(rounds == [[0: 2, 1: 2, 2: 2], [0: 2, 1: 2, 2: 2], [0: 1, 1: 2, 2: 1]])
    }

    @Test(arguments: [(1, 4, 0), (3, 8, 0), (4, 256, 64)])
    func `producer threads: every element once, in order of its lane, no wake-up lost`(
        producers: Int, capacity: Int, spinCount: Int
    ) {
        let inbox = Inbox<Item>(maxLanes: producers, spinCount: spinCount)
        let faults = FaultBox()
        let perLane = 120_000 / producers
        let producer: @Sendable (Int) -> Void = { number in
            // Made here, while the consumer runs.
            guard let lane = inbox.makeLane(capacity: capacity) else { return faults.report("no lane") }
            var random = SplitMix64(seed: UInt64(number))
            var tries = 0
            var next = 0
            while next < perLane && !faults.isSet {
                if Bool.random(using: &random) {
                    if lane.push(Item(lane: number, number: next)) { next += 1 } else { RawThreads.backOff(&tries) }
                } else {
                    let batch = (next..<min(perLane, next + 5)).map { Item(lane: number, number: $0) }
                    next += lane.pushBatch(batch.span)
                }
                // Let the consumer run dry and sleep now and then.
                if next % 997 == 0 { for _ in 0..<8 { RawThreads.backOff(&tries) } }
            }
        }
        let consumer: @Sendable () -> Void = {
            var expected = Array(repeating: 0, count: producers)
            var left = producers * perLane
            while left > 0 && !faults.isSet {
                if !inbox.wait(timeoutNanoseconds: ParkerTests.forEver) { return faults.report("\(left) left") }
                let taken = inbox.drain(budgetPerLane: 16) { item in
                    if item.number != expected[item.lane] { faults.report("\(item), not \(expected[item.lane])") }
                    expected[item.lane] += 1
                }
                if taken == 0 || taken > 16 * producers { return faults.report("drained \(taken)") }
                left -= taken
            }
        }
        var bodies = [consumer]
        for number in 0..<producers { bodies.append { producer(number) } }
        RawThreads.run(bodies)
        #expect(faults.first == nil)
        #expect(inbox.drain(budgetPerLane: 1) { _ in } == 0)
    }
}

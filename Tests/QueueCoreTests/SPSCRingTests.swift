// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

// The thread sanitizer sees the slots only in optimised code (`-c release`): in a debug build the generic accesses go
// through the runtime's own copy functions, which it does not watch, and a relaxed publication passes unnoticed.
@Suite("SPSCRing")
struct SPSCRingTests {
    @Test(arguments: [(1, 1), (2, 2), (3, 4), (5, 8), (64, 64), (65, 128), (1000, 1024)])
    func `capacity is rounded up to a power of two`(asked: Int, got: Int) {
        #expect(SPSCRing<UInt64>(capacity: asked).capacity == got)
    }

    @Test(arguments: [1, 2, 8])
    func `all slots are usable, then it says full, then empty`(capacity: Int) {
        let ring = SPSCRing<Int>(capacity: capacity)
        #expect(ring.isEmpty)
        #expect(ring.tryPop() == nil)
        for round in 0..<5 {
            for slot in 0..<capacity { #expect(ring.tryPush(round * 100 + slot)) }
            #expect(!ring.tryPush(-1))
            #expect(ring.count == capacity)
            #expect(!ring.isEmpty)
            for slot in 0..<capacity { #expect(ring.tryPop() == round * 100 + slot) }
            #expect(ring.tryPop() == nil)
            #expect(ring.count == 0)
        }
    }

    @Test func `batches take what fits and give what there is`() {
        let ring = SPSCRing<Int>(capacity: 8)
        #expect(ring.pushBatch([Int]().span) == 0)
        #expect(ring.pushBatch(Array(0..<6).span) == 6)
        #expect(ring.pushBatch(Array(6..<20).span) == 2)
        #expect(ring.pushBatch(Array(8..<20).span) == 0)
        var got: [Int] = []
        #expect(ring.popBatch(max: 0) { got.append($0) } == 0)
        #expect(ring.popBatch(max: 3) { got.append($0) } == 3)
        #expect(ring.pushBatch(Array(8..<20).span) == 3)
        #expect(ring.popBatch(max: 100) { got.append($0) } == 8)
        #expect(ring.popBatch(max: 100) { got.append($0) } == 0)
        #expect(got == Array(0..<11))
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `one thread, any order of operations: equals a plain queue`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let ring = SPSCRing<UInt64>(capacity: Int.random(in: 1...40, using: &random))
        var model: [UInt64] = []
        var next: UInt64 = 0
        var fault: String?
        for step in 0..<4000 where fault == nil {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let isPushed = ring.tryPush(next)
                if isPushed != (model.count < ring.capacity) { fault = "step \(step): push said \(isPushed)" }
                if isPushed { model.append(next) }
                next += 1
            case 1:
                let batch = (0..<UInt64.random(in: 0...50, using: &random)).map { next + $0 }
                let added = ring.pushBatch(batch.span)
                if added != min(batch.count, ring.capacity - model.count) { fault = "step \(step): added \(added)" }
                model += batch.prefix(added)
                next += UInt64(batch.count)
            case 2:
                let got = ring.tryPop()
                let expected = model.isEmpty ? nil : model.removeFirst()
                if got != expected { fault = "step \(step): popped \(String(describing: got))" }
            default:
                let max = Int.random(in: 0...50, using: &random)
                var got: [UInt64] = []
                let taken = ring.popBatch(max: max) { got.append($0) }
                if got != Array(model.prefix(max)) || taken != got.count { fault = "step \(step): batch \(got)" }
                model.removeFirst(got.count)
            }
            if ring.count != model.count || ring.isEmpty != model.isEmpty { fault = "step \(step): count" }
        }
        #expect(fault == nil, "seed \(seed)")
    }

    @Test(arguments: [1, 2, 16, 1024])
    func `two threads, one by one: every element once, whole, in order`(capacity: Int) {
        let ring = SPSCRing<TornPair>(capacity: capacity)
        let faults = FaultBox()
        let total: UInt64 = capacity < 16 ? 10_000 : 60_000
        RawThreads.run([
            {
                var tries = 0
                for value in 0..<total {
                    while !ring.tryPush(TornPair(value)) {
                        if faults.isSet { return }
                        RawThreads.backOff(&tries)
                    }
                }
            },
            {
                var tries = 0
                for expected in 0..<total {
                    var got = ring.tryPop()
                    while got == nil {
                        RawThreads.backOff(&tries)
                        got = ring.tryPop()
                    }
                    if got != TornPair(expected) {
                        return faults.report("got \(String(describing: got)) at \(expected)")
                    }
                }
            },
        ])
        #expect(faults.first == nil)
        #expect(ring.isEmpty)
    }

    @Test(arguments: [(8, 5, 3), (8, 20, 20), (256, 64, 100)])
    func `two threads in batches: every element once, whole, in order`(capacity: Int, pushed: Int, popped: Int) {
        let ring = SPSCRing<TornPair>(capacity: capacity)
        let faults = FaultBox()
        let total: UInt64 = 20_000
        RawThreads.run([
            {
                var tries = 0
                var next: UInt64 = 0
                while next < total && !faults.isSet {
                    let batch = (next..<min(total, next + UInt64(pushed))).map { TornPair($0) }
                    let added = ring.pushBatch(batch.span)
                    if added == 0 { RawThreads.backOff(&tries) }
                    next += UInt64(added)
                }
            },
            {
                var tries = 0
                var expected: UInt64 = 0
                var checksum: UInt64 = 0
                while expected < total && !faults.isSet {
                    let taken = ring.popBatch(max: popped) { pair in
                        if pair != TornPair(expected) { faults.report("got \(pair) at \(expected)") }
                        checksum &+= pair.value
                        expected += 1
                    }
                    if taken == 0 { RawThreads.backOff(&tries) }
                }
                if checksum != total * (total - 1) / 2 { faults.report("checksum \(checksum)") }
            },
        ])
        #expect(faults.first == nil)
        #expect(ring.isEmpty)
    }

    @Test func `counts stay within bounds while both sides move`() {
        let ring = SPSCRing<UInt64>(capacity: 4)
        let faults = FaultBox()
        let total: UInt64 = 50_000
        RawThreads.run([
            {
                var tries = 0
                for value in 0..<total { while !ring.tryPush(value) { RawThreads.backOff(&tries) } }
            },
            {
                var tries = 0
                for _ in 0..<total { while ring.tryPop() == nil { RawThreads.backOff(&tries) } }
            },
            {
                for _ in 0..<total {
                    let count = ring.count
                    if count < 0 || count > 4 { return faults.report("count \(count)") }
                }
            },
        ])
        #expect(faults.first == nil)
    }
}

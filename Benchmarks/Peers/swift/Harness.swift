// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import QueueCore

/// All workloads on one kind of queue, as in `cpp/harness.hpp`.
struct Harness<Queue: CoreQueue & ~Copyable> {
    private let workload: Workload

    init(_ workload: Workload) { self.workload = workload }

    /// The same work again and again for a second, and once more for the latencies: reading the clock costs too much to
    /// do it while the speed is measured.
    func run(_ result: inout Result) {
        compareWithModel()
        _ = Clocks.nanosecondsPerTick
        let others = OtherCPU()
        let begin = Clocks.wall
        repeat { episode(&result, Untimed.self) } while Clocks.wall - begin < workload.least
        episode(&result, Sampled.self)
        result.otherCPUShare = others.share
    }

    private func episode<Timing: OperationTiming>(_ result: inout Result, _: Timing.Type) {
        switch workload.kind {
        case .hold: hold(&result, Timing.self)
        case .threads: Crew(workload, between: Stopwatch<Timing>.between).run(&result, isSampled: Timing.isSampled)
        case .cancel: cancel(&result, Timing.self)
        case .putBack: putBack(&result, Timing.self)
        case .life: life(&result, Timing.self)
        }
    }

    // MARK: - One thread

    private func hold<Timing: OperationTiming>(_ result: inout Result, _: Timing.Type) {
        let before = clinux_heap_bytes()
        var queue = Queue()
        var draws = Draws(1)
        var number: UInt64 = 0
        var sum: UInt64 = 0
        while number < workload.waiting {
            let level = draws.below(workload.levels)
            sum &+= queue.fill(level: level, id: identity(producer: 0, level: level, number: number)).id
            number += 1
        }
        queue.settle()
        result.bytesPerItem = Double(clinux_heap_bytes() - before) / Double(workload.waiting)
        var watch = Stopwatch<Timing>()
        for index in 0..<workload.work {
            let level = draws.below(workload.levels)
            watch.begin(index)
            guard let entry = queue.pop() else { fail("a queue that holds entries said that nobody waits") }
            let id = identity(producer: 0, level: level, number: number)
            number &+= 1
            _ = queue.push(level: level, id: id)
            sum &+= id &- entry.id
            watch.end()
        }
        watch.add(to: &result, operations: 2 * workload.work)
        if Timing.isSampled { drain(&queue, workload.waiting, sum) }
    }

    private func cancel<Timing: OperationTiming>(_ result: inout Result, _: Timing.Type) {
        var queue = Queue()
        var draws = Draws(1)
        var (entries, sum) = filled(&queue, &draws)
        chooseFirst(&entries, &draws)
        var watch = Stopwatch<Timing>()
        for index in 0..<workload.work {
            let entry = entries[index]
            watch.begin(index)
            if !queue.cancel(entry) { fail("an entry that waited could not be cancelled") }
            sum &-= entry.id
            watch.end()
        }
        watch.add(to: &result, operations: workload.work)
        if Timing.isSampled { drain(&queue, workload.waiting - workload.work, sum) }
    }

    private func putBack<Timing: OperationTiming>(_ result: inout Result, _: Timing.Type) {
        var queue = Queue()
        var draws = Draws(1)
        var (entries, sum) = filled(&queue, &draws)
        chooseFirst(&entries, &draws)
        for index in 0..<workload.work where !queue.cancel(entries[index]) { fail("an entry could not be taken out") }
        var watch = Stopwatch<Timing>()
        for index in 0..<workload.work {
            let entry = entries[index]
            watch.begin(index)
            _ = queue.putBack(entry)
            watch.end()
        }
        watch.add(to: &result, operations: workload.work)
        if Timing.isSampled { drain(&queue, workload.waiting, sum) }
    }

    /// The number of an entry is its index in `entries`. As many wait after a life as before it, so one index is free.
    private func life<Timing: OperationTiming>(_ result: inout Result, _: Timing.Type) {
        var queue = Queue()
        var draws = Draws(1)
        var entries: [Entry] = []
        entries.reserveCapacity(workload.waiting + 1)
        for number in 0..<UInt64(workload.waiting) {
            entries.append(queue.fill(level: draws.below(workload.levels), id: number))
        }
        var free = workload.waiting
        entries.append(entries[0])
        var watch = Stopwatch<Timing>()
        // Of an array each write would ask first whether it is shared.
        entries.withUnsafeMutableBufferPointer { entries in
            for index in 0..<workload.work {
                watch.begin(index)
                liveOnce(&queue, &draws, entries, &free)
                watch.end()
            }
        }
        watch.add(to: &result, operations: workload.work)
        guard Timing.isSampled else { return }
        var left = workload.waiting
        var sum = left * (left + 1) / 2 - free
        while let entry = queue.pop() {
            left -= 1
            sum -= Int(entry.id)
        }
        if left != 0 || sum != 0 { fail("entries were lost or doubled") }
    }

    /// One contact comes; nine in ten are offered, and one of these is put back and offered again; else another leaves.
    @inline(__always)
    private func liveOnce(
        _ queue: inout Queue, _ draws: inout Draws, _ entries: UnsafeMutableBufferPointer<Entry>, _ free: inout Int
    ) {
        entries[free] = queue.push(level: draws.below(workload.levels), id: UInt64(free))
        let chance = draws.below(10)
        if chance == 0 {
            free = Int(draws.below(UInt64(workload.waiting + 1)))
            if !queue.cancel(entries[free]) { fail("an entry that waited was not there") }
            return
        }
        guard let offered = queue.pop() else { fail("a queue that holds entries said that nobody waits") }
        free = Int(offered.id)
        if chance == 1 {
            _ = queue.putBack(offered)
            guard queue.pop()?.id == offered.id else { fail("what was put back was not first") }
        }
    }

    // MARK: - Filling, choosing, checking

    private func filled(_ queue: inout Queue, _ draws: inout Draws) -> ([Entry], UInt64) {
        var entries: [Entry] = []
        entries.reserveCapacity(workload.waiting)
        var sum: UInt64 = 0
        for number in 0..<UInt64(workload.waiting) {
            let level = draws.below(workload.levels)
            entries.append(queue.fill(level: level, id: identity(producer: 0, level: level, number: number)))
            sum &+= entries[entries.count - 1].id
        }
        queue.settle()
        return (entries, sum)
    }

    /// Puts as many as the work takes in front, at random and in random order.
    private func chooseFirst(_ entries: inout [Entry], _ draws: inout Draws) {
        for index in 0..<workload.work {
            entries.swapAt(index, index + Int(draws.below(UInt64(entries.count - index))))
        }
    }

    /// Pops what is left and looks that it is all there and in order.
    private func drain(_ queue: inout Queue, _ expected: Int, _ sum: UInt64) {
        var left = expected
        var sum = sum
        var last: UInt64 = 0
        while let entry = queue.pop() {
            if entry.id < last { fail("entries came out of order") }
            last = entry.id
            sum &-= entry.id
            left -= 1
        }
        if left != 0 || sum != 0 { fail("entries were lost or doubled") }
    }

    /// Random operations beside a sorted array: strict order, first come, first served in a level.
    private func compareWithModel() {
        var queue = Queue()
        var draws = Draws(99)
        var waiting: [Entry] = []
        for number in 0..<UInt64(20_000) {
            let level = draws.below(256)
            switch draws.below(10) {
            case ..<5:
                let entry = queue.push(level: level, id: identity(producer: 0, level: level, number: number))
                let place = waiting.firstIndex { $0.id > entry.id } ?? waiting.count
                waiting.insert(entry, at: place)
            case ..<8:
                let entry = queue.pop()
                if entry?.id != waiting.first?.id { fail("the queue and its model differ in who is first") }
                guard entry != nil, level < 128 else {
                    if entry != nil { waiting.removeFirst() }
                    continue
                }
                waiting[0] = queue.putBack(waiting[0])
            default:
                guard !waiting.isEmpty else { continue }
                let entry = waiting.remove(at: Int(draws.below(UInt64(waiting.count))))
                if !queue.cancel(entry) { fail("the queue does not find an entry that waits") }
                if queue.cancel(entry) { fail("the queue cancels an entry twice") }
            }
        }
        while let entry = queue.pop() {
            if entry.id != waiting.removeFirst().id { fail("the queue and its model differ in who is first") }
        }
        if !waiting.isEmpty { fail("entries were lost") }
    }
}

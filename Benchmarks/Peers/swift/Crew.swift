// SPDX-License-Identifier: Apache-2.0
import CLinux
import Foundation
import QueueCore
import Synchronization

/// Producers and consumers on one `ConcurrentLine`, all started at once; as in `cpp/crew.hpp`.
final class Crew: Sendable {
    private let workload: Workload
    private let between: Int
    private let each: Int
    private let total: Int
    private let line: ConcurrentLine
    private let pushed: [PaddedCounter]
    private let popped: [PaddedCounter]
    private let ready = Atomic<Int>(0)
    private let isStarted = Atomic<Bool>(false)
    private let sums = Mutex<Sums>(Sums())

    private struct Sums {
        var pushedIDs: UInt64 = 0
        var poppedIDs: UInt64 = 0
        var latencies = Latencies()
    }

    /// Producers stay at most so far ahead of the consumers, so that no queue grows without end.
    private static let backlogMax = 32_768
    /// The producer of what waits beforehand.
    private static let beforehand: UInt64 = 255

    init(_ workload: Workload, between: Int) {
        self.workload = workload
        self.between = between
        each = workload.work / workload.threads
        total = each * workload.threads + workload.waiting
        line = ConcurrentLine(laneCount: workload.threads)
        pushed = (0..<workload.threads).map { _ in PaddedCounter() }
        popped = (0..<workload.threads).map { _ in PaddedCounter() }
        var draws = Draws(1)
        for number in 0..<UInt64(workload.waiting) {
            let level = draws.below(workload.levels)
            let id = identity(producer: Self.beforehand, level: level, number: number)
            push(level: level, id: id, lane: 0)
            sums.withLock { $0.pushedIDs &+= id }
        }
    }

    /// Pushes and pops everything, and adds to the result what it took.
    func run(_ result: inout Result, isSampled: Bool) {
        let done = DispatchSemaphore(value: 0)
        var bodies: [@Sendable () -> Void] = []
        for index in 0..<workload.threads {
            bodies.append { self.produce(index, isSampled: isSampled) }
            bodies.append { self.consume(index) }
        }
        for body in bodies {
            let thread = Thread {
                body()
                done.signal()
            }
            thread.start()
        }
        while ready.load(ordering: .acquiring) < bodies.count { sched_yield() }
        let begin = Clocks.wall
        isStarted.store(true, ordering: .releasing)
        for _ in bodies { done.wait() }
        let took = Clocks.wall - begin
        let sums = sums.withLock { $0 }
        if sum(popped) != total || sums.pushedIDs != sums.poppedIDs { fail("entries were lost or doubled") }
        if isSampled { return result.latencies.add(sums.latencies) }
        result.time += took
        result.operations += 2 * Double(total)
    }

    private func sum(_ counters: [PaddedCounter]) -> Int { counters.reduce(0) { $0 + $1.value } }

    private func awaitStart() {
        ready.add(1, ordering: .acquiringAndReleasing)
        while !isStarted.load(ordering: .acquiring) { sched_yield() }
    }

    @inline(__always)
    private func push(level: UInt64, id: UInt64, lane: Int) {
        let value = UInt32(truncatingIfNeeded: id)
        let key = line.push(value, level: UInt8(255 &- level), sequence: id >> 32, lane: lane)
        if key == nil { fail("the line is full") }
    }

    private func produce(_ producer: Int, isSampled: Bool) {
        var draws = Draws(11 + UInt64(producer))
        var latencies = Latencies()
        var ids: UInt64 = 0
        awaitStart()
        for number in 0..<each {
            if number % 64 == 0 { awaitConsumers(producer, number) }
            let level = draws.below(workload.levels)
            let id = identity(producer: UInt64(producer), level: level, number: UInt64(number))
            ids &+= id
            if isSampled, number % between == 0 {
                let from = clinux_ticks()
                push(level: level, id: id, lane: producer)
                latencies.add(clinux_ticks() &- from)
            } else {
                push(level: level, id: id, lane: producer)
            }
        }
        pushed[producer].value = each
        sums.withLock {
            $0.pushedIDs &+= ids
            $0.latencies.add(latencies)
        }
    }

    private func awaitConsumers(_ producer: Int, _ soFar: Int) {
        pushed[producer].value = soFar
        // Others may each be 64 further than they said.
        let aheadMax = Self.backlogMax - workload.waiting - 64 * workload.threads
        var backoff = Backoff()
        while sum(pushed) - sum(popped) >= aheadMax { backoff.wait() }
    }

    private func consume(_ consumer: Int) {
        // By producer and level, the number after the one seen last: numbers only rise.
        var next = [UInt64](repeating: 0, count: workload.threads * Int(workload.levels))
        var backoff = Backoff()
        var ids: UInt64 = 0
        var count = 0
        awaitStart()
        while true {
            guard let found = line.popFirst() else {
                popped[consumer].value = count
                if sum(popped) >= total { break }
                backoff.wait()
                continue
            }
            backoff = Backoff()
            let id = Entry(found).id
            ids &+= id
            count += 1
            if count % 32 == 0 { popped[consumer].value = count }
            let producer = id >> 56
            if producer == Self.beforehand { continue }
            let index = Int(producer * workload.levels + id >> 48 & 255)
            let number = id & 0xFFFF_FFFF_FFFF
            if number < next[index] { fail("of one producer and level, a later entry came before an earlier one") }
            next[index] = number + 1
        }
        sums.withLock { $0.poppedIDs &+= ids }
    }
}

/// A counter in memory of its own, that one thread writes and the others read now and then.
final class PaddedCounter: @unchecked Sendable {
    // Unchecked Sendable holds by this invariant: the memory holds an atomic and nothing else.
    private let counter: UnsafeMutablePointer<Atomic<Int>>
    private let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)

    init() {
        counter = memory.bindMemory(to: Atomic<Int>.self, capacity: 1)
        counter.initialize(to: Atomic(0))
    }

    deinit {
        counter.deinitialize(count: 1)
        memory.deallocate()
    }

    var value: Int {
        get { counter.pointee.load(ordering: .relaxed) }
        set { counter.pointee.store(newValue, ordering: .relaxed) }
    }
}

/// Waiting for another thread: politely, because there may be fewer cores than threads.
struct Backoff {
    private var tries = 0

    mutating func wait() {
        tries += 1
        if tries < 16 { return clinux_spin_pause() }
        tries = 0
        sched_yield()
    }
}

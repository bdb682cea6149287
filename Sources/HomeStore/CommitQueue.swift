// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Glibc
internal import Synchronization

/// What waits between the submitting thread and the committing thread, and who may go on.
final class CommitQueue: Sendable {
    /// Groups that become one transaction.
    struct Batch: Sendable {
        var groups: [[StoreChange]] = []
        var weight = 0
        var lastNumber: UInt64 = 0
    }

    private struct State {
        /// Groups in order; those before `head` were taken.
        var groups: [(changes: [StoreChange], number: UInt64)] = []
        var head = 0
        /// A batch that failed and waits for the caller's decision, or for its second try.
        var again: Batch?
        var waiting = 0
        var lastNumber: UInt64?
        var isFailed = false
        var isClosed = false
        var isAsleep = false
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let maxWaiting: Int
    private let owner = Atomic<UInt>(0)

    init(maxWaiting: Int) {
        self.maxWaiting = maxWaiting
    }

    /// Says that the calling thread is the committing one.
    func own() { owner.store(pthread_self(), ordering: .releasing) }

    /// Whether the calling thread is the committing one.
    var isOwnThread: Bool { owner.load(ordering: .acquiring) == pthread_self() }

    var waiting: Int { state.withLock { $0.waiting } }

    var hasFailed: Bool { state.withLock { $0.isFailed } }

    func put(_ changes: [StoreChange], number: UInt64) -> Bool {
        let (accepted, wakes) = state.withLock { state -> (Bool, Bool) in
            // Who goes on after a group was refused for good is told so again, and not held to the order of numbers.
            guard !state.isFailed, !state.isClosed else { return (false, false) }
            if let last = state.lastNumber {
                precondition(number == last &+ 1, "group \(number) submitted after \(last)")
            }
            // A group larger than the limit is let in when it is alone, else it could never pass.
            let fits = state.waiting == 0 || state.waiting + Self.weight(changes) <= maxWaiting
            guard fits else { return (false, false) }
            state.groups.append((changes, number))
            state.waiting += Self.weight(changes)
            state.lastNumber = number
            defer { state.isAsleep = false }
            return (true, state.isAsleep)
        }
        if wakes { wakeUp.signal() }
        return accepted
    }

    /// Waits for groups and takes as many as make one transaction; nil when the queue is closed and empty.
    func take(maxGroup: Int) -> Batch? {
        while true {
            let (batch, ends) = state.withLock { state -> (Batch?, Bool) in
                if state.isFailed {
                    state.isAsleep = !state.isClosed
                    return (nil, state.isClosed)
                }
                if let again = state.again {
                    state.again = nil
                    return (again, false)
                }
                if state.head < state.groups.count { return (Self.gather(&state, maxGroup), false) }
                state.isAsleep = !state.isClosed
                return (nil, state.isClosed)
            }
            if let batch { return batch }
            if ends { return nil }
            wakeUp.wait()
        }
    }

    /// What a group counts for: its changes, and an empty one as one, so that empty ones are bounded too.
    private static func weight(_ changes: [StoreChange]) -> Int { max(1, changes.count) }

    private static func gather(_ state: inout State, _ maxGroup: Int) -> Batch {
        var batch = Batch()
        while state.head < state.groups.count {
            let next = state.groups[state.head]
            guard batch.groups.isEmpty || batch.weight + weight(next.changes) <= maxGroup else { break }
            batch.groups.append(next.changes)
            batch.weight += weight(next.changes)
            batch.lastNumber = next.number
            state.head += 1
        }
        // Moving the rest down when half is taken keeps the array bounded at an amortised cost of O(1) a group.
        if state.head * 2 >= state.groups.count {
            state.groups.removeFirst(state.head)
            state.head = 0
        }
        return batch
    }

    func finish(_ batch: Batch) {
        state.withLock { $0.waiting -= batch.weight }
    }

    func fail(_ batch: Batch) {
        state.withLock { state in
            state.again = batch
            state.isFailed = true
        }
    }

    func resume() {
        wake { $0.isFailed = false }
    }

    func close() {
        wake { $0.isClosed = true }
    }

    private func wake(_ change: (inout State) -> Void) {
        let wakes = state.withLock { state -> Bool in
            change(&state)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if wakes { wakeUp.signal() }
    }
}

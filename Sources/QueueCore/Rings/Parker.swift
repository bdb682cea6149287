// SPDX-License-Identifier: Apache-2.0
internal import CLinux
public import Synchronization

/// Puts one consumer thread to sleep until a condition holds, and lets any thread wake it.
///
/// A parker carries no message of its own. The message is the condition: a producer makes it true (say, by a push) and
/// then calls `unpark()`; the consumer names it as `ready`.
///
/// **No wake-up is lost.** It is Dekker's pattern: each side writes its own word, then reads the other's.
///
///     producer                              consumer
///     P1  make the condition true           C1  state = parked
///     P2  sequentially consistent fence     C2  sequentially consistent fence
///     P3  read state; parked? then wake     C3  read the condition; true? then don't sleep
///
/// The two fences have one order. If P2 is before C2, then C3 sees P1 and the consumer stays awake. If C2 is before P2,
/// then P3 sees C1 and the producer wakes it. Release and acquire alone would not do: on x86 too the store P1 may still
/// be in the store buffer when P3 is read. Between C3 and the sleep nothing is lost either, for the kernel sleeps only
/// if the word still says parked, and the waker changes the word before it wakes. A producer that reads awake because
/// another one is waking, or because the consumer is between two sleeps, is served too: it read a state older than the
/// next C1, so its P2 is before the next C2, and the consumer goes through C2 and C3 before each sleep. (Franke,
/// Russell, Kirkwood, *Fuss, Futexes and Furwocks*, OLS 2002; Drepper, *Futexes Are Tricky*, 2011.)
public final class Parker: @unchecked Sendable {
    // Unchecked Sendable holds by this invariant: the only mutable memory is `state`, an atomic. One thread at a time
    // parks (checked); any thread may unpark.

    @usableFromInline static let awake: UInt32 = 0
    @usableFromInline static let parked: UInt32 = 1

    /// In its own 128 bytes, at an address that never moves: the kernel knows it by that.
    @usableFromInline let state: UnsafeMutablePointer<Atomic<UInt32>>
    private let memory: UnsafeMutableRawPointer
    private let spinCount: Int

    /// Makes a parker.
    ///
    /// - Parameter spinCount: how often `park` looks at the condition before it sleeps, 0 or more. Small by default:
    ///   where there are few cores a spinning consumer takes the producer's.
    /// - Complexity: O(1).
    public init(spinCount: Int = 64) {
        precondition(spinCount >= 0, "Parker spinCount \(spinCount) is negative")
        self.spinCount = spinCount
        memory = .allocate(byteCount: 128, alignment: 128)
        state = memory.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        state.initialize(to: Atomic(Self.awake))
    }

    deinit {
        state.deinitialize(count: 1)
        memory.deallocate()
    }

    /// Wakes the consumer if it sleeps.
    ///
    /// Call it after making the consumer's condition true, from any thread.
    ///
    /// - Complexity: O(1): a fence and a load while the consumer is awake; a system call only when it is parked, and
    ///   then by one of the callers only.
    /// - **Progress:** wait-free, as far as the kernel's wake is.
    /// - **Memory ordering:** the sequentially consistent fence pairs with the one in
    ///   `park(timeoutNanoseconds:unless:)`; see above.
    @inlinable
    public func unpark() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        if state.pointee.load(ordering: .relaxed) == Self.parked { wake() }
    }

    /// Sleeps until the condition holds or the time is over; one thread at a time.
    ///
    /// - Parameters:
    ///   - timeoutNanoseconds: how long to wait at most; 0 only looks, `UInt64.max` waits for ever.
    ///   - ready: the condition. It is called on this thread, several times; it must read what the producers wrote by
    ///     atomic loads and must not call this parker.
    /// - Returns: true when the condition held, false when the time was over first.
    /// - Complexity: O(spin count), then a system call for each sleep.
    /// - **Progress:** blocking.
    /// - **Memory ordering:** the sequentially consistent fence between the store of `parked` and the last look at the
    ///   condition pairs with the one in `unpark()`. What a producer wrote reaches this thread by the condition's own
    ///   acquiring loads, not by the parker.
    @discardableResult
    public func park(timeoutNanoseconds: UInt64, unless ready: () -> Bool) -> Bool {
        if ready() { return true }
        if timeoutNanoseconds == 0 { return false }
        for _ in 0..<spinCount {
            clinux_spin_pause()
            if ready() { return true }
        }
        let (sum, overflow) = clinux_monotonic_ns().addingReportingOverflow(timeoutNanoseconds)
        let deadline = overflow ? UInt64(Int64.max) : min(sum, UInt64(Int64.max))
        while true {
            let before = state.pointee.exchange(Self.parked, ordering: .relaxed)
            precondition(before == Self.awake, "two threads park on one Parker")
            atomicMemoryFence(ordering: .sequentiallyConsistent)
            if ready() {
                state.pointee.store(Self.awake, ordering: .relaxed)
                return true
            }
            let isOver = sleep(until: deadline)
            // A wake-up may be spurious, or late and for something already taken: only the condition counts.
            state.pointee.store(Self.awake, ordering: .relaxed)
            if ready() { return true }
            if isOver { return false }
        }
    }

    /// Sleeps while the state says parked.
    ///
    /// - Returns: whether the deadline has passed.
    private func sleep(until deadline: UInt64) -> Bool {
        let word = UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt32.self)
        _ = clinux_futex_wait_until(word, Self.parked, deadline)
        return clinux_monotonic_ns() >= deadline
    }

    /// The part of `unpark()` that is rare: out of line, so that the common part stays small where it is inlined.
    @usableFromInline
    func wake() {
        // Of many producers only the one whose exchange succeeds pays for the system call.
        let (isMine, _) = state.pointee.compareExchange(
            expected: Self.parked, desired: Self.awake, ordering: .relaxed)
        if !isMine { return }
        let word = UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt32.self)
        _ = clinux_futex_wake(word, 1)
    }
}

// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Foundation

/// Commits numbered groups of changes on a thread of its own, everything that waits in one transaction.
///
/// The thread that submits never waits for the disk. Grouping needs no timer: while one transaction is on its way to
/// the disk the next groups gather. A group is never divided, groups are committed in the order of their numbers, and
/// after a failure nothing more is accepted until the caller decides.
public final class GroupCommitter: Sendable {
    private let queue: CommitQueue
    private let finished = DispatchSemaphore(value: 0)

    /// Starts the committing thread.
    ///
    /// - Parameters:
    ///   - store: the store; it must stay open until ``stop()`` has returned.
    ///   - maxGroup: the most changes in one transaction (≥ 1); a single group with more is committed alone, whole.
    ///   - maxWaiting: the most changes that wait or are being committed (≥ 1); more are refused.
    ///   - onDurable: called on the committing thread after each transaction with the highest number it holds; every
    ///     number up to it is durable. It must be short.
    ///   - onFailure: called on the committing thread when a transaction has failed; from then on every group is
    ///     refused.
    public init(
        store: Store, maxGroup: Int, maxWaiting: Int = 65_536,
        onDurable: @escaping @Sendable (UInt64) -> Void, onFailure: @escaping @Sendable (HomeStoreError) -> Void
    ) {
        precondition(maxGroup > 0 && maxWaiting > 0, "limits \(maxGroup), \(maxWaiting) must be positive")
        let queue = CommitQueue(maxWaiting: maxWaiting)
        self.queue = queue
        let finished = finished
        // The closure holds the queue and not the committer, so that dropping the committer can end the thread.
        let thread = Thread {
            queue.own()
            while let batch = queue.take(maxGroup: maxGroup) {
                do throws(HomeStoreError) {
                    try store.commit(groups: batch.groups)
                    queue.finish(batch)
                    onDurable(batch.lastNumber)
                } catch {
                    queue.fail(batch)
                    onFailure(error)
                }
            }
            finished.signal()
        }
        thread.name = "store-commit"
        thread.start()
    }

    deinit {
        stop()
    }

    /// Hands over a group; returns at once.
    ///
    /// - Parameters:
    ///   - changes: the changes of the group, made in this order; may be empty, the number is then reported in its
    ///     turn.
    ///   - number: one more than the number accepted before; the first is free.
    /// - Returns: false if too much waits, after a failure, or after ``stop()``; the group was then not taken and the
    ///   same number may be submitted again.
    /// - Complexity: O(1), a lock held for some instructions, and a wake-up if the thread sleeps.
    public func submit(_ changes: [StoreChange], number: UInt64) -> Bool {
        queue.put(changes, number: number)
    }

    /// The changes that wait or are being committed.
    public var waiting: Int { queue.waiting }

    /// Whether a transaction has failed, so that nothing is accepted.
    public var hasFailed: Bool { queue.hasFailed }

    /// Goes on after a failure: commits the failed groups again, in their order, then accepts new ones.
    ///
    /// Right after `full`, when there is room again: nothing of the failed transaction was kept. After `io` or
    /// `corrupt` close the store and leave instead. Does nothing where nothing has failed.
    public func resume() {
        queue.resume()
    }

    /// Commits what waits, then ends the thread; returns when both have happened.
    ///
    /// After a failure what waits is dropped.
    ///
    /// Called from a callback it returns at once, and the thread ends when what waits is committed.
    ///
    /// - Complexity: O(changes waiting), at least one fsync. A second call returns at once.
    public func stop() {
        queue.close()
        // A callback may have held the last reference; the thread cannot wait for its own end.
        guard !queue.isOwnThread else { return }
        finished.wait()
        finished.signal()
    }
}

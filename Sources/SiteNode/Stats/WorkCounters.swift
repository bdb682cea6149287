// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Synchronization

/// Counts a node's work. Relaxed counters: they order nothing, and are read for the figure alone.
final class WorkCounters: Sendable {
    private let messagesIn = Atomic<Int>(0)
    private let messagesOut = Atomic<Int>(0)
    private let appends = Atomic<Int>(0)
    private let storeCommits = Atomic<Int>(0)

    func countIn(_ count: Int) { messagesIn.add(count, ordering: .relaxed) }
    func countOut() { messagesOut.add(1, ordering: .relaxed) }
    func countAppend() { appends.add(1, ordering: .relaxed) }
    func countCommit() { storeCommits.add(1, ordering: .relaxed) }

    /// The figures.
    var document: NodeWork {
        NodeWork(
            messagesIn: messagesIn.load(ordering: .relaxed), messagesOut: messagesOut.load(ordering: .relaxed),
            appends: appends.load(ordering: .relaxed), storeCommits: storeCommits.load(ordering: .relaxed))
    }
}

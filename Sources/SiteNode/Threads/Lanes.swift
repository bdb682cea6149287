// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// The rings into the engine thread, one for each thread that hands over.
struct Lanes: Sendable {
    /// The client library's one delivery thread.
    let network: InboxLane<Arrival>
    /// The store's committing thread.
    let store: InboxLane<Arrival>
    /// The log's reading queue.
    let reader: InboxLane<Arrival>
    /// The watch over the disk.
    let watch: InboxLane<Arrival>

    init(_ inbox: Inbox<Arrival>) {
        // The store says at most one word for each group that waits; the watch only what has changed.
        guard let network = inbox.makeLane(capacity: Limits.networkRing),
            let store = inbox.makeLane(capacity: Limits.storeBacklog),
            let reader = inbox.makeLane(capacity: Limits.readingRing), let watch = inbox.makeLane(capacity: 16)
        else { preconditionFailure("a new inbox has room for four lanes") }
        self.network = network
        self.store = store
        self.reader = reader
        self.watch = watch
    }
}

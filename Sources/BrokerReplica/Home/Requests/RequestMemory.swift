// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// Requests done in the last ten minutes, by verb, entity and the client's request id.
struct RequestMemory: Sendable {
    private var at = ShardedTable<String, PoolInstant>()
    private var order: [String] = []
    private let capacity: Int

    init(_ stored: [(key: String, at: PoolInstant)], capacity: Int = Limits.rememberedRequests) {
        self.capacity = capacity
        for request in stored.sorted(by: { ($0.at, $0.key) < ($1.at, $1.key) }) {
            at[request.key] = request.at
            order.append(request.key)
        }
    }

    /// Whether a request has been done.
    func contains(_ key: String) -> Bool { at[key] != nil }

    /// Requests remembered, oldest first.
    var inOrder: [String] { order }

    /// When a request was done.
    func instant(of key: String) -> PoolInstant? { at[key] }

    /// Forgets a request.
    mutating func remove(_ key: String) {
        guard at.removeValue(forKey: key) != nil, let index = order.firstIndex(of: key) else { return }
        order.remove(at: index)
    }

    /// Remembers a request.
    mutating func add(_ key: String, at instant: PoolInstant) {
        guard at.updateValue(instant, forKey: key) == nil else { return }
        order.append(key)
    }

    /// Whether there is room for another.
    var isFull: Bool { order.count >= capacity }

    /// Forgets what is older than ten minutes; their keys, to be removed from the store.
    mutating func sweep(at now: PoolInstant) -> [String] {
        let keep = order.firstIndex { key in
            at[key].map { now.milliseconds - $0.milliseconds < Limits.requestMemoryMs } ?? false
        }
        let old = Array(order[..<(keep ?? order.count)])
        order.removeFirst(old.count)
        for key in old { at[key] = nil }
        return old
    }
}

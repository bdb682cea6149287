// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The digests of the last messages of the log, to notice that another one stands in a place already read.
struct RecentDigests: Sendable {
    private static let capacity = Limits.recentDigests

    /// The newest `capacity` messages looked at; the message `first + n` is at place `n % capacity`.
    private var ring: [Digest] = []
    /// The first message looked at.
    private var first: UInt64 = 1
    /// How many were looked at.
    private var count: UInt64 = 0

    /// Remembers the digest of the next message of the log, forgetting the oldest. Complexity: O(1).
    mutating func append(_ digest: Digest, at sequence: UInt64) {
        if count == 0 { first = sequence }
        precondition(sequence == first + count, "message \(sequence) after \(count) messages from \(first)")
        let place = Int(count % UInt64(Self.capacity))
        if place == ring.count { ring.append(digest) } else { ring[place] = digest }
        count += 1
    }

    /// The digest of a message; nil when it is not remembered. Complexity: O(1).
    func digest(at sequence: UInt64) -> Digest? {
        guard sequence >= first, sequence - first < count, first + count - sequence <= UInt64(Self.capacity) else {
            return nil
        }
        return ring[Int((sequence - first) % UInt64(Self.capacity))]
    }
}

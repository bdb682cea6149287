// SPDX-License-Identifier: Apache-2.0

/// How far the sender kept to its own times: a load that was not sent when it was due says nothing about the broker.
struct Lateness: Codable, Hashable, Sendable {
    /// The share of late sends above which a load is void.
    static let shareMax = 0.001

    /// Requests that were due at a time.
    private(set) var sends = 0
    /// Of those, how many left late.
    private(set) var late = 0
    /// The worst, nanoseconds.
    private(set) var worst: Int64 = 0

    /// Counts a send that left so many nanoseconds after it was due; later than `limit` is late.
    mutating func record(_ nanoseconds: Int64, limit: Int64) {
        sends += 1
        late += nanoseconds > limit ? 1 : 0
        worst = max(worst, nanoseconds)
    }

    /// Adds another's.
    mutating func add(_ other: Lateness) {
        sends += other.sends
        late += other.late
        worst = max(worst, other.worst)
    }

    /// Late sends of all, 0–1.
    var share: Double { sends == 0 ? 0 : Double(late) / Double(sends) }

    /// Whether the load is void.
    var isVoid: Bool { share > Self.shareMax }
}

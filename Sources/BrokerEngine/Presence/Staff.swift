// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// How many of a topic's agents stand how.
struct Staff: BitwiseCopyable, Sendable {
    private(set) var present: Int32 = 0
    private(set) var onBreak: Int32 = 0
    private(set) var unreachable: Int32 = 0
    /// Since when somebody is at work, or nobody: of this node's reading of the log; it is no part of the state.
    ///
    /// What was before the topic came, or before the image with which the reading began, is not known: so it does not
    /// count.
    private(set) var since: PoolInstant

    /// Nobody, as far as is known from an instant on.
    init(since: PoolInstant) { self.since = since }

    /// Why nobody could take a contact; nil while somebody could.
    var vacancy: Vacancy? {
        if present > 0 { return nil }
        if unreachable > 0 { return .allUnreachable }
        return onBreak > 0 ? .allOnBreak : .noAgents
    }

    /// An agent stands otherwise. Complexity: O(1).
    mutating func move(from old: Attendance, to new: Attendance, at time: PoolInstant) {
        let wasVacant = present == 0
        add(-1, old)
        add(1, new)
        if wasVacant != (present == 0) { since = time }
    }

    private mutating func add(_ count: Int32, _ attendance: Attendance) {
        switch attendance {
        case .absent: break
        case .onBreak: onBreak += count
        case .unreachable: unreachable += count
        case .present: present += count
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The owner's view of the nodes that hold homes: who was heard when.
struct HomeWatch: Sendable {
    private struct Sign: Sendable {
        var heardAt: Int64
        var absences = 0
    }

    private var signs: [NodeID: Sign] = [:]
    /// When pulses were last sent.
    var pulsedAt: Int64 = 0
    /// When they were last asked whether they live.
    private var askedAt: Int64 = 0

    /// Whether it is time to ask the homes whether they live.
    mutating func wantsToAsk(at now: Now) -> Bool {
        guard now.monotonic - askedAt > Timing.homeQuestion else { return false }
        askedAt = now.monotonic
        return true
    }

    /// A node spoke.
    mutating func heard(_ node: NodeID, at now: Now) { signs[node] = Sign(heardAt: now.monotonic) }

    /// Nobody listens for a node.
    mutating func absent(_ node: NodeID, at now: Now) {
        signs[node, default: Sign(heardAt: now.monotonic)].absences += 1
    }

    /// Begins to wait for a node, if nothing is known of it yet.
    mutating func wait(for node: NodeID, at now: Now) {
        if signs[node] == nil { heard(node, at: now) }
    }

    /// Whether a node was found absent twice.
    func isAbsent(_ node: NodeID) -> Bool { signs[node].map { $0.absences >= 2 } ?? false }

    /// For how long a node has not spoken, nanoseconds; 0 for one not waited for.
    func silence(of node: NodeID, at now: Now) -> Int64 { signs[node].map { now.monotonic - $0.heardAt } ?? 0 }
}

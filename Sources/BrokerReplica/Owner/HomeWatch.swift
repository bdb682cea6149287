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

    /// A node spoke.
    mutating func heard(_ node: NodeID, at now: Now) { signs[node] = Sign(heardAt: now.monotonic) }

    /// Nobody listens for a node.
    mutating func absent(_ node: NodeID, at now: Now) {
        signs[node, default: Sign(heardAt: now.monotonic)].absences += 1
    }

    /// Whether a node does not confirm: twice found absent, or silent for long. An unknown node begins to be waited
    /// for.
    mutating func isSilent(_ node: NodeID, at now: Now) -> Bool {
        guard let sign = signs[node] else {
            heard(node, at: now)
            return false
        }
        return sign.absences >= 2 || now.monotonic - sign.heardAt > Timing.homeSilence
    }
}

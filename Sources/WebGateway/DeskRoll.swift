// SPDX-License-Identifier: Apache-2.0

/// Which agents have a desk open here, and how many each: an agent may have the page open twice, or reload it, and the
/// new one may be there before the old one is gone.
struct DeskRoll: Sendable {
    private var open: [String: Int] = [:]
    /// How many desks are open.
    private(set) var count = 0

    /// A desk opens; false when there are too many.
    mutating func opens(_ agent: String) -> Bool {
        guard count < WebLimits.desks else { return false }
        count += 1
        open[agent, default: 0] += 1
        return true
    }

    /// A desk closes; true when it was the agent's last.
    mutating func closes(_ agent: String) -> Bool {
        guard let desks = open[agent] else { preconditionFailure("a desk of \(agent) closes that never opened") }
        count -= 1
        open[agent] = desks > 1 ? desks - 1 : nil
        return desks == 1
    }
}

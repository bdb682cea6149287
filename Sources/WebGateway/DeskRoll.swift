// SPDX-License-Identifier: Apache-2.0

/// Which agents have a desk open here, and how many each: an agent may have the page open twice.
struct DeskRoll: Sendable {
    private struct Desks: Sendable {
        var open = 0
        /// Whether the broker has let the agent in by one of them: a wrong name that somebody typed is nobody's desk.
        var isIn = false
        /// Counts the times that one closed: whether a closing was the last word.
        var closings = 0
    }

    private var desks: [String: Desks] = [:]
    /// How many desks are open.
    private(set) var count = 0

    /// A desk opens; false when there are too many.
    mutating func opens(_ agent: String) -> Bool {
        guard count < WebLimits.desks else { return false }
        count += 1
        desks[agent, default: Desks()].open += 1
        return true
    }

    /// The broker has let the agent in, or has heard that the agent lives.
    mutating func letIn(_ agent: String) {
        if isOpen(agent) { desks[agent]?.isIn = true }
    }

    /// Whether the agent has a desk open.
    func isOpen(_ agent: String) -> Bool { desks[agent].map { $0.open > 0 } ?? false }

    /// A desk closes; when it was the last one of an agent who is in, the number of this closing.
    mutating func closes(_ agent: String) -> Int? {
        guard var mine = desks[agent], mine.open > 0 else {
            preconditionFailure("a desk of \(agent) closes that never opened")
        }
        count -= 1
        mine.open -= 1
        mine.closings += 1
        let isLast = mine.open == 0
        desks[agent] = isLast && !mine.isIn ? nil : mine
        return isLast && mine.isIn ? mine.closings : nil
    }

    /// Whether no desk has opened since a closing; then the agent is forgotten.
    mutating func isGone(_ agent: String, since closing: Int) -> Bool {
        guard let mine = desks[agent], mine.open == 0, mine.closings == closing else { return false }
        desks[agent] = nil
        return true
    }
}

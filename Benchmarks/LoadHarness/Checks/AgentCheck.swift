// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// Whether what an agent's desk is told fits together: one offer or conversation at a time.
struct AgentCheck {
    private enum Engagement {
        case none
        case offer(String)
        case conversation(String)
    }

    private var engagement = Engagement.none
    private var version = 0
    /// Versions that were never told.
    private(set) var gaps = 0

    /// An event of the agent.
    ///
    /// - Returns: What does not fit.
    mutating func hears(_ event: HeardAgent) -> String? {
        // An offer that rings again bears the version it had.
        guard event.version > version else { return nil }
        if version > 0 { gaps += event.version - version - 1 }
        version = event.version
        switch (event.word, engagement) {
        case (.offer, .none):
            engagement = .offer(event.offer ?? "")
        case (.offer, .offer(let open)):
            engagement = .offer(event.offer ?? "")
            return "\(event.id) is asked \(event.offer ?? "") while \(open) rings"
        case (.offer, .conversation(let contact)):
            return "\(event.id) is asked \(event.offer ?? "") while in conversation with \(contact)"
        case (.connected, .conversation(let contact)):
            return "\(event.id) is connected to \(event.contact ?? "–") while in conversation with \(contact)"
        case (.connected, _):
            engagement = .conversation(event.contact ?? "")
        case (.revoked, .offer), (.ended, _):
            engagement = .none
        case (.revoked, _), (.state, _):
            break
        }
        return nil
    }
}

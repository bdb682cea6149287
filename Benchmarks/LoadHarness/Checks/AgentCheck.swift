// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

/// Whether what an agent's desk is told fits together: one offer or conversation at a time.
struct AgentCheck {
    private enum Engagement {
        case none
        case offer(String)
        case conversation(String)
    }

    private struct Told: Equatable {
        let word: AgentEventWord
        let offer: String?
        let contact: String?
    }

    private var engagement = Engagement.none
    private var version = 0
    private var told = ToldVersions<Told>()
    /// Versions that were never told.
    private(set) var gaps = 0

    /// Whether an event is later than all before; an offer that rings again bears the version it had.
    func isNews(_ event: HeardAgent) -> Bool { event.version > version }

    /// An event of the agent.
    ///
    /// - Returns: What does not fit, and by which check.
    mutating func hears(_ event: HeardAgent) -> (check: Check, what: String)? {
        if case .offer(let open) = engagement, event.word == .offer, event.offer == open { return nil }
        let this = Told(word: event.word, offer: event.offer, contact: event.contact)
        if let other = told.hears(this, in: event.version) { return isTwoThings(event, other) }
        guard isNews(event) else { return nil }
        if version > 0, event.version > version + 1 {
            gaps += event.version - version - 1
            // What was missed may have ended what there was.
            engagement = .none
        }
        version = event.version
        return moves(event).map { (.twice, $0) }
    }

    private mutating func moves(_ event: HeardAgent) -> String? {
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

    /// Two homes that each give the agent something do so in the same version.
    private func isTwoThings(_ event: HeardAgent, _ other: Told) -> (check: Check, what: String) {
        let isEngaged = [event.word, other.word].allSatisfy { $0 == .offer || $0 == .connected }
        let what =
            "version \(event.version) of \(event.id) is \(other.word.rawValue) (\(other.contact ?? "–")), and "
            + "\(event.word.rawValue) (\(event.contact ?? "–"))"
        return (isEngaged ? .twice : .document, what)
    }
}

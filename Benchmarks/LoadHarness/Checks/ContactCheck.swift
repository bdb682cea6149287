// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

/// Whether what is said of one contact fits together: one conversation at a time, one end, and nothing after it.
struct ContactCheck {
    private struct Told: Equatable {
        let word: ContactEventWord
        let agent: String?
        let outcome: OutcomeWord?
    }

    private var version = 0
    private var told = ToldVersions<Told>()
    /// The agent it speaks with.
    private var agent: String?
    /// Whether a conversation has begun, ever.
    private(set) var wasConnected = false
    /// The version in which it ended, by its event or by the answer to a request.
    private(set) var endVersion: Int?
    /// Versions that were never told.
    private(set) var gaps = 0

    /// Whether an event is later than all before: events may come more than once.
    func isNews(_ event: HeardContact) -> Bool { event.version > version }

    /// An event.
    ///
    /// - Returns: What does not fit, and by which check.
    mutating func hears(_ event: HeardContact) -> (check: Check, what: String)? {
        // A place is told anew under the version that is.
        guard event.word != .position else { return nil }
        let this = Told(word: event.word, agent: event.agent, outcome: event.outcome)
        if let other = told.hears(this, in: event.version) { return isTwoThings(event, other) }
        guard isNews(event) else { return nil }
        if event.version > version + 1 {
            gaps += event.version - version - 1
            // What was missed may have ended its conversation.
            agent = nil
        }
        version = event.version
        if let endVersion, event.version > endVersion {
            let what =
                "\(event.id) is \(event.word.rawValue) in version \(event.version), after its end in \(endVersion)"
            return (.twice, what)
        }
        switch event.word {
        case .connected: return connects(event)
        case .requeued, .revoked, .scheduled: agent = nil
        case .ended: endVersion = event.version
        case .queued, .position, .calling, .offered, .relaxed, .noted, .consulting, .consulted, .conference,
            .consultEnded:
            break
        }
        return nil
    }

    /// An answer said that it has ended: from this version on nothing may happen to it.
    mutating func isAnsweredEnded(_ version: Int) { endVersion = endVersion ?? version }

    /// Two homes that each connect it do so in the same version.
    private func isTwoThings(_ event: HeardContact, _ other: Told) -> (check: Check, what: String) {
        let isConnectedTwice = event.word == .connected && other.word == .connected
        let what =
            "version \(event.version) of \(event.id) is \(other.word.rawValue) (\(other.agent ?? "–")), and "
            + "\(event.word.rawValue) (\(event.agent ?? "–"))"
        return (isConnectedTwice ? .twice : .document, what)
    }

    private mutating func connects(_ event: HeardContact) -> (check: Check, what: String)? {
        let before = agent
        agent = event.agent
        wasConnected = true
        guard let before else { return nil }
        return (.twice, "\(event.id) is connected to \(event.agent ?? "–") while \(before) serves it")
    }
}

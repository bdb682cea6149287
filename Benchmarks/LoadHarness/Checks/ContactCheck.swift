// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// Whether what is said of one contact fits together: one conversation at a time, one end, and nothing after it.
struct ContactCheck {
    private var version = 0
    private var word: ContactEventWord?
    /// The agent it speaks with.
    private var agent: String?
    /// Whether a conversation has begun, ever.
    private(set) var wasConnected = false
    /// The version in which it ended, by its event or by the answer to a request.
    private(set) var endVersion: Int?
    /// Versions that were never told.
    private(set) var gaps = 0

    /// An event.
    ///
    /// - Returns: What does not fit, and by which check.
    mutating func hears(_ event: HeardContact) -> (check: Check, what: String)? {
        // A place is told anew under the version that is; and events may come more than once.
        guard event.word != .position else { return nil }
        guard event.version > version else { return repeats(event) }
        gaps += event.version - version - 1
        version = event.version
        word = event.word
        if let endVersion, event.version > endVersion {
            let what =
                "\(event.id) is \(event.word.rawValue) in version \(event.version), after its end in \(endVersion)"
            return (.twice, what)
        }
        switch event.word {
        case .connected: return connects(event)
        case .requeued, .revoked: agent = nil
        case .ended: endVersion = event.version
        case .queued, .position, .offered: break
        }
        return nil
    }

    /// An answer said that it has ended: from this version on nothing may happen to it.
    mutating func isAnsweredEnded(_ version: Int) { endVersion = endVersion ?? version }

    private func repeats(_ event: HeardContact) -> (check: Check, what: String)? {
        guard event.version == version, let word, word != event.word else { return nil }
        return (.document, "version \(version) of \(event.id) is \(word.rawValue), and \(event.word.rawValue)")
    }

    private mutating func connects(_ event: HeardContact) -> (check: Check, what: String)? {
        let before = agent
        agent = event.agent
        wasConnected = true
        guard let before else { return nil }
        return (.twice, "\(event.id) is connected to \(event.agent ?? "–") while \(before) serves it")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a contact's chronology says of its conversations.
public struct Conversations: Hashable, Sendable {
    /// When the first began, in milliseconds since 1970; nil for none.
    public private(set) var firstAt: Int?
    /// Who spoke, in order: one entry a conversation, nil where the chronology does not say who.
    public private(set) var agents: [String?] = []
    /// Milliseconds of conversation, all told.
    public private(set) var talkedMs = 0

    /// Reads a chronology, oldest first.
    ///
    /// - Parameters:
    ///   - timeline: the chronology. A conversation is over when the contact is back in the line, is to be called
    ///     back, or has ended.
    ///   - now: until when one that goes on is counted; nil when none does.
    /// - Complexity: O(entries).
    public init(_ timeline: [TimelineEntry], until now: Int? = nil) {
        var since: Int?
        for entry in timeline {
            switch ContactEventWord(rawValue: entry.event) {
            case .connected:
                firstAt = firstAt ?? entry.at
                agents.append(entry.agent)
                since = entry.at
            case .requeued, .scheduled, .ended: end(&since, at: entry.at)
            case .queued, .calling, .position, .offered, .revoked, .relaxed, .noted, .consulting, .consulted,
                .conference,
                .consultEnded, nil:
                break
            }
        }
        if let now { end(&since, at: now) }
    }

    private mutating func end(_ since: inout Int?, at: Int) {
        talkedMs += since.map { max(0, at - $0) } ?? 0
        since = nil
    }
}

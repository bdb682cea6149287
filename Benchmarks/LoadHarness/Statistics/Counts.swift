// SPDX-License-Identifier: Apache-2.0

/// What happened how often, for the whole load or one interval of it.
struct Counts: Codable, Hashable, Sendable {
    /// What is counted.
    enum Kind: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
        /// Contacts that came, redials among them.
        case arrived
        /// Enqueues answered with a contact.
        case acknowledged
        /// Of those, with a place that was not committed yet.
        case provisional
        /// First offers of a contact.
        case offered
        /// Conversations that began.
        case connected
        /// Contacts that ended after a conversation.
        case handled
        /// Contacts that ended without one: callers who left, were dropped, or were still there at the end of the load.
        case left
        /// Lines that dropped.
        case dropped
        /// Callers who called again.
        case redialled
        /// Offers that an agent rejected.
        case rejected
        /// Offers that an agent left unanswered.
        case notAnswered
        /// Contacts put back into the line.
        case putBack
        /// Contacts that went without ever having been offered, though an agent for them had been free all the time
        /// that an answer may take.
        case passedOver
        /// Contacts that the load itself ended, because its time was over.
        case cutShort
        /// Refusals, and requests without an answer: what `failures` tells one by one.
        case failed
        /// Requests sent again, because there was no answer or it was `unavailable`.
        case repeated
    }

    private var counts: [Kind: Int] = [:]

    /// How often.
    subscript(kind: Kind) -> Int {
        get { counts[kind] ?? 0 }
        set { counts[kind] = newValue }
    }

    /// Adds another's.
    mutating func add(_ other: Counts) { counts.merge(other.counts, uniquingKeysWith: +) }

    init() {}

    init(from decoder: any Decoder) throws { counts = try [Kind: Int](from: decoder) }

    func encode(to encoder: any Encoder) throws { try counts.encode(to: encoder) }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

/// An agent of the load: what is heard at the desk, and what the agent does then.
struct Desk {
    /// What the agent does next.
    enum Reaction: Equatable {
        case accept(offer: String, after: Int64)
        case reject(offer: String, after: Int64)
        /// Does nothing until the offer is over.
        case ignore
        /// The conversation has begun; the accept was due then.
        case converse(contact: String, acceptDue: Int64?)
        /// The conversation is over.
        case finish(contact: String)
        /// The wrap-up is over; its end was due then.
        case rest(wrapUpDue: Int64)
        case comeBack(after: Int64)
    }

    private let agent: Int
    private let seed: UInt64
    private let group: AgentScenario
    private var offersHeard: UInt64 = 0
    /// The offer that was answered last, or is being.
    private var offer: String?
    private var isIgnoring = false
    /// When the accept that is under way was due first, and of which offer.
    private var accepting: (offer: String, due: Int64)?
    /// When the end of the wrap-up that is under way was due.
    var wrapUpDue: Int64?
    /// What is heard of the agent.
    var check = AgentCheck()

    /// - Parameters:
    ///   - agent: Its number.
    ///   - seed: The scenario's.
    ///   - group: How it works.
    init(_ agent: Int, seed: UInt64, group: AgentScenario) {
        self.agent = agent
        self.seed = seed
        self.group = group
    }

    /// An event of the agent.
    mutating func hears(_ event: HeardAgent) -> Reaction? {
        switch event.word {
        case .offer:
            // Who is offered a contact wraps up no more: the word of that was missed, and when is not known.
            wrapUpDue = nil
            return event.offer.flatMap { isAsked($0) }
        case .connected:
            defer { accepting = nil }
            return event.contact.map { .converse(contact: $0, acceptDue: accepting?.due) }
        case .ended: return event.contact.map { .finish(contact: $0) }
        case .revoked:
            guard isIgnoring else { return nil }
            isIgnoring = false
            return .comeBack(after: drawn(group.returnsAfter, salt: 2))
        case .state:
            guard event.activity == .idle, let due = wrapUpDue else { return nil }
            wrapUpDue = nil
            return .rest(wrapUpDue: due)
        }
    }

    /// The agent accepts: one that was not answered is accepted again when the offer rings again, and was due before.
    mutating func accepts(_ offer: String, due: Int64) {
        if accepting?.offer != offer { accepting = (offer, due) }
    }

    /// An answer did not come: if the offer is still open it rings again, and is answered again.
    mutating func forgetsOffer() { offer = nil }

    /// An offer rings, or rings again.
    private mutating func isAsked(_ asked: String) -> Reaction? {
        guard asked != offer else { return nil }
        offer = asked
        offersHeard += 1
        isIgnoring = false
        var draw = Draw(seed: seed ^ 0xA6E7, stream: UInt64(agent) << 32 | offersHeard)
        let mood = draw.unit()
        let delay = group.acceptDelay.draw(&draw) ?? 0
        if mood <= group.rejects { return .reject(offer: asked, after: delay) }
        guard mood <= group.rejects + group.noAnswers else { return .accept(offer: asked, after: delay) }
        isIgnoring = true
        return .ignore
    }

    private func drawn(_ duration: DrawnDuration, salt: UInt64) -> Int64 {
        var draw = Draw(seed: seed ^ salt, stream: UInt64(agent) << 32 | offersHeard)
        return duration.draw(&draw) ?? 0
    }
}

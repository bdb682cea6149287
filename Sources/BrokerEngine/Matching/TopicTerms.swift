// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What steps need of what the configuration says of a topic: small, and copied for nothing.
struct TopicTerms: BitwiseCopyable, Sendable {
    /// Which of several free agents comes first.
    let strategy: Strategy
    /// Milliseconds an agent has to answer an offer.
    let offerTimeoutMs: Int64
    /// Contacts that may wait.
    let waitingMax: UInt32
    /// Milliseconds within which a contact should be answered.
    let serviceLevelMs: Int64
    /// Milliseconds of waiting below which a caller who leaves counts as a short abandon.
    let shortAbandonMs: Int64
    /// Milliseconds for which the place of a caller who gave up is kept; 0 for not at all.
    let redialMs: Int64
    /// How many agents one contact may ring at once, where the strategy rings several.
    let ringMost: Int

    init(_ settings: TopicSettings) {
        strategy = settings.strategy
        offerTimeoutMs = settings.offerTimeoutMs
        waitingMax = settings.waitingMax
        serviceLevelMs = settings.serviceLevelMs
        shortAbandonMs = settings.shortAbandonMs
        redialMs = settings.rules.redialMs
        ringMost = Int((settings.rules.ring ?? .usual).most)
    }
}

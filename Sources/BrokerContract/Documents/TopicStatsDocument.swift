// SPDX-License-Identifier: Apache-2.0

/// A topic, counted.
public struct TopicStatsDocument: Codable, Hashable, Sendable {
    /// The topic (on its own subject only; an extension).
    public var topic: String?
    /// The log sequence it follows from (on its own subject only; an extension).
    public var seq: Int?
    /// When, in milliseconds since 1970 (on its own subject only; an extension).
    public var at: Int?
    /// Contacts that wait now.
    public var waiting: Int
    /// The longest wait of those, in milliseconds.
    public var longestWaitMs: Int
    /// Contacts that are not due yet; absent for none (an extension).
    public var scheduled: Int?
    /// Contacts offered now.
    public var offered: Int
    /// Contacts served now.
    public var connected: Int
    /// Agents who serve it and are free now.
    public var agentsAvailable: Int
    /// Agents who serve it now: asked, busy or wrapping.
    public var agentsServing: Int
    /// Contacts that came, since the counters began.
    public var arrived: Int
    /// Contacts answered, since then.
    public var answered: Int
    /// Contacts whose caller left before an answer, since then; the short ones included.
    public var abandoned: Int
    /// Those who left within `shortAbandon`.
    public var shortAbandoned: Int
    /// Contacts that waited longer than allowed, since then.
    public var maxWait: Int
    /// About how long one who comes now will wait, in milliseconds; absent when nothing is known.
    public var estimatedWaitMs: Int?
    /// How long a contact kept its agent lately, wrap-up included, in milliseconds; absent for none (an extension).
    public var handlingMs: Int?
    /// How far the first estimates of those answered were off; absent when there were none (an extension).
    public var estimateErrorMs: EstimateErrorDocument?
    /// How long those answered waited.
    public var waitMs: WaitDocument
    /// How many were answered in time.
    public var serviceLevel: ServiceLevelDocument

    /// Puts a document together.
    public init(
        topic: String? = nil, seq: Int? = nil, at: Int? = nil, waiting: Int, longestWaitMs: Int, scheduled: Int? = nil,
        offered: Int,
        connected: Int, agentsAvailable: Int, agentsServing: Int, arrived: Int, answered: Int, abandoned: Int,
        shortAbandoned: Int, maxWait: Int, estimatedWaitMs: Int? = nil, handlingMs: Int? = nil,
        estimateErrorMs: EstimateErrorDocument? = nil, waitMs: WaitDocument,
        serviceLevel:
            ServiceLevelDocument
    ) {
        self.topic = topic
        self.seq = seq
        self.at = at
        self.waiting = waiting
        self.longestWaitMs = longestWaitMs
        self.scheduled = scheduled
        self.offered = offered
        self.connected = connected
        self.agentsAvailable = agentsAvailable
        self.agentsServing = agentsServing
        self.arrived = arrived
        self.answered = answered
        self.abandoned = abandoned
        self.shortAbandoned = shortAbandoned
        self.maxWait = maxWait
        self.estimatedWaitMs = estimatedWaitMs
        self.handlingMs = handlingMs
        self.estimateErrorMs = estimateErrorMs
        self.waitMs = waitMs
        self.serviceLevel = serviceLevel
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A pool, counted: the sum over its topics, each agent once.
public struct TotalsDocument: Codable, Hashable, Sendable {
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
    /// Agents logged in.
    public var agents: Int

    /// Puts a document together.
    public init(
        waiting: Int, longestWaitMs: Int, scheduled: Int? = nil, offered: Int, connected: Int, agentsAvailable: Int,
        agentsServing: Int,
        arrived: Int, answered: Int, abandoned: Int, shortAbandoned: Int, maxWait: Int, agents: Int
    ) {
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
        self.agents = agents
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An agent; without `offers` it is the presence document.
public struct AgentDocument: Codable, Hashable, Sendable {
    /// The agent.
    public var agent: String
    /// Counts by one with each change, from 1.
    public var version: Int
    /// The site of its home.
    public var site: String
    /// The node that is its home.
    public var node: String
    /// What people call them.
    public var name: String?
    /// What they want.
    public var intent: IntentWord
    /// Why, in their words.
    public var reason: String?
    /// Who asked for it, when it was somebody else (an extension).
    public var by: String?
    /// What they do.
    public var activity: ActivityWord
    /// Level by topic, 1–9, 1 first.
    public var topics: [String: Int]
    /// Level by skill, 1–9.
    public var skills: [String: Int]
    /// Contacts at once by channel.
    public var channels: [String: Int]
    /// Where media finds them.
    public var agentAddress: String?
    /// The contacts they are in conversation with, oldest first.
    public var contacts: [String]
    /// Contacts whose wrap-up is not over; absent for none.
    public var wrapping: [String]?
    /// Beside several contacts, how many more of each channel fit; absent for none.
    public var room: [String: Int]?
    /// Their open offers (`agent.login`, `agent.get` and other replies; never in presence).
    public var offers: [OfferDocument]?
    /// Since when intent and activity are so, in milliseconds since 1970.
    public var since: Int
    /// The log sequence it follows from.
    public var seq: Int
    /// True while the site is cut off from the pool; otherwise absent.
    public var island: Bool?

    /// Puts a document together.
    public init(
        agent: String, version: Int, site: String, node: String, name: String? = nil, intent: IntentWord,
        reason:
            String? = nil, activity: ActivityWord, topics: [String: Int], skills: [String: Int],
        channels: [String: Int],
        agentAddress: String? = nil, contacts: [String], offers: [OfferDocument]? = nil, since: Int, seq: Int,
        island: Bool? = nil, wrapping: [String]? = nil, room: [String: Int]? = nil
    ) {
        self.agent = agent
        self.version = version
        self.site = site
        self.node = node
        self.name = name
        self.intent = intent
        self.reason = reason
        self.activity = activity
        self.topics = topics
        self.skills = skills
        self.channels = channels
        self.agentAddress = agentAddress
        self.contacts = contacts
        self.wrapping = wrapping
        self.room = room
        self.offers = offers
        self.since = since
        self.seq = seq
        self.island = island
    }

    /// The same as it is published: without offers.
    public var presence: Self {
        var copy = self
        copy.offers = nil
        return copy
    }
}

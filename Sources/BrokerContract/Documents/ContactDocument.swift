// SPDX-License-Identifier: Apache-2.0

/// A contact: the reply to `contact.*`.
public struct ContactDocument: Codable, Hashable, Sendable {
    /// The contact.
    public var id: String
    /// Counts by one with each change, from 1.
    public var version: Int
    /// The claim number; absent only for a contact that was cancelled before it came.
    public var claim: String?
    /// What it is about; absent only for a contact that was cancelled before it came.
    public var topic: String?
    /// The site of its home.
    public var site: String
    /// 0–255, higher is more urgent.
    public var priority: Int
    /// How it reaches us.
    public var channel: ChannelWord
    /// Where it is in its life.
    public var state: ContactStateWord
    /// True while its place is not committed; otherwise absent.
    public var provisional: Bool?
    /// True while the site is cut off from the pool; otherwise absent.
    public var island: Bool?
    /// Its place in the line, from 1.
    public var position: Int?
    /// About how long it will still wait, in milliseconds.
    public var estimatedWaitMs: Int?
    /// When it arrived, in milliseconds since 1970.
    public var arrivedAt: Int
    /// When it is due, in milliseconds since 1970.
    public var notBeforeAt: Int?
    /// When the slot of its appointment begins, in milliseconds since 1970; absent without one.
    public var slotAt: Int?
    /// While its customer is called before any agent is asked: until when, in milliseconds since 1970.
    public var callingUntilAt: Int?
    /// Which call that is, from 1.
    public var attempt: Int?
    /// The offer that holds it.
    public var offer: String?
    /// Who is asked or serves.
    public var agent: String?
    /// That agent's site.
    public var agentSite: String?
    /// Where media finds that agent.
    public var agentAddress: String?
    /// All who are asked, while they are more than one, the first of them first; otherwise absent.
    public var offers: [ContactOfferDocument]?
    /// Everybody in the conversation.
    public var participants: [ParticipantDocument]?
    /// The contact by which its agent asks a colleague, while that lasts.
    public var consult: String?
    /// The contact about which this one is an agent's question.
    public var consultOf: String?
    /// How it ended.
    public var outcome: OutcomeWord?
    /// When it ended, in milliseconds since 1970.
    public var endedAt: Int?
    /// What happened so far, oldest first (`contact.get` only).
    public var timeline: [TimelineEntry]?

    /// Puts a document together.
    public init(
        id: String, version: Int, claim: String? = nil, topic: String? = nil, site: String, priority: Int,
        channel:
            ChannelWord, state: ContactStateWord, provisional: Bool? = nil, island: Bool? = nil,
        position: Int? = nil,
        estimatedWaitMs: Int? =
            nil, arrivedAt: Int, notBeforeAt: Int? = nil, offer: String? = nil, agent: String? = nil,
        agentSite: String? =
            nil, agentAddress: String? = nil, participants: [ParticipantDocument]? = nil, outcome: OutcomeWord? = nil,
        endedAt: Int? = nil, timeline: [TimelineEntry]? = nil
    ) {
        self.id = id
        self.version = version
        self.claim = claim
        self.topic = topic
        self.site = site
        self.priority = priority
        self.channel = channel
        self.state = state
        self.provisional = provisional
        self.island = island
        self.position = position
        self.estimatedWaitMs = estimatedWaitMs
        self.arrivedAt = arrivedAt
        self.notBeforeAt = notBeforeAt
        self.offer = offer
        self.agent = agent
        self.agentSite = agentSite
        self.agentAddress = agentAddress
        self.participants = participants
        self.outcome = outcome
        self.endedAt = endedAt
        self.timeline = timeline
    }
}

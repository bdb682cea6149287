// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A contact that wants to enter.
public struct EnqueueOrder: Sendable {
    /// The client's name for it.
    public var id: ContactID
    /// What it is about; nil where a dialled number says it.
    public var topic: TopicID?
    /// The number that was dialled, where no topic is said.
    public var dialled: Dialled?
    /// 0–255; nil for the number's, or the topic's.
    public var priority: UInt8?
    /// How it reached us.
    public var channel: Channel
    /// Who calls, sealed.
    public var caller: SealedCaller?
    /// Skills it requires.
    public var requirements: [SkillLevel]
    /// An earlier claim it continues.
    public var claim: ClaimNumber?
    /// Milliseconds it has waited before, at most a day.
    public var waitedMs: Int64
    /// The one agent it is for; nil when it is for everybody.
    public var agent: AgentID?
    /// The agent who is to have it first, if they can.
    public var lastAgent: AgentID?
    /// Pool time before which nobody is to be offered it; nil, or past, for now.
    public var notBefore: PoolInstant?
    /// The slot of its topic's appointments that is wanted, instead of `notBefore`.
    public var slotAt: PoolInstant?
    /// Whose question it is, when it is an agent's.
    var consult: Consult?
    /// A keyed digest of everything above but the waiting, to tell a repeat from another request.
    public var fingerprint: [UInt8]

    /// An order.
    public init(
        id: ContactID, topic: TopicID?, priority: UInt8?, channel: Channel, caller: SealedCaller?,
        requirements: [SkillLevel], claim: ClaimNumber?, waitedMs: Int64,
        notBefore: PoolInstant? = nil, fingerprint: [UInt8]
    ) {
        self.id = id
        self.topic = topic
        self.priority = priority
        self.channel = channel
        self.caller = caller
        self.requirements = requirements
        self.claim = claim
        self.waitedMs = waitedMs
        self.notBefore = notBefore
        self.fingerprint = fingerprint
    }
}

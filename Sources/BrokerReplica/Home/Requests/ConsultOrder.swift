// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// An agent in conversation wants to speak with a colleague.
public struct ConsultOrder: Sendable {
    /// The contact the agent is in conversation with.
    public var id: ContactID
    /// The client's name for the contact that is the question.
    public var consult: ContactID
    /// Whose agents are asked; nil for those of the contact's topic.
    public var topic: TopicID?
    /// The one agent who is asked; nil for any.
    public var agent: AgentID?
    /// 0–255; nil for the contact's.
    public var priority: UInt8?
    /// What the colleague is told, sealed.
    public var caller: SealedCaller?
    /// A keyed digest of what is sealed, to tell a repetition from another request.
    public var sealedDigest: [UInt8] = []

    /// An order.
    public init(
        id: ContactID, consult: ContactID, topic: TopicID? = nil, agent: AgentID? = nil, priority: UInt8? = nil,
        caller: SealedCaller? = nil
    ) {
        self.id = id
        self.consult = consult
        self.topic = topic
        self.agent = agent
        self.priority = priority
        self.caller = caller
    }

    /// What tells a repetition from another request: no digest of an enqueue has so many bytes.
    var fingerprint: [UInt8] {
        let parts = ["consult", id.text, topic?.text ?? "", agent?.text ?? "", priority.map { "\($0)" } ?? ""]
        return Array(parts.joined(separator: "/").utf8) + sealedDigest
    }
}

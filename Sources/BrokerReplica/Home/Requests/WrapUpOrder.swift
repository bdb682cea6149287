// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What an agent says when wrapping up, or that it takes longer.
public struct WrapUpOrder: Hashable, Sendable {
    /// The agent.
    public var agent: AgentID
    /// The contact that was served.
    public var contact: ContactID
    /// How it came out.
    public var disposition: String?
    /// Anything to remember.
    public var note: String?
    /// Milliseconds from now that the wrap-up is to go on; nil ends it.
    public var extendMs: Int64?

    /// An order that ends a wrap-up and says nothing.
    public init(
        agent: AgentID, contact: ContactID, disposition: String? = nil, note: String? = nil,
        extendMs: Int64? = nil
    ) {
        self.agent = agent
        self.contact = contact
        self.disposition = disposition
        self.note = note
        self.extendMs = extendMs
    }
}

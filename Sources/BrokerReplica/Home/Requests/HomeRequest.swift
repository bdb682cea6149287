// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What a client asks of a site, already checked for form.
public enum HomeRequest: Sendable {
    /// A contact enters.
    case enqueue(EnqueueOrder)
    /// The caller left.
    case cancel(ContactID, reason: String?)
    /// The conversation is over.
    case end(ContactID, reason: String?, RequestGuard)
    /// The customer of a callback was called and not reached.
    case notReached(ContactID, reason: String?, RequestGuard)
    /// The customer of a callback is on the phone, before any agent was asked.
    case reached(ContactID, RequestGuard)
    /// The caller hangs up and is to be called.
    case callback(CallbackOrder, RequestGuard)
    /// An agent in conversation asks a colleague.
    case consult(ConsultOrder, RequestGuard)
    /// The colleague speaks with the caller, too.
    case conference(ContactID, RequestGuard)
    /// The colleague goes on alone.
    case handOver(ContactID, RequestGuard)
    /// Back to the line, of this or another topic, for everybody or for one agent.
    case requeue(ContactID, RequeueOrder, RequestGuard)
    /// One contact, by id.
    case contactGet(ContactID)
    /// One contact, by claim.
    case claimGet(ClaimNumber)
    /// This site's contacts in the given states (all when empty), from behind an id.
    case contactList(states: [String], after: ContactID?, limit: Int)
    /// An agent begins to work.
    case login(LoginOrder)
    /// What an agent wants.
    case setIntent(AgentID, Intent, reason: String?, RequestGuard)
    /// Agents are there.
    case heartbeat([AgentID])
    /// Agents are there no more, until they are heard of again.
    case deskClosed([AgentID], RequestGuard)
    /// Wrap-up is done, or takes longer.
    case wrapUp(WrapUpOrder, RequestGuard)
    /// One agent.
    case agentGet(AgentID)
    /// The pool's agents, from behind an id.
    case agentList(after: AgentID?, limit: Int)
    /// The desk accepts.
    case accept(offer: String, AgentID, RequestGuard)
    /// The desk refuses.
    case reject(offer: String, AgentID, reason: String?, RequestGuard)
    /// The agent's phone could not be reached.
    case fail(offer: String, FailCause, agent: AgentID?, RequestGuard)
    /// Who waits for a topic, from behind a contact.
    case waiting(TopicID, after: ContactID?, limit: Int)
    /// Slots of a topic's appointments, in the hours of a channel, that are not all given: from an instant, or now, and
    /// how many days from there.
    case slots(TopicID, Channel, from: PoolInstant?, days: Int, limit: Int)
    /// Another configuration.
    case configure(Configuration, ifRevision: UInt64?)

    /// Why a PBX could not bring an offer to the agent's phone.
    public enum FailCause: String, Sendable, CaseIterable {
        case busy
        case noAnswer
        case declined
        case unreachable
        case callerGone
    }
}

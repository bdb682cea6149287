// SPDX-License-Identifier: Apache-2.0
public import BrokerEngine
public import BrokerModel

/// What a home answers.
public enum HomeReply: Sendable {
    /// A contact, with its chronology if it was asked for.
    case contact(ContactView, timeline: Bool)
    /// A contact of another site, as the log knows it, or knew it when this site was cut off.
    case remoteContact(ContactState, position: Int?, isAlone: Bool)
    /// A contact of another site that this site's agent serves now.
    case connectedRemotely(ContactState, AgentView)
    /// A contact nobody had enqueued is remembered as cancelled.
    case cancelled(ContactID, at: PoolInstant)
    /// A contact of another site whose conversation this site's agent has ended: its home hears of it.
    case leaving(ContactState, version: UInt64, Outcome, isAlone: Bool)
    /// Contacts of the site; the id to go on from.
    case contacts([ContactView], next: ContactID?)
    /// An agent.
    case agent(AgentView)
    /// Agents of the pool as the log knows them, at a sequence; the id to go on from.
    case agents([(AgentState, contacts: [ContactID])], sequence: UInt64, next: AgentID?)
    /// Who waits.
    case waiting(TopicID, sequence: UInt64, total: Int, [ContactState], firstPosition: Int, next: ContactID?)
    /// The configuration's revision, the one before, and the documents of both.
    case configured(Configuration, before: Configuration)
    /// Agents were heard, but for these, who are not logged in here.
    case heard(unknown: [AgentID])
    /// Why not.
    case refused(Refusal)
}

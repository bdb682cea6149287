// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a home lets out once everything it follows from is stored.
enum HomeOutput: Sendable {
    /// To the other home of an offer.
    case say(AssignmentWord, Offer, toContact: Bool)
    /// To another node of the site.
    case site(NodeID, HeirWord)
    /// To the owner, whoever that is when it leaves.
    case command(UInt64, Command)
    /// To a client.
    case reply(UInt64, HomeReply)
    /// To who watches a contact.
    case contactNews(ContactNews)
    /// To who watches an agent.
    case agentNews(AgentNews)
    /// To the operator.
    case notice(Notice)
    /// Contact numbers up to this one are marked as used.
    case numbersMarked(UInt64)
    /// The site's requests are served from now on, or no more.
    case serve(Bool)

    /// The client that is answered by it.
    var token: UInt64? { if case .reply(let token, _) = self { token } else { nil } }
}

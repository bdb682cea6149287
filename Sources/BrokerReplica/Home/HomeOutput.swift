// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a home lets out once everything it follows from is stored. What is large is kept apart, as in ``Action``.
enum HomeOutput: Sendable {
    /// To the other home of an offer.
    case say(AssignmentWord, Offer, toContact: Bool)
    /// To another node of the site.
    case site(NodeID, HeirWord)
    /// To the owner, whoever that is when it leaves.
    indirect case command(UInt64, Command)
    /// To a client.
    indirect case reply(UInt64, HomeReply)
    /// To who watches a contact.
    indirect case contactNews(ContactNews)
    /// To who watches an agent.
    indirect case agentNews(AgentNews)
    /// To the operator.
    case notice(Notice)
    /// Contact numbers up to this one are marked as used.
    case numbersMarked(UInt64)
    /// The site's requests are served from now on, or no more.
    case serve(Bool)

    /// The client that is answered by it.
    var token: UInt64? { if case .reply(let token, _) = self { token } else { nil } }
}

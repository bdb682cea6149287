// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a home lets out once everything it follows from is stored.
enum HomeOutput: Sendable {
    /// To the other home of an offer.
    case say(AssignmentWord, Offer, toContact: Bool)
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
    /// The site's requests are served from now on.
    case serve
}

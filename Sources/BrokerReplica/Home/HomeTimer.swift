// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a home sets timers for. Each names what it was set for; it means nothing once that has changed.
enum HomeTimer: Sendable {
    /// C8: the hold time of an offer is over.
    case hold(ContactNumber, OfferID)
    /// A contact that rings agents one by one rings one more.
    case ringMore(ContactNumber, newest: UInt64)
    /// B1, contact's side.
    case askAgentHome(ContactNumber, OfferID)
    /// The commit of a new contact takes long: answer `provisional`.
    case provisional(ContactNumber)
    /// Look at a contact's position.
    case position(ContactNumber)
    /// A scheduled contact is due at this pool time.
    case due(ContactNumber, PoolInstant)
    /// A contact that is handed over has been in line for long.
    case handover(ContactNumber, Turn)
    /// A4: the agent has not answered in time; or HELD has not come.
    case answer(AgentID, OfferID, ringing: Bool)
    /// A7: the confirm time is over.
    case confirm(AgentID, OfferID)
    /// B1, agent's side.
    case askContactHome(AgentID, OfferID)
    /// B1, for a conversation this site's desk has ended: has the contact's home heard it?
    case farewell(OfferID)
    /// Has the contact's home what was said of a conversation?
    case remark(OfferID)
    /// The open offer is sent to the desk again.
    case offerAgain(AgentID, OfferID)
    /// A rest with an end is over.
    case restOver(AgentID, endsAt: Int64)
    /// A wrap-up beside other contacts is over.
    case seatOver(AgentID, OfferID, endsAt: Int64)
    /// Has the agent been heard?
    case liveness(AgentID)
    /// Tell the owner again what it does not know yet.
    case report
    /// Look after the heirs.
    case heirs
    /// Forget what need not be remembered.
    case sweep

    /// Whether it only says once more what was said before.
    var onlyRepeats: Bool {
        switch self {
        case .askAgentHome, .askContactHome, .farewell, .remark, .offerAgain, .position, .report: true
        case .hold, .ringMore, .provisional, .due, .handover, .answer, .confirm, .restOver, .seatOver, .liveness,
            .heirs, .sweep:
            false
        }
    }
}

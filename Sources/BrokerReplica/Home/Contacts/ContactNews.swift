// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A change of a contact that clients hear of.
public struct ContactNews: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        case queued(position: Int?, estimatedWaitMs: Int64?)
        case scheduled(why: String?)
        case due
        /// Its customer is to be called now; again by a home that has just been taken, of the same call.
        case calling(again: Bool)
        /// Its customer is on the phone: it is in line.
        case reached
        case position(Int, estimatedWaitMs: Int64?)
        case offered(Offer)
        case revoked(OfferID, why: String, position: Int?)
        case requeued(why: String, position: Int?)
        case relaxed(why: String)
        case connected(Offer)
        case ended(Outcome)
        /// An agent has said something of a conversation.
        case noted(ContactRemark)
        /// Its agent asks a colleague: by which contact, who is asked.
        case consulting(ContactRecord)
        /// The colleague has answered.
        case consulted(ContactID, Offer)
        /// The colleague speaks with the caller, too.
        case conference(ContactID, Offer)
        /// The question is over, and the conversation goes on.
        case consultEnded(ContactID, Outcome)
    }

    /// What happened.
    public let kind: Kind
    /// The contact after it.
    public let cell: ContactCell
    /// When, pool time.
    public let at: PoolInstant
}

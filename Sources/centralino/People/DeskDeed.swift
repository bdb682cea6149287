// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What a desk has to tell the broker; kept and repeated until it is answered.
enum DeskDeed: Equatable {
    /// Log in.
    case login
    /// Ask how the agent stands, after anything may have been missed.
    case look
    /// Take the offer.
    case accept(offer: String)
    /// Refuse the offer.
    case reject(offer: String)
    /// End the conversation.
    case end(contact: String)
    /// End wrap-up.
    case wrapUp(contact: String)
    /// Say what the agent wants.
    case want(IntentWord)
}

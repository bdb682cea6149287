// SPDX-License-Identifier: Apache-2.0
public import BrokerEngine
public import BrokerModel

/// What the log says of a contact, once.
public enum TrailFact: Hashable, Sendable {
    /// It entered.
    case entered(ContactRecord)
    /// It was offered to an agent; with the reasons, unless the state before holds it in no line.
    case offered(Offer, Explanation?)
    /// Its home said where it is.
    case reported(ContactReport)
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// Something that a load does at its time.
enum Deed {
    /// The next contact of the schedule comes.
    case come(PlannedContact)
    /// A caller calls again.
    case redial(ContactKey, PlannedLife, claim: String?)
    /// A caller leaves, or loses the line.
    case leave(ContactKey, isDrop: Bool)
    /// An agent answers an offer.
    case accept(agent: Int, offer: String)
    case reject(agent: Int, offer: String)
    /// A conversation ends.
    case end(ContactKey)
    /// An agent has finished.
    case wrapUp(agent: Int, contact: String)
    /// An agent who let an offer expire is back.
    case comeBack(agent: Int)
    /// All agents say that they are there.
    case beat
    /// A request that is put off is sent again.
    case again(token: UInt64)
    /// Requests are looked through for those without an answer.
    case lookThrough
    /// An interval is over.
    case interval
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A record of the home's store that is to be copied, by what it is about.
enum CopyRecord: Sendable {
    case contact(ContactNumber)
    case agent(AgentID)
    case cancel(ContactID)
    case request(String)
    case farewell(OfferID)
    case remark(OfferID)
    case island
}

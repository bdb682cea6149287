// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Customers who are called before any agent is asked, reckoned from what clients say and what homes store.
struct CheckedCalls {
    /// Contacts of which somebody has said that the customer is on the phone, since the last call began.
    var said: Set<ContactID> = []
    /// How often each contact's customer was called and not reached.
    var failures: [ContactNumber: Int] = [:]
}

// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// What the shell may look at.
extension Replica {
    /// A contact of this site as its home has it. Complexity: O(1).
    public func contact(_ id: ContactID) -> ContactRecord? {
        home.numberByID[id].flatMap { home.contacts[$0]?.record }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient

/// What a caller's command waits for.
enum CallEvent: Sendable {
    /// Something happened to the contact.
    case event(ContactEvent)
    /// Something happened to the connection.
    case connection(NATSConnectionEvent)
    /// The caller hangs up.
    case hangUp
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a command to the owner was about: who hears of its refusal.
enum CommandSubject: Hashable, Sendable {
    case contact(ContactNumber)
    case agent(AgentID)
    case configuration
    case home
    case numbers
    case ring
    case slot(ContactNumber, PoolInstant)
}

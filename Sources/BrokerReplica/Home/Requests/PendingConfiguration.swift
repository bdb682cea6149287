// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// An operator who waits for a configuration to enter the log.
struct PendingConfiguration: Sendable {
    /// Who is answered.
    let token: UInt64
    /// What was in force when it was asked.
    let before: Configuration
    /// Whether the operator named the revision.
    let isGuarded: Bool
    /// After this, monotonic, the operator is told that nobody knows.
    let deadline: Int64
}

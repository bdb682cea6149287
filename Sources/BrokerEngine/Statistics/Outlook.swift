// SPDX-License-Identifier: Apache-2.0

/// What may be told of a contact that waits.
public struct Outlook: Hashable, Sendable {
    /// Its position in its topic, from 1.
    public let position: Int
    /// Milliseconds for which it will about wait yet; nil when nothing can be said.
    public let estimatedWaitMs: Int64?
}

// SPDX-License-Identifier: Apache-2.0

/// How a contact ended.
public enum OutcomeWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// An agent served it.
    case handled
    /// The caller left before being served.
    case abandoned
    /// It waited longer than the topic allows.
    case maxWait
    /// It went to another topic or place for good.
    case overflowed
    /// It went elsewhere from a conversation.
    case transferred
    /// The menu was enough.
    case selfServed
    /// The customer could not be reached.
    case callbackFailed
    /// The number is blocked.
    case blocked
    /// It was not let in.
    case rejected
    /// Something broke.
    case failed
}

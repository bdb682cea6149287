// SPDX-License-Identifier: Apache-2.0

/// How a contact ended.
public enum Outcome: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// An agent served it.
    case handled = 0
    /// The caller left before being served.
    case abandoned = 1
    /// It waited longer than the topic allows.
    case maxWait = 2
    /// It went to another topic or place for good.
    case overflowed = 3
    /// It went elsewhere from a conversation.
    case transferred = 4
    /// The menu was enough.
    case selfServed = 5
    /// The customer could not be reached.
    case callbackFailed = 6
    /// The number is blocked.
    case blocked = 7
    /// It was not let in.
    case rejected = 8
    /// Something broke.
    case failed = 9

    /// The word of the contract.
    public var word: String {
        // Written out: asking the runtime for a case's name costs a microsecond, in every document.
        switch self {
        case .handled: "handled"
        case .abandoned: "abandoned"
        case .maxWait: "maxWait"
        case .overflowed: "overflowed"
        case .transferred: "transferred"
        case .selfServed: "selfServed"
        case .callbackFailed: "callbackFailed"
        case .blocked: "blocked"
        case .rejected: "rejected"
        case .failed: "failed"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What an agent does. Every activity but `idle` has a deadline or a contact: nobody is stuck busy.
public enum Activity: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// Nothing; free if the intent is `available`.
    case idle = 0
    /// An offer is open.
    case offered = 1
    /// In conversation.
    case busy = 2
    /// Finishing up after a contact.
    case wrapping = 3
    /// Left an offer without answer; back by `agent.state` or after the topic's time.
    case notResponding = 4
    /// No sign of life for 15 s.
    case unreachable = 5

    /// The word of the contract.
    public var word: String {
        switch self {
        case .idle: "idle"
        case .offered: "offered"
        case .busy: "busy"
        case .wrapping: "wrapping"
        case .notResponding: "notResponding"
        case .unreachable: "unreachable"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What is checked while a load runs; Documentation/Performance.md says by which words of the contract.
enum Check: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
    /// A contact whose enqueue was answered has an end, or is still known.
    case lost
    /// A contact has one conversation at a time and one end; an agent one offer or conversation.
    case twice
    /// Nobody is offered before somebody who was there before.
    case order
    /// A claim number is one contact's.
    case claim
    /// What is published can be read, and a version is one thing.
    case document

    /// What it says when nothing was found.
    var title: String {
        switch self {
        case .lost: "nothing lost"
        case .twice: "nothing doubled"
        case .order: "order kept"
        case .claim: "claim numbers unique"
        case .document: "documents as in the contract"
        }
    }
}

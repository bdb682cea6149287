// SPDX-License-Identifier: Apache-2.0
import PoolKit

/// What a part is told by other threads.
enum PartInput: Sendable {
    /// The most that may wait for the part's thread.
    static let most = 1_000_000

    case contact(HeardContact, at: Int64)
    case agent(HeardAgent, at: Int64)
    case answer(token: UInt64, Answer, at: Int64)
    case unreadable(String)
    case disconnected
    case reconnected
    /// The pool's stats, or those of a site that is cut off, each second.
    case stats(hasIslands: Bool)
    /// The client library has dropped messages.
    case dropped
    case parent(ParentWord)
}

// SPDX-License-Identifier: Apache-2.0
import PoolKit

/// What other threads have for the one that plays a day.
enum DayNews: Sendable {
    /// The most that may wait; a day has some ten thousand pieces of news in all.
    static let most = 100_000

    /// An event of a contact.
    case contact(HeardContact, at: Int64)
    /// An event of an agent.
    case agent(HeardAgent, at: Int64)
    /// An answer to the request of that token.
    case answer(token: UInt64, Answer, at: Int64)
    /// Something was missed, or cannot be read.
    case unheard(String)
}

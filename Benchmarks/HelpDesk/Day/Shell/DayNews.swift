// SPDX-License-Identifier: Apache-2.0

/// What other threads have for the one that plays a day.
enum DayNews: Sendable {
    /// An event of a contact.
    case contact(HeardContact, at: Int64)
    /// An event of an agent.
    case agent(HeardAgent, at: Int64)
    /// An answer to the request of that token.
    case answer(token: UInt64, HeardAnswer, at: Int64)
    /// Something was missed, or cannot be read.
    case unheard(String)
}

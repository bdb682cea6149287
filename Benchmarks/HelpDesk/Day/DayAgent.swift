// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What is known from outside of an agent, and what the agent wants.
struct DayAgent: Hashable, Sendable {
    /// What the agent wants, from the end of the conversation on.
    var intent = IntentWord.available
    /// The offer that was answered last: one that rings again is not answered twice.
    var answered: String?
    /// The contact the agent is in conversation with.
    var contact: String?
    /// When the break ends that has begun: milliseconds of the desk's clock.
    var breakEndsMs: Int64?
    /// The last version that was heard.
    var version = 0
    /// The last log sequence that was heard.
    var seq: Int?
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine

/// Counts of contacts as the engine's own statistics have them: what a wallboard would show, beside which this program
/// counts for itself.
struct EngineFigures: Hashable, Sendable {
    /// Contacts that entered.
    var arrived: UInt64 = 0
    /// Of those, answered.
    var answered: UInt64 = 0
    /// Of those, within ``AnsweringPool/serviceLevelMs``.
    var answeredInTime: UInt64 = 0
    /// Contacts whose caller left.
    var abandoned: UInt64 = 0
    /// Of those, before ``AnsweringPool/shortAbandonMs``.
    var shortAbandoned: UInt64 = 0
    /// Contacts that no agent ever had, and that ended in another way.
    var lostOtherwise: UInt64 = 0
    /// Contacts that have not ended.
    let open: Int

    /// The sum over topics, and how many contacts there still are.
    init(_ topics: [TopicStatistics], open: Int) {
        self.open = open
        for topic in topics {
            arrived += topic.arrived
            answered += topic.answered
            answeredInTime += topic.answeredInTime
            abandoned += topic.abandoned
            shortAbandoned += topic.shortAbandoned
            lostOtherwise += topic.lostOtherwise
        }
    }
}

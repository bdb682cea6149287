// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What the strategies go by: how much an agent has had to do. No change of status resets it.
struct AgentTallies: Hashable, BitwiseCopyable, Sendable {
    /// The log sequence of the last offer to the agent; 0 before the first.
    var lastOffer: UInt64 = 0
    /// Contacts answered.
    private(set) var contacts = FadingSum()
    /// Milliseconds of conversation.
    private(set) var talk = FadingSum()
    /// Milliseconds of conversation and wrap-up.
    private(set) var work = FadingSum()
    /// Since when the agent has been in conversation, or in the wrap-up after it.
    private(set) var workingSince: PoolInstant?

    init() {}

    /// From a snapshot.
    init(lastOffer: UInt64, contacts: FadingSum, talk: FadingSum, work: FadingSum, workingSince: PoolInstant?) {
        self.lastOffer = lastOffer
        self.contacts = contacts
        self.talk = talk
        self.work = work
        self.workingSince = workingSince
    }

    /// A conversation begins.
    mutating func connect(at time: PoolInstant) {
        contacts.add(1, at: time)
        workingSince = time
    }

    /// A conversation begins beside others, or beside a wrap-up.
    mutating func begin(at time: PoolInstant) {
        contacts.add(1, at: time)
        workingSince = workingSince ?? time
    }

    /// The conversation is over.
    mutating func hangUp(at time: PoolInstant) {
        if let spent = spent(at: time) { talk.add(spent, at: time) }
    }

    /// The work is over, wrap-up included.
    mutating func finish(at time: PoolInstant) {
        if let spent = spent(at: time) { work.add(spent, at: time) }
        workingSince = nil
    }

    private func spent(at time: PoolInstant) -> Int64? {
        workingSince.map { max(1, time.milliseconds - $0.milliseconds) }
    }
}

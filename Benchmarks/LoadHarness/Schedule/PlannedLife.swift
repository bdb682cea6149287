// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What is drawn for one contact, of the seed and its number alone: who serves it needs not know when it came.
struct PlannedLife: Hashable, Sendable {
    /// Index of the topic in the scenario's names.
    let topic: Int
    /// Index of the site at which it calls.
    let site: Int
    /// 0–255.
    let priority: Int
    /// How it reaches us.
    let channel: ChannelWord
    /// How long it waits for an agent, nanoseconds; nil for ever.
    let patience: Int64?
    /// After how long its line drops, nanoseconds; nil when it does not.
    let dropAfter: Int64?
    /// How long its conversation lasts, nanoseconds.
    let talk: Int64
    /// How long the agent takes to finish, nanoseconds.
    let wrapUp: Int64
    /// How long after it left each it calls again, nanoseconds: at most `CallerScenario.redialsMax`.
    let redials: [Int64]
}

// SPDX-License-Identifier: Apache-2.0

/// How several agents are rung for one contact.
public struct RingConfiguration: Codable, Hashable, Sendable {
    /// After how long one more is rung, where they are added one by one: 1 s to 10 min.
    public var every: ConfiguredDuration
    /// How many one contact rings before it is in its line again: 2–16.
    public var max: Int

    /// Puts a document together.
    public init(every: ConfiguredDuration = ConfiguredDuration(seconds: 5), max: Int = ContractLimits.ringAgents) {
        self.every = every
        self.max = max
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One agent on duty: from the beginning of what is played, with perhaps one break, to perhaps an end.
struct Shift: Hashable, Sendable {
    /// Index of the agent's site.
    var site = 0
    /// Indices of the topics served.
    var topics = [0]
    /// Of those, the ones that are not the agent's own: a conversation about them takes longer.
    var unusualTopics: [Int] = []
    /// When the break is due, milliseconds of pool time; an agent in conversation takes it afterwards, whole.
    var breakAtMs: Int64?
    /// Milliseconds of the break.
    var breakMs: Int64 = 0
    /// When the agent answers no more, milliseconds of pool time; a conversation is brought to its end.
    var endMs: Int64?

    /// How much longer conversations about unusual topics take, per cent.
    static let unusualExtraPct: Int64 = 10

    /// Milliseconds a caller's conversation takes this agent.
    func talkMs(with caller: Caller) -> Int64 {
        guard unusualTopics.contains(caller.topic) else { return caller.talkMs }
        return caller.talkMs * (100 + Self.unusualExtraPct) / 100
    }
}

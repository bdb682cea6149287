// SPDX-License-Identifier: Apache-2.0

/// A line of a trace: who calls when, about what, and how long they will wait and talk. Nothing here depends on how
/// they are served, so that one trace can be played in many ways.
struct Caller: Hashable, Sendable {
    /// First ring: milliseconds of pool time.
    var arrivalMs: Int64
    /// Milliseconds an agent is engaged, wrap-up included; at least 1.
    var talkMs: Int64
    /// Milliseconds after which the caller leaves if not answered; an agent who frees at that very instant answers.
    var patienceMs: Int64
    /// 0–255, higher is more urgent.
    var priority: UInt8 = 100
    /// What the caller takes instead of waiting on the line, where it is offered.
    var consent = Consent()
    /// Index of the topic, in the pool that is played in.
    var topic = 0
    /// Index of the site called.
    var site = 0

    /// When the caller leaves if not answered: milliseconds of pool time.
    var leavesAtMs: Int64 { arrivalMs + patienceMs }
}

// SPDX-License-Identifier: Apache-2.0

/// What other queue systems would have logged of an event.
public enum DialectFact: Hashable, Sendable {
    /// A contact came into a line.
    case entered(DialectContact)
    /// It is being offered.
    case offered(DialectContact)
    /// The offer is over, and nobody took it.
    case notTaken(DialectContact)
    /// Agent and contact speak.
    case connected(DialectContact)
    /// They have spoken, and the contact goes to a line.
    case transferred(DialectContact, to: String)
    /// They have spoken.
    case completed(DialectContact)
    /// It went without having been served by whoever had it last.
    case left(DialectContact, OutcomeWord)
    /// An agent came to work.
    case agentCame(String)
    /// An agent went; after so many milliseconds, or 0 if nobody knows.
    case agentWent(String, afterMs: Int)
    /// An agent takes a break.
    case paused(String, reason: String?)
    /// An agent is back from one.
    case resumed(String)
}

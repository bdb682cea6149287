// SPDX-License-Identifier: Apache-2.0

/// That a caller who has hung up is called, and how far that has come.
struct Promise: Hashable, Sendable {
    /// What was promised.
    enum Kind: UInt8, Sendable {
        /// A call when it is the caller's turn: the place in line is kept.
        case callback
        /// A call at an agreed time.
        case appointment
    }

    /// What was promised.
    let kind: Kind
    /// Milliseconds from the first ring until the caller hung up.
    let hungUpAfterMs: Int64
    /// Milliseconds from the first ring to the time that was agreed; 0 for a callback.
    let agreedAfterMs: Int64
    /// How often an agent has called.
    private(set) var calls = 0
    /// Milliseconds from the first ring until an agent first called; nil if none has.
    private(set) var calledAfterMs: Int64?

    /// Nobody has called yet.
    init(_ kind: Kind, hungUpAfterMs: Int64, agreedAfterMs: Int64 = 0) {
        self.kind = kind
        self.hungUpAfterMs = hungUpAfterMs
        self.agreedAfterMs = agreedAfterMs
    }

    /// An agent calls, so many milliseconds after the first ring.
    mutating func call(after waitMs: Int64) {
        calls += 1
        calledAfterMs = calledAfterMs ?? waitMs
    }
}

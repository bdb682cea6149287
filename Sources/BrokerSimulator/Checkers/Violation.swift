// SPDX-License-Identifier: Apache-2.0

/// Something that may never be, and was.
public struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// Which invariant: I1–I19 of `Documentation/Guarantees.md`, S1–S7 and L1–L3 of the assignment protocol.
    public let invariant: String
    /// What was seen.
    public let what: String
    /// Nanoseconds of virtual time.
    public let at: Int64

    /// One line.
    public var description: String { "\(invariant) at \(at / 1_000_000) ms: \(what)" }
}

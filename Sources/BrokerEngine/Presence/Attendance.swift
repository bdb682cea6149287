// SPDX-License-Identifier: Apache-2.0

/// How an agent stands to their topics' work, whether free or busy.
enum Attendance: UInt8, BitwiseCopyable, Sendable {
    /// Not logged in.
    case absent
    /// On a break.
    case onBreak
    /// Wants to work and cannot be reached, or did not answer.
    case unreachable
    /// At work.
    case present
}

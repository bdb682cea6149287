// SPDX-License-Identifier: Apache-2.0

/// Something that happens at an instant of a replay.
struct Moment: Comparable {
    /// What. At one and the same instant it happens in this order: who has to go takes nobody any more; who frees is
    /// there for who comes; and a caller whose patience ends then has still been answered, if anybody could.
    enum Kind: UInt8, Comparable {
        /// A shift's break is due.
        case breakDue
        /// A shift ends.
        case shiftEnds
        /// A conversation is over.
        case conversationEnds
        /// A break is over.
        case breakEnds
        /// A contact that was scheduled is due.
        case contactDue
        /// A caller calls.
        case callerComes
        /// Others may be asked for a contact that still waits.
        case stepDue
        /// A caller has waited long enough.
        case patienceEnds
        /// A caller who still waits has heard what else is offered.
        case offerHeard

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    /// Milliseconds of pool time.
    let atMs: Int64
    /// What happens.
    let kind: Kind
    /// The shift or caller it happens to.
    let index: Int

    static func < (left: Moment, right: Moment) -> Bool {
        (left.atMs, left.kind, left.index) < (right.atMs, right.kind, right.index)
    }
}

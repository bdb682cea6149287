// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A client that waits for the log to keep a contact a slot.
struct PendingBooking: Sendable {
    /// Who asked.
    let token: UInt64
    /// The contact.
    let number: ContactNumber
    /// What was asked.
    let order: CallbackOrder
    /// When the slot begins.
    let slotAt: PoolInstant
    /// How the request may be repeated.
    let guarded: RequestGuard
    /// Until when the log is waited for, monotonic.
    let deadline: Int64
    /// When the owner was last asked, monotonic.
    var askedAt: Int64 = .min
}

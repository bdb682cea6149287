// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What is settled of a contact before it comes. All times are nanoseconds.
struct PlannedContact: Hashable, Sendable {
    /// Which of the load's contacts it is, from 0.
    let index: Int
    /// When it comes, from the beginning of the load.
    let due: Int64
    /// Its life.
    let life: PlannedLife
}

// SPDX-License-Identifier: Apache-2.0

/// One of a load's contacts: a caller's first, or a redial.
struct ContactKey: Hashable, Sendable {
    /// The caller's number, from 0.
    let index: Int
    /// 0, and one more for each redial.
    var attempt = 0
}

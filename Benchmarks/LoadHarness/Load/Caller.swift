// SPDX-License-Identifier: Apache-2.0

/// A caller from the call to the end.
struct Caller {
    /// Where the caller is, as far as heard.
    enum Place {
        case calling, waiting, offered, connected
    }

    let life: PlannedLife
    /// When the contact was due.
    let due: Int64
    /// Whether figures are taken of it.
    let isMeasured: Bool
    var place = Place.calling
    /// What is heard of it.
    var check = ContactCheck()
    /// Whether its enqueue was answered.
    var isAcknowledged = false
    /// The claim number, when told.
    var claim: String?
    /// Whether an offer of it was heard at a desk.
    var wasOffered = false
    /// Whether it left or was dropped, and so may call again.
    var hasLeft = false
    /// Whether it was the load's end that ended it.
    var isCutShort = false
    /// Whether its cancel, or the end of its conversation, was answered and not refused: so it must end.
    var isToldToEnd = false
}

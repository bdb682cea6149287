// SPDX-License-Identifier: Apache-2.0

/// What may go wrong on the way, in a ``MiniCluster``. Nothing does unless the test says so.
struct Faults {
    /// Messages between nodes that are lost, of a thousand; publications of the log too.
    var lossPerMille = 0
    /// Messages that come twice.
    var doublePerMille = 0
    /// Messages that come late, up to ``lateMs``, and so out of order.
    var latePerMille = 0
    var lateMs = 400
    /// Appends that never reach the log; answers that never come back.
    var appendLossPerMille = 0
    var answerLossPerMille = 0
    /// Milliseconds from a write to the disk's word that it is there.
    var storeMs = 0
}

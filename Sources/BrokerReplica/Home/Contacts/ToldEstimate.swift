// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// What a contact's caller has been told of how long it will wait, so that no later word says more.
struct ToldEstimate: Hashable, Sendable {
    /// The least that was told, milliseconds.
    private(set) var leastMs: Int64?
    /// Pool time at which the wait would have been over by what was told first.
    private var dueAt: PoolInstant?
    /// Whether another process may have told something: then nothing more is told of this wait.
    private let isUnknown: Bool

    /// Nothing was told.
    static let nothing = ToldEstimate(isUnknown: false)
    /// Nobody here knows what was told: the cell was read from a disk.
    static let unknown = ToldEstimate(isUnknown: true)

    private init(isUnknown: Bool) { self.isUnknown = isUnknown }

    /// What the caller is told now, of what the line says; nil for nothing.
    mutating func tell(_ outlook: Outlook?, at time: PoolInstant) -> Int64? {
        guard !isUnknown, let estimateMs = outlook?.estimatedWaitMs else { return nil }
        let told = isPlanted(.estimateRises) ? estimateMs : min(estimateMs, leastMs ?? estimateMs)
        leastMs = told
        dueAt = dueAt ?? PoolInstant(time.milliseconds + told)
        return told
    }

    /// By how much longer it has taken than was told first, milliseconds; nil if nothing was.
    func error(at time: PoolInstant) -> Int32? {
        // The least 32-bit number means none.
        dueAt.map { max(-Int32.max, Int32(clamping: time.milliseconds - $0.milliseconds)) }
    }
}

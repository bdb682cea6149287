// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

// A generation begins when the log was lost or has lost its end: from the most advanced state that is left.
extension Engine {
    /// How far a new generation's epochs begin above the last one known. An epoch is a takeover, at the very most some
    /// seven a second: what is lost would have to be two days of nothing else.
    public static let epochsSkipped: UInt64 = 1_000_000
    /// How far its events' sequence begins above the last one known: as many events take days at the highest rate.
    public static let eventsSkipped: UInt64 = 1_000_000_000
    /// How many ranges of contact numbers it leaves to the lost part of the log: a million numbers, a thousandth of
    /// all, and at 1,000 contacts a second a quarter of an hour.
    public static let rangesSkipped: UInt64 = 100

    /// Begins a generation after this state, with nothing in it that a lost part of the log can have used: epochs,
    /// sequences and contact numbers go on far above.
    ///
    /// Every site is detached until its home has reported all its cells, so that nobody is matched by what is no longer
    /// so.
    ///
    /// - Parameters:
    ///   - others: whatever else is known of the pool, less advanced or on a branch of its own: what it has used counts
    ///     as used.
    ///   - now: the operator's wall clock; pool time does not go back behind what any state has.
    public mutating func beginGeneration(after others: [Engine], at now: PoolInstant) {
        var next = ledger.next
        for other in others {
            generation = max(generation, other.generation)
            epoch = max(epoch, other.epoch)
            sequence = max(sequence, other.sequence)
            next = max(next, other.ledger.next)
            advance(to: other.time)
        }
        generation += 1
        owner = nil
        if !isPlanted(.recoverKeepsEpoch) {
            epoch += Self.epochsSkipped
            sequence += Self.eventsSkipped
        }
        advance(to: now)
        if !isPlanted(.recoverKeepsNumbers) {
            ledger.skip(ranges: (next - ledger.next) / Limits.claimRangeSize + Self.rangesSkipped)
        }
        listFreed(before: nil)
        for state in sites.inOrder {
            let site = state.home.site
            if !state.isDetached { setDetached(site, true) }
            // The lost part may have had other heirs: none is one until the holder has copied its home anew.
            apply(heirs: [], of: site)
        }
    }
}

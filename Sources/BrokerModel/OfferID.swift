// SPDX-License-Identifier: Apache-2.0

/// The name of an offer: generation of the log, epoch of the owner, sequence of its event. No two offers ever share
/// one.
public struct OfferID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The generation of the log; grows by `recover`.
    public let generation: UInt32
    /// The owner's number.
    public let epoch: UInt64
    /// The sequence of the event that made the offer.
    public let sequence: UInt64

    /// Names an offer.
    public init(generation: UInt32, epoch: UInt64, sequence: UInt64) {
        self.generation = generation
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Reads `<epoch>.<sequence>` as clients write it; nil when it is not that.
    public init?(text: String, generation: UInt32) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = UInt64(parts[0]), let sequence = UInt64(parts[1]) else { return nil }
        self.init(generation: generation, epoch: epoch, sequence: sequence)
    }

    /// The epoch of an island's offers: above those of all owners, and of one site and one island only.
    ///
    /// - Parameters:
    ///   - site: the site's place among the pool's, below ``Limits/sites``.
    ///   - count: which island of the site, below 2⁴⁰.
    public static func islandEpoch(site: Int, count: UInt64) -> UInt64 {
        precondition(site < Limits.sites && count < 1 << 40, "island \(count) of site \(site)")
        return firstIslandEpoch | UInt64(site) << 40 | count
    }

    /// Whether an island made it.
    public var isOfIsland: Bool { epoch >= Self.firstIslandEpoch }

    private static let firstIslandEpoch: UInt64 = 1 << 50

    /// In the order in which they were made.
    public static func < (one: OfferID, other: OfferID) -> Bool {
        (one.generation, one.epoch, one.sequence) < (other.generation, other.epoch, other.sequence)
    }

    /// `<epoch>.<sequence>`: what clients see.
    public var description: String { "\(epoch).\(sequence)" }
}

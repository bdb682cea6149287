// SPDX-License-Identifier: Apache-2.0

/// How often the states were reached that hide bugs: a simulator that never gets there proves nothing.
public struct Rarities: Sendable {
    private var counts = [Int](repeating: 0, count: Rarity.allCases.count)

    /// How often it happened.
    public subscript(_ rarity: Rarity) -> Int { counts[rarity.index] }

    mutating func count(_ rarity: Rarity, _ times: Int = 1) { counts[rarity.index] += times }

    /// Adds another run's.
    public mutating func add(_ other: Rarities) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// None yet.
    public init() {}
}

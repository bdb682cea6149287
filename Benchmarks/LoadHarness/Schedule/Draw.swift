// SPDX-License-Identifier: Apache-2.0

/// Numbers drawn from a seed (SplitMix64): the same seed and stream give the same numbers everywhere, for ever.
struct Draw: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameters:
    ///   - seed: The scenario's.
    ///   - stream: What is drawn for, such as one contact: streams do not depend on each other.
    init(seed: UInt64, stream: UInt64 = 0) {
        state = seed
        // The first number of the seed moves the stream away from its neighbours.
        state = next() ^ (stream &* 0xD1B5_4A32_D192_ED03)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Above 0, at most 1.
    mutating func unit() -> Double { (Double(next() >> 11) + 1) / 9_007_199_254_740_992 }

    /// Exponentially distributed with mean 1.
    mutating func exponential() -> Double { -unit().logarithm }

    /// Whether something that happens with this probability (0–1) happens.
    mutating func happens(_ share: Double) -> Bool { unit() <= share }

    /// An index, as often as its weight says.
    ///
    /// - Parameter weights: None below zero, and not all zero.
    mutating func index(_ weights: [Double]) -> Int {
        var rest = unit() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() where weight > 0 {
            rest -= weight
            if rest <= 0 { return index }
        }
        // What was rounded off belongs to the last that has any weight.
        return weights.lastIndex { $0 > 0 } ?? 0
    }
}

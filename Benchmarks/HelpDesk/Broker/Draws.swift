// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Chance from a seed: SplitMix64 (Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014),
/// and the distributions of a help desk drawn from it.
struct Draws: RandomNumberGenerator {
    private var state: UInt64

    /// Draws of one purpose: equal seeds and streams give equal numbers, other streams other ones, so that one more
    /// draw in one of them moves no other.
    init(seed: UInt64, stream: UInt64 = 0) {
        state = seed
        state = next() &+ stream &* 0xD6E8_FEB8_6659_FD93
        state = next()
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Uniform, above 0 and at most 1: its logarithm is finite.
    mutating func uniform() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

    /// True with a probability.
    mutating func chance(_ probability: Double) -> Bool { uniform() <= probability }

    /// Exponential, by inversion.
    mutating func exponential(mean: Double) -> Double { -mean * log(uniform()) }

    /// Weibull, by inversion: below the scale in 63 % of cases, whatever the shape.
    mutating func weibull(scale: Double, shape: Double) -> Double { scale * pow(exponential(mean: 1), 1 / shape) }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller, 1958; the second of each pair is not used).
    mutating func normal() -> Double { sqrt(-2 * log(uniform())) * cos(2 * .pi * uniform()) }

    /// Lognormal.
    ///
    /// - Parameters:
    ///   - mean: of the value itself.
    ///   - variation: its standard deviation in means.
    mutating func lognormal(mean: Double, variation: Double) -> Double {
        mean * lognormalFactor(spread: log(1 + variation * variation).squareRoot())
    }

    /// Lognormal with a mean of 1.
    ///
    /// - Parameter spread: standard deviation of the logarithm.
    mutating func lognormalFactor(spread: Double) -> Double { exp(spread * normal() - spread * spread / 2) }

    /// A place in a list of shares that add up to 1.
    mutating func place(in shares: [Double]) -> Int {
        var rest = uniform()
        for (place, share) in shares.enumerated() {
            rest -= share
            if rest <= 0 { return place }
        }
        return shares.count - 1
    }
}

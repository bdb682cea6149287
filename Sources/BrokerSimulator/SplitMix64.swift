// SPDX-License-Identifier: Apache-2.0

/// A small seeded generator (Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014): the
/// same numbers everywhere.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator; equal seeds give equal numbers.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `count`, which is above 0.
    public mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// A number of the range, its ends included.
    public mutating func among(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True in `perMille` of a thousand cases.
    public mutating func chance(_ perMille: Int) -> Bool { below(1_000) < perMille }

    /// A time with this mean, between a thousandth and ten times of it: the waiting time of rare things, in integers
    /// so that it is the same on every machine.
    public mutating func interval(mean: Int64) -> Int64 {
        // -ln(u) by halvings: the exponential is the sum over bits of u (von Neumann's comparison, 1951, in its
        // simplest form: a geometric count of halves and a uniform rest).
        var halves: Int64 = 0
        while halves < 12, below(2) == 0 { halves += 1 }
        let rest = among(0...999)
        // ln 2 is 0.693; within a half the density falls so little that the uniform rest serves.
        return max(mean / 1_000, mean * 693 * (halves * 1_000 + rest) / 1_000_000)
    }

    /// A generator of its own for one purpose, so that one more draw there moves no other.
    public func fork(_ purpose: String) -> SplitMix64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var mixer = SplitMix64(seed: state ^ hash)
        return SplitMix64(seed: mixer.next())
    }
}

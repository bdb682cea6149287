// SPDX-License-Identifier: Apache-2.0

/// One small piece of work on the core, to be counted in instructions or timed.
public struct MicroCase: Sendable {
    /// What it is called in tables and thresholds: `part.operation`.
    public let name: String
    /// Makes what the work is done to, says that it begins, and does so many operations.
    public let run: @Sendable (_ operations: Int, _ begins: () -> Void) -> Void

    /// All cases, in the order of the layers.
    ///
    /// - Complexity: O(1); nothing is made yet.
    public static let all = rings + lines + timers
}

/// The same numbers in every run.
struct MicroDraws {
    private var state: UInt64 = 1

    /// xorshift 13, 7, 17 (Marsaglia, *Xorshift RNGs*, Journal of Statistical Software 8(14), 2003), brought into range
    /// by its upper half.
    mutating func below(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int((state >> 32) * UInt64(limit) >> 32)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine

/// How far callers of a line waited for more or less than they were told on coming, as the engine has it.
struct ToldWaits: Hashable, Sendable {
    /// Answered callers who were told something.
    private(set) var count: UInt64 = 0
    private var sumMs: Int64 = 0
    private var excessMs: Int64 = 0

    /// Of a year; nil where nobody was told anything.
    init(_ errors: EstimateErrors?) {
        guard let errors else { return }
        count = errors.count
        sumMs = errors.meanMs * Int64(errors.count)
        excessMs = errors.biasMs * Int64(errors.count)
    }

    /// Minutes by which the wait was more or less than was told, on average.
    var meanError: Double { minutes(sumMs) }
    /// Minutes by which it was less than was told, on average; below 0 for more.
    var meanExcess: Double { -minutes(excessMs) }

    private func minutes(_ sumMs: Int64) -> Double { count == 0 ? 0 : Double(sumMs) / Double(count) / 60_000 }

    /// Both together.
    static func + (left: ToldWaits, right: ToldWaits) -> ToldWaits {
        var sum = left
        sum.count += right.count
        sum.sumMs += right.sumMs
        sum.excessMs += right.excessMs
        return sum
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A mean of the latest values: when it has as many as it may, sum and count are halved, so that the mean stays and
/// what comes next weighs more than what is long ago. Whole numbers only, the same on every node.
struct FadingMean: Hashable, BitwiseCopyable, Sendable {
    /// The sum of what is remembered.
    private(set) var sum: Int64 = 0
    /// How many values that is.
    private(set) var count: Int64 = 0

    init() {}

    /// From a snapshot; nil if it cannot be one.
    init?(sum: Int64, count: Int64) {
        guard (0...Self.sumMax).contains(sum), (0...Self.countMax).contains(count) else { return nil }
        self.sum = sum
        self.count = count
    }

    /// Adds a value, at least 0; so many are remembered at most. Complexity: O(1).
    mutating func add(_ value: Int64, most: Int64) {
        if count >= most {
            sum /= 2
            count /= 2
        }
        sum += min(max(0, value), Self.valueMax)
        count += 1
    }

    /// The most that may be remembered.
    static let countMax: Int64 = 1_024
    /// No wait and no conversation counts for more.
    static let valueMax: Int64 = Limits.durationMsMax
    private static let sumMax = countMax * valueMax
}

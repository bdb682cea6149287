// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// Seeds of a simulation as the command line has them: `7`, or `1..200`, both ends included.
struct SeedRange: ExpressibleByArgument, Equatable, Sendable, CustomStringConvertible {
    /// The first.
    let first: UInt64
    /// The last.
    let last: UInt64

    /// How many.
    var count: Int { Int(last - first) + 1 }

    /// From one to another, both included.
    ///
    /// - Precondition: they are in order.
    init(first: UInt64, last: UInt64) {
        precondition(first <= last, "\(first) is after \(last)")
        self.first = first
        self.last = last
    }

    /// Reads `A` or `A..B` with A ≤ B; at most 2³² − 1 seeds.
    init?(argument: String) {
        let ends = argument.split(separator: "..", omittingEmptySubsequences: false).map { UInt64($0) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
            last - first < UInt64(UInt32.max), last < .max
        else { return nil }
        self.first = first
        self.last = last
    }

    /// As it is written.
    var description: String { first == last ? "\(first)" : "\(first)..\(last)" }
    /// As it is shown for a default.
    var defaultValueDescription: String { description }
}

// SPDX-License-Identifier: Apache-2.0

/// What a report counts by.
public struct ReportTerms: Codable, Hashable, Sendable {
    /// Answered within so many milliseconds of arrival is in time.
    public var thresholdMs: Int
    /// Who left by themselves before so many milliseconds left at once.
    public var shortAbandonMs: Int

    /// Terms.
    public init(thresholdMs: Int = 20_000, shortAbandonMs: Int = 5_000) {
        self.thresholdMs = thresholdMs
        self.shortAbandonMs = shortAbandonMs
    }
}

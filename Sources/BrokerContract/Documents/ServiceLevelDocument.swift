// SPDX-License-Identifier: Apache-2.0

/// How many were answered in time, by three formulas; none is hidden in one percentage.
public struct ServiceLevelDocument: Codable, Hashable, Sendable {
    /// What counts as in time, in milliseconds.
    public var thresholdMs: Int
    /// Answered in time / answered.
    public var answered: RatioDocument
    /// Answered in time / (answered + abandoned − shortAbandoned + maxWait).
    public var offered: RatioDocument
    /// Answered in time / every contact that was answered or ended without an answer.
    public var all: RatioDocument

    /// Puts a document together.
    public init(thresholdMs: Int, answered: RatioDocument, offered: RatioDocument, all: RatioDocument) {
        self.thresholdMs = thresholdMs
        self.answered = answered
        self.offered = offered
        self.all = all
    }

    /// Works out the three formulas.
    /// - Parameters:
    ///   - thresholdMs: What counts as in time, in milliseconds.
    ///   - inTime: Contacts answered within the threshold.
    ///   - answered: Contacts answered.
    ///   - abandoned: Contacts whose caller left before an answer, the short ones included.
    ///   - shortAbandoned: Those who left within the topic's `shortAbandon`.
    ///   - maxWait: Contacts that waited longer than the topic allows.
    ///   - otherwise: Contacts that ended without an answer in any other way.
    public init(
        thresholdMs: Int, inTime: Int, answered: Int, abandoned: Int, shortAbandoned: Int, maxWait: Int,
        otherwise: Int
    ) {
        self.init(
            thresholdMs: thresholdMs, answered: RatioDocument(numerator: inTime, denominator: answered),
            offered: RatioDocument(numerator: inTime, denominator: answered + abandoned - shortAbandoned + maxWait),
            all: RatioDocument(numerator: inTime, denominator: answered + abandoned + maxWait + otherwise))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Figures of contacts that arrived in a span and have ended. Each outcome is counted for what it is: who waited as
/// long as a topic allows has not abandoned.
public struct ContactFigures: Codable, Hashable, Sendable {
    /// Contacts.
    public let arrived: Int
    /// Those whom an agent answered.
    public let answered: Int
    /// Those who left by themselves, unanswered.
    public let abandoned: Int
    /// Of those, who left at once.
    public let shortAbandoned: Int
    /// Unanswered, ended by the topic's longest wait.
    public let maxWait: Int
    /// Unanswered, gone elsewhere: `overflowed`, `transferred`, `selfServed`.
    public let flowedOut: Int
    /// Unanswered, ended in any other way.
    public let otherwise: Int
    /// Service levels by name; what each counts is in the contract.
    public let serviceLevels: [String: Share]
    /// Shares by how long was waited, by name.
    public let waits: [String: Share]
    /// Milliseconds from arrival to the first agent, of those answered: half of them less, nine tenths, the longest.
    public let toHumanMs: Percentiles
    /// Milliseconds in line, conversations left out, of all.
    public let inLineMs: Percentiles
    /// Milliseconds of conversation, of those answered: all told, and of how many.
    public let talkMs: Share

    /// Counts. Complexity: O(n log n).
    public init(_ contacts: [EndedContact], _ terms: ReportTerms) {
        let answered = contacts.filter { $0.answeredAt != nil }
        let lost = contacts.filter { $0.answeredAt == nil }
        let abandoned = lost.filter { $0.outcome == "abandoned" }
        let short = abandoned.count { $0.waitedMs < terms.shortAbandonMs }
        let timedOut = lost.count { $0.outcome == "maxWait" }
        let out = lost.count { ["overflowed", "transferred", "selfServed"].contains($0.outcome) }
        arrived = contacts.count
        self.answered = answered.count
        self.abandoned = abandoned.count
        shortAbandoned = short
        maxWait = timedOut
        flowedOut = out
        otherwise = lost.count - abandoned.count - timedOut - out
        let inTime = answered.count { $0.waitedMs <= terms.thresholdMs }
        let leftInTime = abandoned.count { $0.waitedMs <= terms.thresholdMs }
        let ended = contacts.count { $0.waitedMs <= terms.thresholdMs }
        let both = answered.count + abandoned.count
        serviceLevels = [
            "answered": Share(inTime, of: answered.count),
            "answeredAndLeft": Share(inTime + leftInTime, of: both),
            "withAbandoned": Share(inTime, of: both),
            "withAbandonedNotShort": Share(inTime, of: both - short),
            "withAbandonedAndFlowedOut": Share(inTime, of: both + out),
            "withAbandonedAndFlowedOutNotShort": Share(inTime, of: both + out - short),
            "all": Share(inTime, of: contacts.count),
            "allNotShort": Share(inTime, of: contacts.count - short),
            "leftLineInTime": Share(inTime, of: ended),
        ]
        waits = [
            "answeredWithin5Min": Share(answered.count { $0.waitedMs <= 300_000 }, of: answered.count),
            "answeredAfter10Min": Share(answered.count { $0.waitedMs > 600_000 }, of: answered.count),
            "allAnsweredWithin5Min": Share(answered.count { $0.waitedMs <= 300_000 }, of: contacts.count),
            "unanswered": Share(lost.count, of: contacts.count),
            "unansweredAfter10Min": Share(lost.count { $0.waitedMs > 600_000 }, of: lost.count),
            "unansweredBefore1Min": Share(lost.count { $0.waitedMs < 60_000 }, of: lost.count),
            "allUnansweredBefore1Min": Share(lost.count { $0.waitedMs < 60_000 }, of: contacts.count),
        ]
        toHumanMs = Percentiles(answered.map { Int($0.waitedMs) })
        inLineMs = Percentiles(contacts.map { Int($0.inLineMs) })
        talkMs = Share(answered.reduce(0) { $0 + Int($1.talkMs) }, of: answered.count)
    }
}

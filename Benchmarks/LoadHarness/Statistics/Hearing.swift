// SPDX-License-Identifier: Apache-2.0

/// How well a process could hear.
struct Hearing: Codable, Hashable, Sendable {
    /// Events heard.
    var events = 0
    /// Versions of contacts and agents that were never told: events that were missed.
    var gaps = 0
    /// Connections lost: what is said meanwhile is missed.
    var disconnects = 0
    /// Times the client library had to drop messages because this process was too slow.
    var dropped = 0
    /// Requests that were not even sent, because too many had no answer yet.
    var unsent = 0
    /// Acknowledged contacts of which nobody said what became of them: neither an event nor an answer.
    var unknown = 0
    /// Whether a site was cut off at any time.
    var hadIslands = false
    /// Whether the system let the sender go before other work.
    var isRealTime = true

    /// Adds another's.
    mutating func add(_ other: Hearing) {
        events += other.events
        gaps += other.gaps
        disconnects += other.disconnects
        dropped += other.dropped
        unsent += other.unsent
        unknown += other.unknown
        hadIslands = hadIslands || other.hadIslands
        isRealTime = isRealTime && other.isRealTime
    }
}

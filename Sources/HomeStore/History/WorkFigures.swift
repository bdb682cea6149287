// SPDX-License-Identifier: Apache-2.0

/// What agents did in a span, from their presence.
public struct WorkFigures: Codable, Hashable, Sendable {
    /// Milliseconds in conversation.
    public private(set) var busyMs = 0
    /// Milliseconds of wrap-up, and in how many wrap-ups.
    public private(set) var wrapUpMs = Share(0, of: 0)
    /// Milliseconds with contacts, wrap-up included, of those at work: available, or with a contact.
    public private(set) var occupancyMs = Share(0, of: 0)
    /// Milliseconds on a break and without a contact.
    public private(set) var breakMs = 0
    /// Milliseconds in which the desk gave no sign of life.
    public private(set) var unreachableMs = 0

    /// Adds up presence. Complexity: O(n).
    ///
    /// - Parameters:
    ///   - presence: changes by agent and time; what was last before the span holds at its beginning.
    ///   - from: the span's first millisecond.
    ///   - until: the first after it, or now if that is earlier.
    public init(_ presence: [PresenceChange], from: Int64, until: Int64) {
        for (index, change) in presence.enumerated() {
            let next =
                index + 1 < presence.count && presence[index + 1].agent == change.agent ? presence[index + 1].at : nil
            let spent = Int(max(0, min(next ?? until, until) - max(change.at, from)))
            if change.activity == "busy" { busyMs += spent }
            if change.activity == "wrapping" {
                wrapUpMs.numerator += spent
                if change.at >= from, change.at < until { wrapUpMs.denominator += 1 }
            }
            if change.isWork { occupancyMs.numerator += spent }
            if change.isAtWork { occupancyMs.denominator += spent }
            if change.intent == "break", !change.isWork { breakMs += spent }
            if change.activity == "unreachable" { unreachableMs += spent }
        }
    }
}

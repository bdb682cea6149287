// SPDX-License-Identifier: Apache-2.0

/// Where a topic's contacts go that have waited too long.
public struct OverflowConfiguration: Codable, Hashable, Sendable {
    /// How long a contact is in the topic's line before it goes, 1 s or more.
    public var after: ConfiguredDuration
    /// The topic it goes to.
    public var to: String
    /// Whether it keeps its place.
    public var place: PlaceAfterRequeue

    /// Puts a document together.
    public init(after: ConfiguredDuration, to: String, place: PlaceAfterRequeue = .keep) {
        self.after = after
        self.to = to
        self.place = place
    }
}

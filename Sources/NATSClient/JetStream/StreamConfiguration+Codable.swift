// SPDX-License-Identifier: Apache-2.0

/// The JSON of the server's API.
///
/// Times are whole nanoseconds there.
extension StreamConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, subjects, retention, storage, discard, placement
        case replicas = "num_replicas"
        case maxConsumers = "max_consumers"
        case maxMessages = "max_msgs"
        case maxBytes = "max_bytes"
        case maxMessagesPerSubject = "max_msgs_per_subject"
        case maxMessageSize = "max_msg_size"
        case maxAge = "max_age"
        case duplicateWindow = "duplicate_window"
        case denyDelete = "deny_delete"
        case denyPurge = "deny_purge"
        case allowRollup = "allow_rollup_hdrs"
        case allowDirect = "allow_direct"
    }

    private struct Placement: Codable {
        let tags: [String]?
    }

    /// Decodes what the server says of a stream.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            subjects: try container.decodeIfPresent([String].self, forKey: .subjects) ?? [],
            replicas: try container.decode(Int.self, forKey: .replicas))
        storage = try container.decode(Storage.self, forKey: .storage)
        discard = try container.decode(Discard.self, forKey: .discard)
        maxMessages = try container.decode(Int64.self, forKey: .maxMessages)
        maxBytes = try container.decode(Int64.self, forKey: .maxBytes)
        maxMessagesPerSubject = try container.decodeIfPresent(Int64.self, forKey: .maxMessagesPerSubject) ?? -1
        maxMessageSize = try container.decodeIfPresent(Int32.self, forKey: .maxMessageSize) ?? -1
        maxAge = .nanoseconds(try container.decodeIfPresent(Int64.self, forKey: .maxAge) ?? 0)
        duplicateWindow = .nanoseconds(try container.decodeIfPresent(Int64.self, forKey: .duplicateWindow) ?? 0)
        denyDelete = try container.decodeIfPresent(Bool.self, forKey: .denyDelete) ?? false
        denyPurge = try container.decodeIfPresent(Bool.self, forKey: .denyPurge) ?? false
        allowRollup = try container.decodeIfPresent(Bool.self, forKey: .allowRollup) ?? false
        allowDirect = try container.decodeIfPresent(Bool.self, forKey: .allowDirect) ?? false
        placementTags = try container.decodeIfPresent(Placement.self, forKey: .placement)?.tags ?? []
    }

    /// Encodes a request to make or change the stream.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(subjects, forKey: .subjects)
        try container.encode("limits", forKey: .retention)
        try container.encode(storage, forKey: .storage)
        try container.encode(discard, forKey: .discard)
        try container.encode(replicas, forKey: .replicas)
        try container.encode(-1, forKey: .maxConsumers)
        try container.encode(maxMessages, forKey: .maxMessages)
        try container.encode(maxBytes, forKey: .maxBytes)
        try container.encode(maxMessagesPerSubject, forKey: .maxMessagesPerSubject)
        try container.encode(maxMessageSize, forKey: .maxMessageSize)
        try container.encode(maxAge.nanoseconds, forKey: .maxAge)
        if duplicateWindow > .zero { try container.encode(duplicateWindow.nanoseconds, forKey: .duplicateWindow) }
        try container.encode(denyDelete, forKey: .denyDelete)
        try container.encode(denyPurge, forKey: .denyPurge)
        try container.encode(allowRollup, forKey: .allowRollup)
        try container.encode(allowDirect, forKey: .allowDirect)
        if !placementTags.isEmpty { try container.encode(Placement(tags: placementTags), forKey: .placement) }
    }
}

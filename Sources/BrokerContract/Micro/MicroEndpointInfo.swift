// SPDX-License-Identifier: Apache-2.0

/// One endpoint of the service, described.
public struct MicroEndpointInfo: Codable, Hashable, Sendable {
    /// The endpoint.
    public var name: String
    /// Where it listens.
    public var subject: String
    /// The queue group it listens in.
    public var queueGroup: String
    /// What else is to say.
    public var metadata: [String: String]?

    /// Puts a document together.
    public init(
        name: String, subject: String, queueGroup: String = Subjects.queueGroup, metadata: [String: String]? = nil
    ) {
        self.name = name
        self.subject = subject
        self.queueGroup = queueGroup
        self.metadata = metadata
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case subject
        case queueGroup = "queue_group"
        case metadata
    }
}

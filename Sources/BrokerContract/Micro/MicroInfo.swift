// SPDX-License-Identifier: Apache-2.0

/// The reply to `$SRV.INFO`.
public struct MicroInfo: Codable, Hashable, Sendable {
    /// `io.nats.micro.v1.info_response`.
    public var type: String
    /// `centralino`.
    public var name: String
    /// This node's instance, unique among all.
    public var id: String
    /// The product's version, as SemVer.
    public var version: String
    /// What else is to say; `contract` is "1".
    public var metadata: [String: String]
    /// What the service is, in one line.
    public var description: String
    /// What it serves.
    public var endpoints: [MicroEndpointInfo]

    /// Puts a document together.
    public init(
        type: String = "io.nats.micro.v1.info_response", name: String = MicroService.name, id: String,
        version:
            String, metadata: [String: String], description: String, endpoints: [MicroEndpointInfo]
    ) {
        self.type = type
        self.name = name
        self.id = id
        self.version = version
        self.metadata = metadata
        self.description = description
        self.endpoints = endpoints
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The reply to `$SRV.STATS`.
public struct MicroStats: Codable, Hashable, Sendable {
    /// `io.nats.micro.v1.stats_response`.
    public var type: String
    /// `centralino`.
    public var name: String
    /// This node's instance, unique among all.
    public var id: String
    /// The product's version, as SemVer.
    public var version: String
    /// What else is to say; `contract` is "1".
    public var metadata: [String: String]
    /// When the service began, as RFC 3339 in UTC.
    public var started: String
    /// What it serves, counted.
    public var endpoints: [MicroEndpointStats]
    /// What the node has done beside; an extension.
    public var data: NodeWork?

    /// Puts a document together.
    public init(
        type: String = "io.nats.micro.v1.stats_response", name: String = MicroService.name, id: String,
        version:
            String, metadata: [String: String], started: String, endpoints: [MicroEndpointStats],
        data: NodeWork? = nil
    ) {
        self.type = type
        self.name = name
        self.id = id
        self.version = version
        self.metadata = metadata
        self.started = started
        self.endpoints = endpoints
        self.data = data
    }
}

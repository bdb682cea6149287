// SPDX-License-Identifier: Apache-2.0

/// The reply to `$SRV.PING`.
public struct MicroPing: Codable, Hashable, Sendable {
    /// `io.nats.micro.v1.ping_response`.
    public var type: String
    /// `centralino`.
    public var name: String
    /// This node's instance, unique among all.
    public var id: String
    /// The product's version, as SemVer.
    public var version: String
    /// What else is to say; `contract` is "1".
    public var metadata: [String: String]

    /// Puts a document together.
    public init(
        type: String = "io.nats.micro.v1.ping_response", name: String = MicroService.name, id: String,
        version:
            String, metadata: [String: String]
    ) {
        self.type = type
        self.name = name
        self.id = id
        self.version = version
        self.metadata = metadata
    }
}

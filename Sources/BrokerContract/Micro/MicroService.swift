// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The service as NATS tooling sees it (ADR-32): what every reply bears, and the replies themselves.
public struct MicroService: Hashable, Sendable {
    /// The service's name.
    public static let name = "centralino"

    /// This node's instance, unique among all; an identifier (`Names.isIdentifier`).
    public let id: String
    /// The product's version, as SemVer.
    public let version: String
    /// When the service began, in milliseconds since 1970.
    public let startedAt: Int
    /// What else is to say: `contract` is always "1".
    public let metadata: [String: String]

    /// The service of a node.
    public init(id: String, version: String, startedAt: Int, pool: String, site: String, node: String) {
        self.id = id
        self.version = version
        self.startedAt = startedAt
        metadata = ["contract": Contract.version, "pool": pool, "site": site, "node": node]
    }

    /// The reply to `$SRV.PING`.
    public var ping: MicroPing { MicroPing(id: id, version: version, metadata: metadata) }

    /// The reply to `$SRV.INFO`.
    public func info(_ subjects: Subjects, site: String) -> MicroInfo {
        MicroInfo(
            id: id, version: version, metadata: metadata,
            description: "Queue and presence broker of a contact centre",
            endpoints: Operation.allCases.map { operation in
                MicroEndpointInfo(
                    name: Self.endpointName(operation), subject: subjects.request(site, operation))
            })
    }

    /// The reply to `$SRV.STATS`.
    public func stats(_ endpoints: [MicroEndpointStats], work: NodeWork? = nil) -> MicroStats {
        let started = Date(timeIntervalSince1970: Double(startedAt) / 1_000)
        return MicroStats(
            id: id, version: version, metadata: metadata,
            started: started.formatted(.iso8601),
            endpoints: endpoints, data: work)
    }

    /// An endpoint's name: that of its request with a hyphen, because the protocol allows no dot.
    public static func endpointName(_ operation: Operation) -> String { "\(operation.noun)-\(operation.verb)" }
}

// SPDX-License-Identifier: Apache-2.0

/// The reply to `agent.heartbeat`.
public struct HeartbeatDocument: Codable, Hashable, Sendable {
    /// When it was taken, in milliseconds since 1970.
    public var at: Int
    /// Those who are not logged in here: let them log in.
    public var unknown: [String]?

    /// Puts a document together.
    public init(at: Int, unknown: [String]? = nil) {
        self.at = at
        self.unknown = unknown
    }
}

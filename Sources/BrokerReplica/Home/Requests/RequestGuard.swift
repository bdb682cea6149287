// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What goes with a request: what makes repeating it safe, and who asks.
public struct RequestGuard: Sendable {
    /// The client's name for the request, remembered for ten minutes together with its verb and entity.
    public var requestID: String?
    /// The version the entity must have.
    public var ifVersion: UInt64?
    /// Who asks, when it is somebody else than whom it is about: for the record.
    public var by: AgentID?

    /// A guard.
    public init(requestID: String? = nil, ifVersion: UInt64? = nil, by: AgentID? = nil) {
        self.requestID = requestID
        self.ifVersion = ifVersion
        self.by = by
    }
}

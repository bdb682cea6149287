// SPDX-License-Identifier: Apache-2.0

/// What makes repeating a request safe.
public struct RequestGuard: Sendable {
    /// The client's name for the request, remembered for ten minutes together with its verb and entity.
    public var requestID: String?
    /// The version the entity must have.
    public var ifVersion: UInt64?

    /// A guard.
    public init(requestID: String? = nil, ifVersion: UInt64? = nil) {
        self.requestID = requestID
        self.ifVersion = ifVersion
    }
}

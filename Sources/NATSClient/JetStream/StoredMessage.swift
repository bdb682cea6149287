// SPDX-License-Identifier: Apache-2.0

/// A message of a stream.
public struct StoredMessage: Sendable, Equatable {
    /// Its place in the stream, from 1.
    public let sequence: UInt64
    /// The subject it was published on.
    public let subject: String
    /// The payload.
    public let bytes: [UInt8]
    /// The headers it was published with.
    public let headers: [NATSHeader]
    /// When the leader stored it by its own clock, in nanoseconds since 1970.
    public let timeNs: Int64

    /// A message, as tests need it.
    ///
    /// - Parameters:
    ///   - sequence: Its place in the stream, from 1.
    ///   - subject: The subject it was published on.
    ///   - bytes: The payload.
    ///   - headers: The headers it was published with.
    ///   - timeNs: When it was stored, in nanoseconds since 1970.
    public init(sequence: UInt64, subject: String, bytes: [UInt8], headers: [NATSHeader] = [], timeNs: Int64 = 0) {
        self.sequence = sequence
        self.subject = subject
        self.bytes = bytes
        self.headers = headers
        self.timeNs = timeNs
    }

    /// The first value of a header, or nil.
    ///
    /// - Parameter name: The header's name; case matters.
    /// - Complexity: O(headers).
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

// SPDX-License-Identifier: Apache-2.0

/// What went wrong in NATS, JetStream or the client library.
public struct NATSError: Error, Sendable, Equatable {
    /// What kind of error it is; decide by this.
    public let code: Code

    /// The `natsStatus` of the client library, 0 when the error did not come from there.
    public let rawStatus: UInt32

    /// The `err_code` of JetStream, nil when the error did not come from there.
    public let jetStreamCode: UInt32?

    /// What was being done, such as `publish` or `createStream`.
    public let operation: String

    /// An explanation for people; never decide by it.
    public let message: String

    /// An error.
    ///
    /// - Parameters:
    ///   - code: What kind of error it is.
    ///   - operation: What was being done.
    ///   - message: An explanation for people.
    ///   - rawStatus: The `natsStatus` of the client library, 0 when there is none.
    ///   - jetStreamCode: The `err_code` of JetStream, nil when there is none.
    public init(
        _ code: Code, operation: String, message: String = "", rawStatus: UInt32 = 0, jetStreamCode: UInt32? = nil
    ) {
        self.code = code
        self.rawStatus = rawStatus
        self.jetStreamCode = jetStreamCode
        self.operation = operation
        self.message = message
    }

    /// Whether the same call may succeed later without anybody changing anything.
    ///
    /// Says nothing about whether the failed call took effect: see `AppendOutcome` for that.
    public var isRetriable: Bool {
        switch code {
        case .timeout, .noResponders, .disconnected, .noServers, .unavailable, .insufficientResources, .slowConsumer:
            true
        default: false
        }
    }
}

extension NATSError: CustomStringConvertible {
    /// Operation, kind, raw codes and explanation on one line.
    public var description: String {
        var text = "\(operation): \(code)"
        if rawStatus != 0 { text += " status=\(rawStatus)" }
        if let jetStreamCode { text += " err_code=\(jetStreamCode)" }
        return message.isEmpty ? text : text + " (\(message))"
    }
}

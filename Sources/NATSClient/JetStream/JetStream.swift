// SPDX-License-Identifier: Apache-2.0
import Foundation

/// JetStream: streams, their messages and key-value buckets.
///
/// All calls block, most for one round trip to the leader; they are for set-up threads and tools, never for callbacks.
/// It speaks the JSON API of the server itself, over `request`: the client library's own wrapper of 3.4.1 knows neither
/// newer stream settings nor how to end an ordered consumer without a race.
public struct JetStream: Sendable {
    /// The connection it uses.
    public let connection: NATSConnection

    /// How long each call waits for its answer.
    public let timeout: Duration

    /// JetStream over a connection.
    ///
    /// - Parameters:
    ///   - connection: The connection to use.
    ///   - timeout: How long each call waits for its answer.
    public init(_ connection: NATSConnection, timeout: Duration = .seconds(5)) {
        self.connection = connection
        self.timeout = timeout
    }

    /// Calls the API.
    ///
    /// - Parameters:
    ///   - method: The subject behind `$JS.API.`.
    ///   - body: The request; nil for an empty one.
    ///   - operation: What is being done, for errors.
    /// - Returns: The answer.
    /// - Throws: Also `unavailable` when nobody serves the API: JetStream is off, or has no leader.
    func call<Answer: Decodable>(
        _ method: String, _ body: (some Encodable)?, as answer: Answer.Type = Answer.self, _ operation: String
    ) throws(NATSError) -> Answer {
        var payload: [UInt8] = []
        if let body {
            guard let data = try? JSONEncoder().encode(body) else {
                throw NATSError(.badArgument, operation: operation, message: "the request cannot be encoded")
            }
            payload = [UInt8](data)
        }
        let message: NATSMessage
        do {
            message = try connection.request("$JS.API." + method, payload, timeout: timeout)
        } catch {
            throw NATSError(
                error.code == .noResponders ? .unavailable : error.code, operation: operation, message: error.message,
                rawStatus: error.rawStatus)
        }
        let data = message.withBytes { Data($0) }
        if let failure = try? JSONDecoder().decode(APIFailure.self, from: data) {
            throw failure.error.asError(operation)
        }
        guard let decoded = try? JSONDecoder().decode(Answer.self, from: data) else {
            throw NATSError(.protocolViolation, operation: operation, message: "the answer cannot be understood")
        }
        return decoded
    }

    /// Calls the API and gives nil when the thing asked for is not there.
    func find<Answer: Decodable>(
        _ method: String, _ body: (some Encodable)?, as answer: Answer.Type = Answer.self, _ operation: String
    ) throws(NATSError) -> Answer? {
        do {
            return try call(method, body, as: Answer.self, operation)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// Checks a name that becomes part of an API subject.
    static func check(name: String, _ operation: String) throws(NATSError) {
        guard Subject.isValidToken(name) else {
            throw NATSError(.badSubject, operation: operation, message: "not a name")
        }
    }
}

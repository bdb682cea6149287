// SPDX-License-Identifier: Apache-2.0

extension JetStream {
    /// Appends to a stream and waits for the outcome.
    ///
    /// - Parameters:
    ///   - subject: A subject of the stream.
    ///   - payload: The message.
    ///   - expectedLastSequence: The sequence of the stream's last message, 0 for a stream that never had one.
    ///   - headers: More headers.
    ///   - timeout: How long to wait; nil for this object's.
    /// - Returns: What became of it.
    public func append(
        _ subject: String, _ payload: [UInt8], expectedLastSequence: UInt64, headers: [NATSHeader] = [],
        timeout: Duration? = nil
    ) -> AppendOutcome {
        append(subject, payload, headers: headers + [Append.expectation(expectedLastSequence)], timeout: timeout)
    }

    /// Appends to a stream, whatever its last sequence is, and waits for the outcome.
    ///
    /// - Parameters:
    ///   - subject: A subject of the stream.
    ///   - payload: The message.
    ///   - headers: Headers.
    ///   - timeout: How long to wait; nil for this object's.
    /// - Returns: What became of it.
    public func append(
        _ subject: String, _ payload: [UInt8], headers: [NATSHeader], timeout: Duration? = nil
    ) -> AppendOutcome {
        do {
            let answer = try connection.request(subject, payload, headers: headers, timeout: timeout ?? self.timeout)
            return Append.outcome(of: answer)
        } catch {
            return Append.provesNothingSent(error) ? .refused(error) : .unknown(error)
        }
    }
}

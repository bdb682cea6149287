// SPDX-License-Identifier: Apache-2.0

extension JetStream {
    private struct BySequence: Encodable {
        let seq: UInt64
    }

    private struct BySubject: Encodable {
        let lastBySubject: String
        private enum CodingKeys: String, CodingKey { case lastBySubject = "last_by_subj" }
    }

    private struct Answer: Decodable {
        let message: StoredMessage
    }

    /// The message at a sequence, as the leader has it.
    ///
    /// A leader that was cut off may not know yet that it is none.
    ///
    /// - Parameters:
    ///   - stream: The stream.
    ///   - sequence: Its place, from 1.
    /// - Returns: Nil when it has been removed or is not there yet.
    /// - Throws: `notFound` is thrown too when the stream itself is missing (`jetStreamCode` 10059).
    public func message(stream: String, sequence: UInt64) throws(NATSError) -> StoredMessage? {
        guard sequence > 0 else { return nil }
        return try get(stream, BySequence(seq: sequence), "message")
    }

    /// The last message of a subject, as the leader has it.
    ///
    /// - Parameters:
    ///   - stream: The stream.
    ///   - subject: The subject; may have wildcards.
    /// - Returns: Nil when there is none.
    /// - Throws: `notFound` when the stream itself is missing (`jetStreamCode` 10059).
    public func lastMessage(stream: String, subject: String) throws(NATSError) -> StoredMessage? {
        try get(stream, BySubject(lastBySubject: subject), "lastMessage")
    }

    private func get(
        _ stream: String, _ request: some Encodable, _ operation: String
    ) throws(NATSError) -> StoredMessage? {
        try Self.check(name: stream, operation)
        do {
            return try call("STREAM.MSG.GET.\(stream)", request, as: Answer.self, operation).message
        } catch {
            if error.code == .notFound && error.jetStreamCode != 10059 { return nil }
            throw error
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension JetStream {
    private struct EraseRequest: Encodable {
        let seq: UInt64
    }

    /// Opens a key-value bucket.
    ///
    /// - Parameters:
    ///   - bucket: Its name: no dots, spaces or wildcards.
    ///   - replicas: On how many servers it is, when it is made.
    ///   - create: Whether to make it when it is not there.
    /// - Returns: The bucket.
    /// - Throws: `notFound` when it is not there and shall not be made; what `createStream` throws.
    public func keyValue(bucket: String, replicas: Int = 1, create: Bool = false) throws(NATSError) -> KeyValueBucket {
        try Self.check(name: bucket, "keyValue")
        let opened = KeyValueBucket(bucket, self)
        if try streamInfo(opened.stream) != nil { return opened }
        guard create else { throw NATSError(.notFound, operation: "keyValue", message: "no such bucket") }
        var configuration = StreamConfiguration(
            name: opened.stream, subjects: ["$KV.\(bucket).>"], replicas: replicas)
        configuration.maxMessagesPerSubject = 1
        configuration.allowRollup = true
        try createStream(configuration)
        return opened
    }

    /// Removes one message and overwrites it in the stream's files.
    ///
    /// Nothing happens when it is not there.
    ///
    /// - Parameters:
    ///   - stream: The stream; without `denyDelete`.
    ///   - sequence: The message's sequence.
    public func erase(stream: String, sequence: UInt64) throws(NATSError) {
        try Self.check(name: stream, "erase")
        _ = try find("STREAM.MSG.DELETE.\(stream)", EraseRequest(seq: sequence), as: APISuccess.self, "erase")
    }
}

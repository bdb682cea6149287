// SPDX-License-Identifier: Apache-2.0

extension JetStream {
    private struct PurgeRequest: Encodable {
        let seq: UInt64
    }

    /// Makes a stream.
    ///
    /// Succeeds also when a stream with the very same configuration is there.
    ///
    /// - Parameter configuration: How it keeps messages.
    /// - Returns: What the server says of it.
    /// - Throws: `alreadyExists` when it has another configuration; `unavailable` while a cluster has no leader or not
    ///   enough servers yet, which right after its start is normal: try again.
    @discardableResult
    public func createStream(_ configuration: StreamConfiguration) throws(NATSError) -> StreamInfo {
        try Self.check(name: configuration.name, "createStream")
        return try call("STREAM.CREATE.\(configuration.name)", configuration, "createStream")
    }

    /// Changes a stream.
    ///
    /// All settings are replaced, not only those that differ.
    ///
    /// - Parameter configuration: How it shall keep messages.
    /// - Returns: What the server says of it.
    @discardableResult
    public func updateStream(_ configuration: StreamConfiguration) throws(NATSError) -> StreamInfo {
        try Self.check(name: configuration.name, "updateStream")
        return try call("STREAM.UPDATE.\(configuration.name)", configuration, "updateStream")
    }

    /// What a server says of a stream; see `StreamInfo` for how little that proves.
    ///
    /// - Parameter name: The stream.
    /// - Returns: Nil when there is no such stream.
    public func streamInfo(_ name: String) throws(NATSError) -> StreamInfo? {
        try Self.check(name: name, "streamInfo")
        return try find("STREAM.INFO.\(name)", nil as APINothing?, "streamInfo")
    }

    /// Deletes a stream with all its messages.
    ///
    /// - Parameter name: The stream.
    /// - Returns: Whether there was one.
    @discardableResult
    public func deleteStream(_ name: String) throws(NATSError) -> Bool {
        try Self.check(name: name, "deleteStream")
        return try find("STREAM.DELETE.\(name)", nil as APINothing?, as: APISuccess.self, "deleteStream") != nil
    }

    /// Removes the messages before a sequence.
    ///
    /// Sequences are never given out again.
    ///
    /// - Parameters:
    ///   - name: The stream.
    ///   - sequence: The first sequence that stays; above zero.
    public func purge(_ name: String, below sequence: UInt64) throws(NATSError) {
        try Self.check(name: name, "purge")
        guard sequence > 0 else { throw NATSError(.badArgument, operation: "purge", message: "sequence 0") }
        // The server takes 0, a missing sequence, and 1 too, below which there is nothing, for "everything" (measured).
        guard sequence > 1 else { return }
        _ = try call("STREAM.PURGE.\(name)", PurgeRequest(seq: sequence), as: APISuccess.self, "purge")
    }

    /// Asks the leader of a stream to let another server lead. Nothing is lost by it; an election may follow.
    ///
    /// - Parameter name: The stream.
    public func stepDown(_ name: String) throws(NATSError) {
        try Self.check(name: name, "stepDown")
        _ = try call("STREAM.LEADER.STEPDOWN.\(name)", nil as APINothing?, as: APISuccess.self, "stepDown")
    }
}

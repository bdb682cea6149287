// SPDX-License-Identifier: Apache-2.0

/// A key-value bucket: a stream that keeps the last message of each key, laid out as all NATS clients do.
///
/// There is no compare-and-set of a revision: on servers before 2.9.21 it lets several writers win (measured, 459 of
/// 500 races on three servers). `create` is safe there, because every replica checks it when it applies the log.
public final class KeyValueBucket: Sendable {
    /// The bucket's name.
    public let name: String

    /// The stream behind it.
    var stream: String { "KV_\(name)" }

    private let jetStream: JetStream

    init(_ name: String, _ jetStream: JetStream) {
        self.name = name
        self.jetStream = jetStream
    }

    /// Stores a value for a key that never had one.
    ///
    /// Of several callers, on any servers, one succeeds.
    ///
    /// - Parameters:
    ///   - key: Tokens with dots between them, without wildcards.
    ///   - value: The value.
    /// - Returns: The revision.
    /// - Throws: `wrongLastSequence` when the key has a value or has been deleted: a deleted key is used up for
    ///   `create`; `put` may still bring it back.
    @discardableResult
    public func create(_ key: String, _ value: [UInt8]) throws(NATSError) -> UInt64 {
        try write(key, value, [NATSHeader("Nats-Expected-Last-Subject-Sequence", "0")], "create")
    }

    /// Stores a value, whatever the key had.
    ///
    /// - Parameters:
    ///   - key: Tokens with dots between them, without wildcards.
    ///   - value: The value.
    /// - Returns: The revision.
    @discardableResult
    public func put(_ key: String, _ value: [UInt8]) throws(NATSError) -> UInt64 {
        try write(key, value, [], "put")
    }

    /// The value of a key, as the leader has it.
    ///
    /// - Parameter key: The key.
    /// - Returns: Nil when it has none.
    public func get(_ key: String) throws(NATSError) -> [UInt8]? { try entry(key)?.value }

    /// The last change of a key, as the leader has it.
    ///
    /// - Parameter key: The key.
    /// - Returns: Nil when there never was one; an entry without value when the key has been deleted.
    public func entry(_ key: String) throws(NATSError) -> KeyValueEntry? {
        let subject = try subject(key, "get")
        return try jetStream.lastMessage(stream: stream, subject: subject).flatMap(entry(of:))
    }

    /// All entries, deleted ones among them, in order of revision.
    public func entries() throws(NATSError) -> [KeyValueEntry] {
        var entries: [KeyValueEntry] = []
        try jetStream.read(
            stream: stream, filter: prefix + ">", .lastPerSubject, idleLimit: jetStream.timeout
        ) { message throws(NATSError) in
            if let entry = entry(of: message) { entries.append(entry) }
            return true
        }
        return entries
    }

    /// Removes a key's value.
    ///
    /// Others see it by `watchAll`.
    ///
    /// - Parameter key: The key.
    public func delete(_ key: String) throws(NATSError) {
        try write(key, [], [NATSHeader("KV-Operation", "DEL")], "delete")
    }

    /// Removes a key's value and overwrites it in the files of every replica.
    ///
    /// A copy may stay in the servers' consensus logs until they compact them, and in whatever the disk itself keeps.
    ///
    /// - Parameter key: The key.
    public func purge(_ key: String) throws(NATSError) {
        let subject = try subject(key, "purge")
        if let last = try jetStream.lastMessage(stream: stream, subject: subject) {
            try jetStream.erase(stream: stream, sequence: last.sequence)
        }
        try write(key, [], [NATSHeader("KV-Operation", "PURGE"), NATSHeader("Nats-Rollup", "sub")], "purge")
    }

    /// Tells of every key's present entry, then of every change, until it is stopped.
    ///
    /// - Parameters:
    ///   - onEntry: Called for each entry on a thread of its own, in order of revision.
    ///   - onEnd: Called once when it ends by itself; see `LogFollower`.
    /// - Returns: What stops it; must be stopped to end the thread.
    public func watchAll(
        onEntry: @escaping @Sendable (KeyValueEntry) -> Void, onEnd: @escaping @Sendable (NATSError) -> Void = { _ in }
    ) -> LogFollower {
        let prefix = prefix
        let consumer = OrderedConsumer(jetStream, stream: stream, filter: prefix + ">", start: .lastPerSubject)
        return LogFollower(
            jetStream.connection, consumer,
            onMessage: { message in
                if let entry = Self.entry(of: message, prefix) { onEntry(entry) }
            }, onEnd: onEnd)
    }

    private var prefix: String { "$KV.\(name)." }

    private func subject(_ key: String, _ operation: String) throws(NATSError) -> String {
        guard Subject.isValidToPublish(key) else {
            throw NATSError(.badSubject, operation: operation, message: "not a key")
        }
        return prefix + key
    }

    private func entry(of message: StoredMessage) -> KeyValueEntry? { Self.entry(of: message, prefix) }

    private static func entry(of message: StoredMessage, _ prefix: String) -> KeyValueEntry? {
        guard message.subject.hasPrefix(prefix) else { return nil }
        return KeyValueEntry(
            key: String(message.subject.dropFirst(prefix.count)),
            value: message.header("KV-Operation") == nil ? message.bytes : nil, revision: message.sequence)
    }

    @discardableResult
    private func write(
        _ key: String, _ value: [UInt8], _ headers: [NATSHeader], _ operation: String
    ) throws(NATSError) -> UInt64 {
        switch jetStream.append(try subject(key, operation), value, headers: headers) {
        case .committed(let sequence): return sequence
        case .refused(let error), .unknown(let error):
            throw NATSError(
                error.code, operation: operation, message: error.message, rawStatus: error.rawStatus,
                jetStreamCode: error.jetStreamCode)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
public import BrokerContract
public import BrokerModel
import BrokerReplica
public import NATSClient
import Sealing

/// A pool's log as it is stored, for who looks at it from outside: read only.
public struct PoolLog {
    /// How its batches are authenticated.
    public var authenticator: any BatchAuthenticator { logAuthenticator }
    private let logAuthenticator: LogAuthenticator
    private let jetStream: JetStream
    private let connection: NATSConnection
    private let stream: String
    private let shelf: SnapshotShelf

    /// Connects.
    ///
    /// - Parameters:
    ///   - nats: servers and credentials.
    ///   - prefix: first token of every subject.
    ///   - pool: the pool.
    ///   - masterKeyFile: the pool's master key.
    public init(_ nats: NATSOptions, prefix: String, pool: String, masterKeyFile: String) throws(NodeError) {
        do throws(SealingError) {
            logAuthenticator = LogAuthenticator(master: try KeyFile.load(masterKeyFile).key)
        } catch { throw NodeError(.configuration, error.message) }
        do throws(NATSError) { connection = try NATSConnection(nats) } catch {
            throw NodeError(.unavailable, "no server at \(nats.servers.joined(separator: ", ")): \(error)")
        }
        jetStream = JetStream(connection, timeout: .seconds(5))
        let subjects = InternalSubjects(prefix: prefix, pool: pool)
        stream = subjects.logStream
        shelf = SnapshotShelf(subjects, logAuthenticator)
    }

    /// Reads every message, from the first to the last.
    ///
    /// - Parameter body: called for each, in order.
    /// - Throws: `unavailable` when the log is not there or its beginning was trimmed.
    public func read(_ body: ([UInt8]) -> Void) throws(NodeError) {
        do throws(NATSError) {
            guard let info = try jetStream.streamInfo(stream) else {
                throw NATSError(.notFound, operation: "read", message: "there is no stream \(stream)")
            }
            guard info.firstSequence <= 1 else {
                throw NATSError(
                    .notFound, operation: "read",
                    message: "the log begins at message \(info.firstSequence): what was before is trimmed")
            }
            var reader = LogReader(jetStream, stream: stream, authenticator)
            try reader.read(from: 1, idleLimit: .seconds(20)) { body($0.bytes) }
        } catch { throw NodeError(.unavailable, "the log cannot be read: \(error)") }
    }

    /// Says what the log still has of all contacts of a claim, or of a contact, and why each was offered to whom: read
    /// from the oldest snapshot that the log goes on from.
    ///
    /// - Parameter subject: a claim number, or a contact's id: ids that are valid claim numbers are taken for those.
    /// - Throws: `unavailable` when there is no log, `configuration` when this build or key cannot read it, `usage`
    ///   when the subject is neither.
    /// - Complexity: O(log + state).
    public func explain(_ subject: String) throws(NodeError) -> ExplanationDocument {
        let meant: ContactTrail.Subject
        if let claim = ClaimNumber(subject) {
            meant = .claim(claim)
        } else if let id = ContactID(subject) {
            meant = .contact(id)
        } else {
            throw NodeError(.usage, "\"\(subject)\" is neither a claim number nor the id of a contact")
        }
        do throws(NATSError) {
            guard let info = try jetStream.streamInfo(stream) else {
                throw NATSError(.notFound, operation: "read", message: "there is no stream \(stream)")
            }
            let isWhole = info.firstSequence <= 1
            let image = try isWhole ? .empty : shelf.oldest(beforeLogFrom: info.firstSequence, jetStream)
            guard let image else {
                throw NATSError(.notFound, operation: "read", message: "no snapshot fits the log, which is trimmed")
            }
            var trail = ContactTrail(of: meant, from: image, authenticator: authenticator)
            var reader = LogReader(jetStream, stream: stream, authenticator)
            try reader.read(from: image.logSequence + 1, idleLimit: .seconds(20)) {
                trail.take(sequence: $0.sequence, bytes: $0.bytes)
            }
            if let why = trail.unreadable {
                throw NATSError(.jetStream, operation: "read", message: "a later version wrote it (\(why))")
            }
            return trail.document
        } catch {
            throw NodeError(
                error.operation == "snapshot" ? .configuration : .unavailable, "the log cannot be read: \(error)")
        }
    }

    /// Ends the connection.
    public func close() { connection.close() }
}

// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import BrokerReplica
public import NATSClient
import Sealing

/// A pool's log as it is stored, for who looks at it from outside: read only.
public struct PoolLog {
    /// How its batches are authenticated.
    public let authenticator: any BatchAuthenticator
    private let jetStream: JetStream
    private let connection: NATSConnection
    private let stream: String

    /// Connects.
    ///
    /// - Parameters:
    ///   - nats: servers and credentials.
    ///   - prefix: first token of every subject.
    ///   - pool: the pool.
    ///   - masterKeyFile: the pool's master key.
    public init(_ nats: NATSOptions, prefix: String, pool: String, masterKeyFile: String) throws(NodeError) {
        do throws(SealingError) {
            authenticator = LogAuthenticator(master: try KeyFile.load(masterKeyFile).key)
        } catch { throw NodeError(.configuration, error.message) }
        do throws(NATSError) { connection = try NATSConnection(nats) } catch {
            throw NodeError(.unavailable, "no server at \(nats.servers.joined(separator: ", ")): \(error)")
        }
        jetStream = JetStream(connection, timeout: .seconds(5))
        stream = InternalSubjects(prefix: prefix, pool: pool).logStream
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

    /// Ends the connection.
    public func close() { connection.close() }
}

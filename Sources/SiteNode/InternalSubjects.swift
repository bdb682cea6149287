// SPDX-License-Identifier: Apache-2.0
import NATSClient

/// Subjects and stream names that only nodes use. Clients' subjects are in BrokerContract.
struct InternalSubjects: Sendable {
    private let base: String
    private let pool: String

    init(prefix: String, pool: String) {
        base = "\(prefix).\(pool)"
        self.pool = pool
    }

    /// The stream that is the log.
    var logStream: String { "centralino-\(pool)" }
    /// How the log is kept: nothing is deleted but what a snapshot covers.
    func logConfiguration(replicas: Int) -> StreamConfiguration {
        var configuration = StreamConfiguration(name: logStream, subjects: [log], replicas: replicas)
        configuration.denyDelete = true
        return configuration
    }
    /// Where batches are appended.
    var log: String { "\(base).log" }
    /// The stream of snapshots.
    var snapshotStream: String { "centralino-\(pool)-snapshot" }
    /// A snapshot's chunks.
    var snapshotChunk: String { "\(base).snapshot.chunk" }
    /// A snapshot's manifest: written last, once its chunks are there.
    var snapshotManifest: String { "\(base).snapshot.manifest" }
    /// The bucket of wrapped day keys.
    var keyBucket: String { "centralino-\(pool)-keys" }
    /// Committed batches, from the owner.
    var committed: String { "\(base).committed" }
    /// What is said to a node.
    func node(_ name: String) -> String { "\(base).node.\(name)" }
    /// Where the server says that nobody listens for `target`, to a node.
    func absent(_ name: String, target: String) -> String { "\(base).node.\(name).absent.\(target)" }
    /// All of those.
    func absentWildcard(_ name: String) -> String { "\(base).node.\(name).absent.*" }
    /// Where the log acknowledges an append of a node.
    func acknowledgement(_ name: String, attempt: UInt64) -> String { "\(base).node.\(name).ack.\(attempt)" }
    /// All of those.
    func acknowledgementWildcard(_ name: String) -> String { "\(base).node.\(name).ack.*" }
}

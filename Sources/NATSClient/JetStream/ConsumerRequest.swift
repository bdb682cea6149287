// SPDX-License-Identifier: Apache-2.0

/// The request that makes an ordered consumer.
struct ConsumerRequest: Encodable {
    /// What of the answer is used.
    struct Answer: Decodable {
        private struct Cluster: Decodable {
            let leader: String?
        }

        let pending: UInt64
        private let cluster: Cluster?

        /// The name of the server that keeps the consumer; empty when it is in no cluster.
        var server: String { cluster?.leader ?? "" }

        private enum CodingKeys: String, CodingKey {
            case pending = "num_pending"
            case cluster
        }
    }

    private enum CodingKeys: String, CodingKey {
        case stream = "stream_name"
        case config
    }

    private struct Configuration: Encodable {
        let deliverTo: String
        let filter: String?
        let policy: String
        let startSequence: UInt64?
        let heartbeat: Int64
        let ackPolicy = "none"
        let replayPolicy = "instant"
        let maxDeliver = 1
        let flowControl = true
        let replicas = 1
        let inMemory = true
        /// Longer than a missed heartbeat, so that a slow reader finds its consumer alive: 10 s.
        let inactiveThreshold: Int64 = 10_000_000_000

        private enum CodingKeys: String, CodingKey {
            case deliverTo = "deliver_subject"
            case filter = "filter_subject"
            case policy = "deliver_policy"
            case startSequence = "opt_start_seq"
            case heartbeat = "idle_heartbeat"
            case ackPolicy = "ack_policy"
            case replayPolicy = "replay_policy"
            case maxDeliver = "max_deliver"
            case flowControl = "flow_control"
            case replicas = "num_replicas"
            case inMemory = "mem_storage"
            case inactiveThreshold = "inactive_threshold"
        }
    }

    private let stream: String
    private let config: Configuration

    init(stream: String, deliverTo: String, filter: String?, start: OrderedConsumer.Start, heartbeat: Duration) {
        let policy: String
        let sequence: UInt64?
        switch start {
        case .sequence(let first): (policy, sequence) = ("by_start_sequence", max(1, first))
        case .lastPerSubject: (policy, sequence) = ("last_per_subject", nil)
        }
        self.stream = stream
        // "Last per subject" needs a filter, so without one it is all subjects.
        config = Configuration(
            deliverTo: deliverTo, filter: filter ?? (start == .lastPerSubject ? ">" : nil), policy: policy,
            startSequence: sequence, heartbeat: heartbeat.nanoseconds)
    }
}

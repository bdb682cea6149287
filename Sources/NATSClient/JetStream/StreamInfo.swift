// SPDX-License-Identifier: Apache-2.0

/// What a server says of a stream.
///
/// Not linearizable: a leader that was cut off answers from its own past. Fit for people and for choosing servers;
/// never a proof of where the log ends.
public struct StreamInfo: Sendable, Equatable {
    /// One server of the stream, other than the leader.
    public struct Replica: Sendable, Equatable, Decodable {
        /// The server's name.
        public let name: String
        /// Whether it has everything the leader has.
        public let current: Bool
        /// Whether it is known to be away.
        public let offline: Bool

        private enum CodingKeys: String, CodingKey { case name, current, offline }

        /// Decodes what the server says of a replica.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            current = try container.decodeIfPresent(Bool.self, forKey: .current) ?? false
            offline = try container.decodeIfPresent(Bool.self, forKey: .offline) ?? false
        }
    }

    /// The configuration in force.
    public let configuration: StreamConfiguration
    /// Messages stored.
    public let messages: UInt64
    /// Bytes stored.
    public let bytes: UInt64
    /// The sequence of the first message; one above `lastSequence` when the stream is empty, but 0 before its first.
    public let firstSequence: UInt64
    /// The sequence of the last message ever stored; 0 before the first.
    public let lastSequence: UInt64
    /// The leader's name; nil when there is none, or when the server is not in a cluster.
    public let leader: String?
    /// The other servers.
    public let replicas: [Replica]
}

extension StreamInfo: Decodable {
    private enum CodingKeys: String, CodingKey { case config, state, cluster }

    private enum StateKeys: String, CodingKey {
        case messages, bytes
        case firstSequence = "first_seq"
        case lastSequence = "last_seq"
    }

    private enum ClusterKeys: String, CodingKey { case leader, replicas }

    /// Decodes an answer of the server.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        configuration = try container.decode(StreamConfiguration.self, forKey: .config)
        let state = try container.nestedContainer(keyedBy: StateKeys.self, forKey: .state)
        messages = try state.decode(UInt64.self, forKey: .messages)
        bytes = try state.decode(UInt64.self, forKey: .bytes)
        firstSequence = try state.decode(UInt64.self, forKey: .firstSequence)
        lastSequence = try state.decode(UInt64.self, forKey: .lastSequence)
        guard container.contains(.cluster) else {
            leader = nil
            replicas = []
            return
        }
        let cluster = try container.nestedContainer(keyedBy: ClusterKeys.self, forKey: .cluster)
        leader = try cluster.decodeIfPresent(String.self, forKey: .leader)
        replicas = try cluster.decodeIfPresent([Replica].self, forKey: .replicas) ?? []
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How a stream keeps its messages.
public struct StreamConfiguration: Sendable, Equatable {
    /// Where the messages are.
    public enum Storage: String, Sendable, Codable {
        /// On disk.
        case file
        /// In memory: gone with the server.
        case memory
    }

    /// What happens to a message that finds the stream full.
    public enum Discard: String, Sendable, Codable {
        /// Old messages make room.
        case old
        /// The new message is refused.
        case new
    }

    /// The name: no dots, spaces or wildcards.
    public var name: String
    /// What is stored; may have wildcards.
    ///
    /// No two streams of an account may overlap.
    public var subjects: [String]
    /// On how many servers each message is: 1, 3 or 5.
    public var replicas: Int
    /// Where the messages are.
    ///
    /// Cannot be changed later.
    public var storage: Storage
    /// What happens when a limit is reached.
    ///
    /// Default: the new message is refused, so nothing is lost silently.
    public var discard: Discard
    /// The most messages, or -1 for no limit.
    public var maxMessages: Int64
    /// The most bytes, or -1 for no limit.
    public var maxBytes: Int64
    /// The most messages of one subject, or -1 for no limit.
    ///
    /// Old ones always make room here.
    public var maxMessagesPerSubject: Int64
    /// The largest message in bytes, with headers, or -1 for no limit but the server's.
    public var maxMessageSize: Int32
    /// How long messages are kept; zero for ever.
    public var maxAge: Duration
    /// How long `Nats-Msg-Id` is remembered; zero for the server's default of two minutes.
    public var duplicateWindow: Duration
    /// Whether single messages cannot be deleted.
    ///
    /// Cannot be undone.
    public var denyDelete: Bool
    /// Whether the stream cannot be purged.
    ///
    /// Cannot be undone. The log must be trimmed, so it is false there.
    public var denyPurge: Bool
    /// Whether a message may ask to replace all before it (`Nats-Rollup`).
    public var allowRollup: Bool
    /// Whether any replica may answer reads, which then may be stale.
    ///
    /// Off: the leader answers.
    public var allowDirect: Bool
    /// Tags every server of the stream must have, such as `site:milano`.
    public var placementTags: [String]

    /// A stream on disk that keeps everything and refuses what does not fit.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - subjects: What is stored.
    ///   - replicas: On how many servers each message is.
    public init(name: String, subjects: [String], replicas: Int = 1) {
        self.name = name
        self.subjects = subjects
        self.replicas = replicas
        storage = .file
        discard = .new
        maxMessages = -1
        maxBytes = -1
        maxMessagesPerSubject = -1
        maxMessageSize = -1
        maxAge = .zero
        duplicateWindow = .zero
        denyDelete = false
        denyPurge = false
        allowRollup = false
        allowDirect = false
        placementTags = []
    }
}

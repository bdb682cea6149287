// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
public import BrokerModel

/// The beginning of a new generation of a log that was lost or has lost its end: from the most advanced of the images
/// that nodes and servers still have, each first carried on by what is left of the log.
public struct LogRecovery: Sendable {
    private let authenticator: any BatchAuthenticator
    private var followers: [Follower]
    /// How many messages of the log each image was carried on by.
    public private(set) var messagesFolded: [Int]
    /// Why the log cannot be read by this build, if so.
    public private(set) var unreadable: String?

    /// A choice among images; at least one.
    public init(_ images: [LogImage], authenticator: any BatchAuthenticator) {
        precondition(!images.isEmpty, "a generation begins from an image")
        self.authenticator = authenticator
        followers = images.map { Follower(from: $0, authenticator: authenticator) }
        messagesFolded = images.map { _ in 0 }
    }

    /// Carries the images on by a message of the log, to be given in order. An image that is ahead of it, or that lacks
    /// the message before, stays as it is. Complexity: O(images × bytes).
    public mutating func fold(sequence: UInt64, bytes: [UInt8]) {
        for index in followers.indices {
            switch followers[index].fold(sequence: sequence, bytes: bytes) {
            case .folded: messagesFolded[index] += 1
            case .unreadable(let why): unreadable = "message \(sequence): \(why)"
            case .known, .gap, .foreign, .doubtful, .replaced, .newer: break
            }
        }
    }

    /// The images as they are now, in the order in which they were given.
    public var images: [LogImage] { followers.map(\.image) }

    /// The most advanced; the first of equals.
    public var best: Int {
        followers.indices.reduce(0) { followers[$1].image.rank > followers[$0].image.rank ? $1 : $0 }
    }

    /// The new generation's first state, for a log that ends at a message: above everything that any image knows.
    ///
    /// - Parameters:
    ///   - logSequence: the last message of the log, 0 for a new one.
    ///   - now: the operator's wall clock.
    public func begin(at logSequence: UInt64, _ now: PoolInstant) -> LogImage {
        var engine = followers[best].engine
        engine.beginGeneration(after: followers.map(\.engine), at: now)
        return LogImage(engine: engine, logSequence: logSequence, digest: followers[best].digest)
    }
}

// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Holds each message of a reading back until the next one is there, to see whether the two fit: who has folded a wrong
/// message cannot take it back.
public struct ReadAhead: Sendable {
    /// A message of the log as one server has it.
    public struct Message: Sendable, Equatable {
        /// Its place in the log.
        public let sequence: UInt64
        /// The message.
        public let bytes: [UInt8]

        /// A message.
        public init(_ sequence: UInt64, _ bytes: [UInt8]) {
            self.sequence = sequence
            self.bytes = bytes
        }
    }

    /// The message before the one just taken.
    public struct Released: Sendable {
        /// It.
        public let message: Message
        /// What the next one is chained to, if that is another message: then other servers are to be asked.
        public let digestWanted: Digest?
    }

    private let authenticator: any BatchAuthenticator
    /// The message that waits for the next.
    public private(set) var held: Message?
    private var batch: Batch?

    /// A reading that has not begun.
    public init(_ authenticator: any BatchAuthenticator) { self.authenticator = authenticator }

    /// Takes the next message, and lets go of the one before. Complexity: O(bytes).
    public mutating func take(_ next: Message) -> Released? {
        let following = try? Batch(decoding: next.bytes, with: authenticator)
        defer {
            held = next
            batch = following
        }
        guard let held else { return nil }
        // What no owner of this pool wrote is chained to nothing; a generation begins a chain of its own.
        guard let batch, let following, following.generation == batch.generation,
            following.previous != authenticator.digest(of: held.bytes)
        else { return Released(message: held, digestWanted: nil) }
        return Released(message: held, digestWanted: following.previous)
    }
}

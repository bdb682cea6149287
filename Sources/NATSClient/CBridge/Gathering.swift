// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// What one thread has published on a connection and not sent yet.
///
/// Unchecked: all but `thread` is touched only by the thread that has begun, until it ends.
final class Gathering: @unchecked Sendable {
    /// With more it is sent in the middle, bytes; a message of more is sent by itself.
    static let most = 32 * 1024

    /// What the library is to publish, and so to begin the write deadline.
    struct Message {
        let subject: String
        let payload: [UInt8]
        let replyTo: String?
    }

    /// The thread that gathers, as a number; 0 for none.
    private let thread = Atomic<UInt>(0)
    private(set) var first: Message?
    /// The messages after the first, as the protocol has them.
    private(set) var rest: [UInt8] = []
    /// What the server took in one message when the first came, bytes.
    private(set) var maxPayload = 0
    /// Of the connection, when the first message came: with another it is not sent.
    private(set) var generation: UInt64 = 0

    /// Whether the calling thread gathers.
    var isOurs: Bool { thread.load(ordering: .relaxed) == Self.caller }

    /// Begins to gather on the calling thread.
    ///
    /// - Returns: false when a thread gathers already.
    func begin() -> Bool {
        thread.compareExchange(expected: 0, desired: Self.caller, ordering: .acquiring).exchanged
    }

    /// Ends; nothing is gathered any more.
    func end() { thread.store(0, ordering: .releasing) }

    /// Keeps what the library is to publish.
    func keepFirst(_ message: Message, maxPayload: Int, generation: UInt64) {
        first = message
        self.maxPayload = maxPayload
        self.generation = generation
    }

    /// Adds a message after the first, as `PUB <subject> [reply-to] <#bytes>`, the payload, and line ends.
    func add(_ subject: String, _ payload: UnsafeRawBufferPointer, replyTo: String?) {
        rest.append(contentsOf: Self.publish)
        rest.append(contentsOf: subject.utf8)
        rest.append(Self.space)
        if let replyTo {
            rest.append(contentsOf: replyTo.utf8)
            rest.append(Self.space)
        }
        rest.append(contentsOf: String(payload.count).utf8)
        rest.append(contentsOf: Self.lineEnd)
        rest.append(contentsOf: payload)
        rest.append(contentsOf: Self.lineEnd)
    }

    /// They have been sent, or are lost.
    func removeAll() {
        first = nil
        rest.removeAll(keepingCapacity: true)
    }

    private static let publish = Array("PUB ".utf8)
    private static let lineEnd = Array("\r\n".utf8)
    private static let space = UInt8(ascii: " ")
    private static var caller: UInt { UInt(pthread_self()) }
}

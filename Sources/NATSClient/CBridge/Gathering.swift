// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// What one thread has published on a connection and not sent yet.
///
/// Unchecked: `bytes` and the rest are touched by the thread only that has begun, until it ends.
final class Gathering: @unchecked Sendable {
    /// More is sent in the middle, bytes.
    static let most = 256 * 1024

    /// The thread that gathers, as a number; 0 for none.
    private let thread = Atomic<UInt>(0)
    /// Messages, as the protocol has them.
    private(set) var bytes: [UInt8] = []
    /// What the server takes in one message, bytes.
    private(set) var maxPayload = 0
    /// Whether the first message has been published.
    var hasBegun = false

    /// Whether the calling thread gathers.
    var isOurs: Bool { thread.load(ordering: .relaxed) == Self.caller }

    /// Begins to gather on the calling thread.
    ///
    /// - Returns: false when a thread gathers already.
    func begin(maxPayload: Int) -> Bool {
        let (isFree, _) = thread.compareExchange(expected: 0, desired: Self.caller, ordering: .acquiring)
        guard isFree else { return false }
        self.maxPayload = maxPayload
        hasBegun = false
        return true
    }

    /// Ends; nothing is gathered any more.
    func end() { thread.store(0, ordering: .releasing) }

    /// Adds a message: `PUB <subject> [reply-to] <#bytes>`, the payload, and line ends.
    func add(_ subject: String, _ payload: UnsafeRawBufferPointer, replyTo: String?) {
        bytes.append(contentsOf: Self.publish)
        bytes.append(contentsOf: subject.utf8)
        bytes.append(Self.space)
        if let replyTo {
            bytes.append(contentsOf: replyTo.utf8)
            bytes.append(Self.space)
        }
        bytes.append(contentsOf: String(payload.count).utf8)
        bytes.append(contentsOf: Self.lineEnd)
        bytes.append(contentsOf: payload)
        bytes.append(contentsOf: Self.lineEnd)
    }

    /// They have been sent, or are lost.
    func removeAll() { bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * Self.most) }

    private static let publish = Array("PUB ".utf8)
    private static let lineEnd = Array("\r\n".utf8)
    private static let space = UInt8(ascii: " ")
    private static var caller: UInt { UInt(pthread_self()) }
}

// SPDX-License-Identifier: Apache-2.0
internal import CNats

/// A received message as one machine word, to be carried through a lock-free ring to the thread that takes it.
///
/// The handle owns the message and cannot tell when it is dropped or copied: whoever receives one must call `take()` or
/// `discard()` exactly once, on any thread. Dropping it leaks the message; taking twice is undefined.
public struct NATSMessageHandle: Sendable, BitwiseCopyable {
    /// The `natsMsg *`.
    ///
    /// An integer because pointers are not `Sendable`; the contract above makes it so.
    private let bits: UInt

    init(_ message: OpaquePointer) {
        bits = UInt(bitPattern: message)
        MessageCount.add(1)
    }

    /// The message, owned by the caller.
    ///
    /// - Complexity: O(1), no allocation, no lock.
    public func take() -> NATSMessage {
        guard let message = OpaquePointer(bitPattern: bits) else {
            preconditionFailure("a message handle is never null")
        }
        return NATSMessage(owning: message)
    }

    /// Bytes of the payload; before the message is taken.
    ///
    /// - Complexity: O(1).
    public var byteCount: Int {
        guard let message = OpaquePointer(bitPattern: bits) else {
            preconditionFailure("a message handle is never null")
        }
        return Int(natsMsg_GetDataLength(message))
    }

    /// Destroys the message unread.
    public func discard() { _ = take() }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerReplica
import NATSClient

/// What a network or worker thread hands to the engine thread through a ring: 16 bytes, no reference counted in
/// passing.
enum Arrival: BitwiseCopyable, Sendable {
    /// A client asks.
    case request(NATSMessageHandle)
    /// Another node speaks.
    case peer(NATSMessageHandle)
    /// The owner says what is committed.
    case committed(NATSMessageHandle)
    /// The log answers an append.
    case acknowledgement(NATSMessageHandle)
    /// Somebody asks what service this is.
    case micro(NATSMessageHandle)
    /// Nobody listens for a node.
    case absent(NATSMessageHandle)
    /// Everything up to a number is on the disk.
    case stored(UInt64)
    /// A worker's input.
    case input(Unmanaged<ArrivedInput>)
}

/// An input on its way through a ring.
final class ArrivedInput: Sendable {
    let input: Input
    init(_ input: Input) { self.input = input }
}

// SPDX-License-Identifier: Apache-2.0

/// Messages from one node to another, as many as one turn of the sender's loop made.
public struct PeerFrame: Hashable, Sendable, WireCodable {
    /// Who speaks.
    public let sender: NodeID
    /// What is said, in order.
    public let messages: [PeerMessage]

    private static let version: UInt8 = 1

    /// A frame.
    public init(sender: NodeID, messages: [PeerMessage]) {
        self.sender = sender
        self.messages = messages
    }

    /// Writes version, sender and each message in a frame of its own, so that unknown kinds can be skipped.
    public func write(to writer: inout WireWriter) {
        writer.byte(Self.version)
        writer.id(sender)
        writer.list(messages) { writer, message in writer.framed { $0.value(message) } }
    }

    /// Reads a frame; messages this build cannot read are left out.
    public init(from reader: inout WireReader) throws(WireError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        sender = try reader.id()
        var messages: [PeerMessage] = []
        _ = try reader.list { (reader) throws(WireError) in
            var frame = try reader.frame()
            if let message = try? PeerMessage(from: &frame) { messages.append(message) }
        }
        self.messages = messages
    }
}

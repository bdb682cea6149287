// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// The furthest place of the log that a node has seen, as its store has it: it acts on nothing less.
public struct SeenPlace: Hashable, Sendable, WireCodable {
    /// The generation of the log. What was seen of an older one means nothing.
    public let generation: UInt32
    /// The message.
    public let logSequence: UInt64
    /// The digest of the last valid batch up to there.
    public let digest: Digest

    /// A place.
    public init(generation: UInt32, logSequence: UInt64, digest: Digest) {
        self.generation = generation
        self.logSequence = logSequence
        self.digest = digest
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.number(logSequence)
        writer.raw(digest.bytes)
        writer.number(UInt64(generation))
    }

    /// Reads the fields in order; the first version wrote no generation, and there was but one.
    public init(from reader: inout WireReader) throws(WireError) {
        let logSequence = try reader.number()
        let digest = Digest(try reader.raw(Digest.length))
        self.init(
            generation: reader.remaining == 0 ? 1 : try reader.number32(), logSequence: logSequence, digest: digest)
    }
}

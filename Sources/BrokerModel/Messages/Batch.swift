// SPDX-License-Identifier: Apache-2.0

/// What one append carries: events of one epoch at one instant, chained to the batch before and authenticated.
///
/// On the wire: magic, version, generation, epoch, first sequence, count, time, digest of the batch before, the
/// events, and at the end an authentication code over all of that. A message that is not so made is foreign: skipped,
/// not obeyed.
public struct Batch: Hashable, Sendable {
    /// The generation of the log.
    public let generation: UInt32
    /// The owner's number.
    public let epoch: UInt64
    /// The sequence of the first event.
    public let firstSequence: UInt64
    /// Pool time of all its events.
    public let time: PoolInstant
    /// The digest of the batch before.
    public let previous: Digest
    /// The events; nil where a later version wrote a kind this build does not know. Such an event takes its sequence.
    public let events: [Event?]

    private static let magic: UInt8 = 0xC7
    private static let version: UInt8 = 1

    /// A batch.
    public init(
        generation: UInt32, epoch: UInt64, firstSequence: UInt64, time: PoolInstant, previous: Digest, events: [Event?]
    ) {
        self.generation = generation
        self.epoch = epoch
        self.firstSequence = firstSequence
        self.time = time
        self.previous = previous
        self.events = events
    }

    /// The sequence after the last event.
    public var endSequence: UInt64 { firstSequence + UInt64(events.count) }

    /// The batch's bytes, authenticated. Complexity: O(bytes).
    public func encoded(with authenticator: any BatchAuthenticator) -> [UInt8] {
        var writer = WireWriter(capacity: 64 + 128 * events.count)
        writer.byte(Self.magic)
        writer.byte(Self.version)
        writer.number(UInt64(generation))
        writer.number(epoch)
        writer.number(firstSequence)
        writer.instant(time)
        writer.raw(previous.bytes)
        writer.number(UInt64(events.count))
        for event in events {
            guard let event else { preconditionFailure("an owner writes only events it knows") }
            event.write(to: &writer)
        }
        writer.raw(authenticator.authenticationCode(of: writer.bytes).bytes)
        return writer.bytes
    }

    /// Reads a batch and checks its code. Throws for anything foreign. Complexity: O(bytes).
    public init(decoding bytes: [UInt8], with authenticator: any BatchAuthenticator) throws(WireError) {
        guard bytes.count > Digest.length else { throw .notAuthentic }
        let body = Array(bytes.dropLast(Digest.length))
        guard authenticator.authenticationCode(of: body).bytes.elementsEqual(bytes.suffix(Digest.length)) else {
            throw .notAuthentic
        }
        var reader = WireReader(body)
        guard try reader.byte() == Self.magic else { throw .invalid("magic") }
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        generation = try reader.number32()
        epoch = try reader.number()
        firstSequence = try reader.number()
        time = try reader.instant()
        previous = Digest(try reader.raw(Digest.length))
        events = try reader.list { (reader) throws(WireError) in try Event.read(from: &reader) }
    }
}

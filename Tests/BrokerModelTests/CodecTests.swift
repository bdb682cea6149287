// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@Suite struct CodecTests {
    /// Cheap digests; a batch is refused when they differ.
    final class Sum: BatchAuthenticator {
        func digest(of bytes: [UInt8]) -> Digest { authenticationCode(of: bytes) }
        func authenticationCode(of bytes: [UInt8]) -> Digest {
            var sum = [UInt8](repeating: 7, count: Digest.length)
            for (index, byte) in bytes.enumerated() { sum[index % 32] = (sum[index % 32] &* 31) ^ byte }
            return Digest(sum)
        }
    }

    private func expectSame<Value: WireCodable & Equatable>(_ value: Value, _ seed: UInt64) throws {
        let bytes = value.encoded()
        #expect(try Value(decoding: bytes) == value, "seed \(seed)")
        // A later version adds at the end.
        #expect(try Value(decoding: bytes + [1, 2, 3]) == value, "seed \(seed)")
        // Too short is refused, never a trap: there is nothing optional at the end.
        for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 20)) {
            guard (try? Value(decoding: Array(bytes[..<count]))) != nil else { continue }
            Issue.record("seed \(seed): \(count) bytes of \(bytes.count) read as a value")
        }
    }

    private func read(_ bytes: [UInt8]) throws -> (Event?, Bool) {
        var reader = WireReader(bytes)
        return (try Event.read(from: &reader), reader.isAtEnd)
    }

    @Test(arguments: 1...10) func everyEventReadsBack(kind: Int) throws {
        for seed in 0..<60 as Range<UInt64> {
            var sample = Sample(seed: seed &* 100 &+ UInt64(kind))
            let event = sample.event(kind)
            var writer = WireWriter()
            event.write(to: &writer)
            let (read, isAtEnd) = try read(writer.bytes)
            #expect(read == event && isAtEnd, "seed \(seed)")
            #expect(Int(writer.bytes[0]) == kind, "kinds are for ever")
            #expect(event.sizeHint >= writer.bytes.count, "seed \(seed): \(writer.bytes.count) bytes")
        }
    }

    @Test func everyMessageReadsBack() throws {
        for seed in 0..<150 as Range<UInt64> {
            var sample = Sample(seed: seed)
            try expectSame(sample.message(), seed)
            try expectSame(sample.command(1 + Int(seed % 7)), seed)
            try expectSame(PeerFrame(sender: sample.id(), messages: sample.list(6) { $0.message() }), seed)
        }
    }

    @Test func everyRecordReadsBack() throws {
        for seed in 0..<60 as Range<UInt64> {
            var sample = Sample(seed: seed)
            try expectSame(sample.record(), seed)
            try expectSame(sample.contactReport(), seed)
            try expectSame(sample.agentReport(), seed)
            try expectSame(sample.profile(), seed)
            try expectSame(sample.home(), seed)
            try expectSame(sample.settings(), seed)
            try expectSame(sample.configuration(), seed)
            try expectSame(sample.offer(), seed)
            try expectSame(sample.refusal(), seed)
            try expectSame(sample.caller(), seed)
            try expectSame(sample.word(), seed)
        }
    }

    @Test func whatAContactAsksReadsBack() throws {
        for seed in 0..<200 as Range<UInt64> {
            var sample = Sample(seed: seed)
            var record = sample.record()
            record.routing = sample.routing()
            let plain = sample.contactReport()
            let report = ContactReport(
                number: plain.number, turn: plain.turn, phase: plain.phase, version: plain.version, topic: plain.topic,
                priority: plain.priority, restartedAt: plain.restartedAt, routing: sample.routing())
            try expectSame(record, seed)
            try expectSame(report, seed)
            try expectSame(sample.rules(), seed)
            for event in [Event.enqueued(record, sample.turn()), .contactReported(report)] {
                var writer = WireWriter()
                event.write(to: &writer)
                #expect(try read(writer.bytes) == (event, true), "seed \(seed)")
                #expect(event.sizeHint >= writer.bytes.count, "seed \(seed): \(writer.bytes.count) bytes")
            }
        }
    }

    @Test func aBatchReadsBackAndAForeignOneDoesNot() throws {
        for seed in 0..<12 as Range<UInt64> {
            var sample = Sample(seed: seed)
            let batch = Batch(
                generation: sample.number32(), epoch: sample.number(), firstSequence: sample.number() >> 1,
                time: sample.instant(), previous: Digest((0..<32).map { _ in sample.byte() }),
                events: (1...10).map { sample.event($0) })
            let bytes = batch.encoded(with: Sum())
            #expect(try Batch(decoding: bytes, with: Sum()) == batch, "seed \(seed)")
            for bit in stride(from: 0, to: bytes.count * 8, by: 1 + bytes.count / 20) {
                var damaged = bytes
                damaged[bit / 8] ^= 1 << (bit % 8)
                if (try? Batch(decoding: damaged, with: Sum())) != nil { Issue.record("seed \(seed), bit \(bit)") }
            }
            for count in stride(from: 0, to: bytes.count, by: 37) {
                #expect(throws: WireError.notAuthentic) { try Batch(decoding: Array(bytes[..<count]), with: Sum()) }
            }
        }
    }

    @Test func anUnknownEventTakesItsSequenceAndChangesNothing() throws {
        var sample = Sample(seed: 4)
        var writer = WireWriter()
        sample.event(9).write(to: &writer)
        writer.byte(200)
        writer.framed { $0.text("of a later version") }
        sample.event(10).write(to: &writer)
        var reader = WireReader(writer.bytes)
        #expect(try Event.read(from: &reader) != nil)
        #expect(try Event.read(from: &reader) == nil)
        #expect(try Event.read(from: &reader) != nil)
        #expect(reader.isAtEnd)
    }

    @Test func aMessageThatDoesNotReadIsLeftOutAndTheOthersStay() throws {
        var writer = WireWriter()
        writer.byte(1)
        writer.id(NodeID(trusted: "roma-1"))
        writer.number(4)
        writer.framed { $0.value(PeerMessage.ping) }
        writer.framed { $0.byte(99) }
        writer.framed { frame in  // a word of a later version
            frame.byte(3)
            frame.byte(77)
        }
        writer.framed { $0.value(PeerMessage.pong) }
        #expect(try PeerFrame(decoding: writer.bytes).messages == [.ping, .pong])
    }

    @Test func damageNeverTraps() {
        for seed in 0..<100 as Range<UInt64> {
            var sample = Sample(seed: seed)
            var random = SplitMix64(seed: seed)
            let frame = PeerFrame(sender: sample.id(), messages: sample.list(4) { $0.message() }).encoded()
            var writer = WireWriter()
            sample.event(1 + Int(seed % 10)).write(to: &writer)
            for _ in 0..<40 {
                var damaged = random.chance(500) ? frame : writer.bytes
                for _ in 0..<(1 + random.below(3)) where !damaged.isEmpty {
                    damaged[random.below(damaged.count)] ^= UInt8(1 << random.below(8))
                }
                if random.chance(300) { damaged.removeLast(random.below(damaged.count + 1)) }
                _ = try? PeerFrame(decoding: damaged)
                _ = try? read(damaged)
                _ = try? Configuration(decoding: damaged)
            }
        }
    }

    @Test func numbersOutOfRangeAreRefused() {
        var writer = WireWriter()
        writer.raw([UInt8](repeating: 0xFF, count: 10))
        for bytes in [writer.bytes, [0x80], [UInt8](repeating: 0x80, count: 11)] {
            var reader = WireReader(bytes)
            #expect(throws: WireError.self) { try reader.number() }
        }
        for value in [Int64.min, -1, Limits.durationMsMax + 1, .max] {
            var writer = WireWriter()
            writer.signed(value)
            var reader = WireReader(writer.bytes)
            #expect(throws: WireError.invalid("duration")) { try reader.duration() }
        }
        for value in [Int64.min, .max, Limits.instantMsMax + 1] {
            var writer = WireWriter()
            writer.signed(value)
            var reader = WireReader(writer.bytes)
            #expect(throws: WireError.invalid("instant")) { try reader.instant() }
        }
        // A list that claims more than its bytes can hold.
        var long = WireReader([0xFF, 0xFF, 0xFF, 0x7F, 0])
        #expect(throws: WireError.truncated) { try long.blob() }
        #expect(throws: WireError.self) {
            var reader = WireReader([2, 0xC3, 0x28])
            _ = try reader.text()
        }
    }

    @Test(arguments: [0, 1, 127, 128, 129, 16_383, 16_384, 70_000]) func aFrameIsABlobHoweverLong(length: Int) throws {
        let content = [UInt8](repeating: 7, count: length)
        var (framed, expected) = (WireWriter(), WireWriter())
        for _ in 0..<2 {
            framed.framed { $0.raw(content) }
            expected.blob(content)
        }
        #expect(framed.bytes == expected.bytes)
        var reader = WireReader(framed.bytes)
        var frame = try reader.frame()
        #expect(try frame.raw(length) == content && frame.isAtEnd)
    }

    @Test func aTopicServedTwiceIsServedOnce() {
        let pec = TopicID(trusted: "pec")
        let levels = [
            TopicLevel(topic: pec, level: 3), TopicLevel(topic: pec, level: 1), TopicLevel(topic: pec, level: 1),
        ]
        var profile = AgentProfile(node: NodeID(trusted: "n"), topics: levels, skills: [], channels: [], address: nil)
        #expect(profile.topics == [TopicLevel(topic: pec, level: 1)])
        profile.topics = levels
        #expect(profile.topics == [TopicLevel(topic: pec, level: 1)])
    }
}

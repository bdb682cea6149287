// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore
import Testing

@testable import BrokerEngine

@Suite struct SnapshotTests {
    private func busyPool(_ random: inout SplitMix64) -> (pool: Pool, numbers: [ContactNumber]) {
        var pool = Pool(topics: ["pec", "firma"], agingMs: random.chance(500) ? 30_000 : nil)
        var numbers: [ContactNumber] = []
        for index in 0..<6 { pool.agent("a\(index)", Pool.sites[index % 3], Pool.profile(["pec", "firma"])) }
        act(&pool, &numbers, &random, steps: 120)
        return (pool, numbers)
    }

    private func act(_ pool: inout Pool, _ numbers: inout [ContactNumber], _ random: inout SplitMix64, steps: Int) {
        for _ in 0..<steps {
            pool.wait(Int64(random.below(500)))
            let agent = random.below(6)
            switch random.below(7) {
            case 0, 1, 2:
                numbers.append(
                    pool.enter(
                        Pool.sites[random.below(3)], ["pec", "firma"][random.below(2)],
                        priority: UInt8(random.below(3)),
                        requirements: OrderTests.classes[random.below(4)]))
            case 3: pool.connect("a\(agent)")
            case 4: pool.agent("a\(agent)", Pool.sites[agent % 3])
            case 5 where !numbers.isEmpty: pool.report(numbers[random.below(numbers.count)], .ended(.handled))
            default:
                let site = SiteID(trusted: Pool.sites[random.below(3)])
                pool.step(random.chance(400) ? .detach(site) : .attach(site))
            }
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func aStateReadBackGoesOnAsIfNothingWere(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (pool, numbers) = busyPool(&random)
        #expect(pool.isSameEverywhere, "seed \(seed)")
        // From here on the follower is one that was read from the bytes, and the owner too.
        pool.follower = try Engine(decoding: pool.owner.encoded())
        act(&pool, &numbers, &random, steps: 60)
        #expect(pool.isSameEverywhere, "seed \(seed): a follower from a snapshot")
        pool.owner = try Engine(decoding: pool.owner.encoded())
        act(&pool, &numbers, &random, steps: 60)
        #expect(pool.isSameEverywhere, "seed \(seed): an owner from a snapshot")
    }

    @Test(arguments: [1, 7, 100, 4_096]) func aStateComesAndGoesInPieces(size: Int) throws {
        var random = SplitMix64(seed: 5)
        let engine = busyPool(&random).pool.owner
        let bytes = engine.encoded()
        var pieces: [[UInt8]] = []
        engine.write(inPiecesOf: size) { pieces.append($0) }
        #expect(pieces.dropLast().allSatisfy { $0.count == size } && pieces.last?.isEmpty == false)
        #expect(Array(pieces.joined()) == bytes)
        var reading = EngineReading(keepsContacts: true, bytes: bytes.count)
        var looking = EngineReading(keepsContacts: false)
        var short = EngineReading(keepsContacts: true)
        for (index, piece) in pieces.enumerated() {
            try reading.take(piece)
            try looking.take(piece)
            try short.take(index == pieces.count - 1 ? Array(piece.dropLast()) : piece)
        }
        #expect(try reading.end().encoded() == bytes)
        #expect(try looking.end().contactCount == 0 && engine.contactCount > 0)
        #expect(throws: WireError.truncated) { try short.end() }
        var reader = WireReader(bytes)
        let head = try EngineHead(from: &reader)
        #expect((head.generation, head.epoch, head.sequence) == (engine.generation, engine.epoch, engine.sequence))
    }

    @Test func aSequenceThatCannotBeIsRefused() {
        let far = Engine(generation: 1, sequence: LineKey.sequenceMax + 1, time: PoolInstant(0))
        #expect(throws: WireError.self) { try Engine(decoding: far.encoded()) }
        // A contact of an event that is still to come would meet it one day.
        var pool = Pool(topics: ["pec"])
        pool.enter()
        #expect(throws: Never.self) { try Engine(decoding: pool.owner.encoded()) }
        pool.owner.sequence = 1
        #expect(throws: WireError.self) { try Engine(decoding: pool.owner.encoded()) }
    }

    @Test func damageIsRefusedAndNeverTraps() {
        var random = SplitMix64(seed: 8)
        let bytes = busyPool(&random).pool.owner.encoded()
        for _ in 0..<600 {
            var damaged = bytes
            for _ in 0..<(1 + random.below(3)) { damaged[random.below(damaged.count)] = UInt8(random.below(256)) }
            if random.chance(100) { damaged.removeLast(random.below(damaged.count)) }
            _ = try? Engine(decoding: damaged)
            var reading = EngineReading(keepsContacts: random.chance(500), bytes: damaged.count)
            for start in stride(from: 0, to: damaged.count, by: 999) {
                guard (try? reading.take(Array(damaged[start..<min(start + 999, damaged.count)]))) != nil else { break }
            }
            _ = try? reading.end()
        }
        var writer = WireWriter()
        writer.signed(1)
        writer.list([UInt64.max, 1]) { $0.number($1) }
        #expect(throws: WireError.invalid("histogram")) { try WaitHistogram(decoding: writer.bytes) }
        var later = bytes
        later[0] = 9
        #expect(throws: WireError.version(9)) { try Engine(decoding: later) }
    }

    @Test func anUnknownEventTakesItsSequence() {
        var pool = Pool(topics: ["pec"])
        let before = pool.owner
        pool.owner.apply(nil, at: pool.now)
        #expect(pool.owner.sequence == before.sequence + 1)
        #expect(pool.owner.contactCount == before.contactCount)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica
import Testing

@testable import BrokerSimulator

@Suite struct SimulatedDiskTests {
    private func write(_ mark: UInt64) -> StoreWrite {
        var writer = WireWriter(capacity: 10)
        writer.number(mark)
        return .put(.meta, key: Array("numbers".utf8), value: writer.bytes)
    }

    @Test func aCrashKeepsWhatWasSyncedAndAPrefixOfTheRest() {
        var kept: Set<UInt64> = []
        for seed in 0..<40 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var disk = SimulatedDisk(incarnation: 1)
            for mark in 1...4 as ClosedRange<UInt64> { disk.begin([write(mark)], number: mark) }
            disk.sync(upTo: 2)
            disk.crash(random: &random)
            kept.insert(disk.open().numbersUsed)
        }
        #expect(kept == [2, 3, 4])
    }

    @Test func openingCounts() {
        var disk = SimulatedDisk(incarnation: 9)
        let opened = [disk.open(), disk.open()]
        #expect(opened.map(\.openCount) == [1, 2])
        #expect(opened.map(\.incarnation) == [9, 9])
    }
}

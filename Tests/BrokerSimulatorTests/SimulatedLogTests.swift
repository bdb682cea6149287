// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import Testing

@testable import BrokerSimulator

@Suite struct SimulatedLogTests {
    @Test func itTakesOneMessageAtAnExpectedPlace() {
        var log = SimulatedLog()
        let results = [([1], 0), ([2], 0), ([2], 1)].map { log.append($0.0, expected: $0.1) }
        #expect(results[0].isCommitted && results[1].isRefused && results[2].isCommitted)
        #expect(log.last == 2)
    }

    @Test func itRefusesForGoodWhatIsTooLarge() {
        var log = SimulatedLog()
        let result = log.append([UInt8](repeating: 0, count: 1_048_577), expected: 0)
        #expect(result.isImpossible)
        #expect(log.last == 0)
    }

    @Test func itIsSilentWhileNobodyLeadsAndStaleForAWhileAfter() {
        var log = SimulatedLog()
        _ = log.append([1], expected: 0)
        log.lead(by: 2, from: 5_000, now: 1_000, staleFor: 10_000)
        #expect(log.isSilent(at: 4_999) && !log.isSilent(at: 5_000))
        _ = log.append([2], expected: 1)
        #expect(log.visible(at: 0, 10_999) == 1)
        #expect(log.visible(at: 0, 11_000) == 2)
        #expect(log.visible(at: 1, 6_000) == 2)
    }

    @Test func aPowerCutTakesTheEndAndTheSnapshotsOfIt() {
        var log = SimulatedLog()
        for place in 0..<10 { _ = log.append([UInt8(place)], expected: UInt64(place)) }
        log.keep(LogImage(engine: Engine(), logSequence: 4, digest: .none))
        log.keep(LogImage(engine: Engine(), logSequence: 8, digest: .none))
        log.cut(to: 6, losesSnapshots: false)
        #expect(log.last == 6 && log.image.logSequence == 4)
        #expect(log.append([7], expected: 10).isRefused)
        log.begin(LogImage(engine: Engine(generation: 2), logSequence: 6, digest: .none))
        #expect(log.last == 6 && log.first == 7 && log.image.engine.generation == 2)
        #expect(log.append([7], expected: 6).isCommitted)
    }

    @Test func itTrimsOnlyWhatASnapshotHas() {
        var log = SimulatedLog()
        for place in 0..<10 { _ = log.append([UInt8(place)], expected: UInt64(place)) }
        log.keep(LogImage(engine: Engine(), logSequence: 6, digest: .none))
        log.trim(below: 4)
        #expect(log.first == 4)
        #expect(log.messages[2] == nil && log.messages[3] != nil)
        #expect(log.image.logSequence == 6)
    }
}

extension AppendResult {
    fileprivate var isCommitted: Bool { if case .committed = self { true } else { false } }
    fileprivate var isRefused: Bool { if case .refused = self { true } else { false } }
    fileprivate var isImpossible: Bool { if case .impossible = self { true } else { false } }
}

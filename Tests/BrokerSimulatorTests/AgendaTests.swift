// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerSimulator

@Suite struct AgendaTests {
    @Test func whatIsEarlierComesFirstAndEqualTimesInTheirOrder() {
        var agenda = Agenda<Int>()
        var random = SplitMix64(seed: 4)
        let times = (0..<500).map { _ in Int64(random.below(50)) }
        for (index, time) in times.enumerated() { agenda.add(index, at: time) }
        var taken: [Int] = []
        while let (_, index) = agenda.take(before: .max) { taken.append(index) }
        #expect(taken == times.indices.sorted { (times[$0], $0) < (times[$1], $1) })
    }

    @Test func nothingIsTakenBeforeItsTime() {
        var agenda = Agenda<String>()
        agenda.add("later", at: 10)
        let early = agenda.take(before: 10)
        #expect(early == nil)
        #expect(agenda.next == 10)
        let due = agenda.take(before: 11)
        #expect(due?.what == "later")
    }

    @Test func aKindIsTakenOutAndTheRestKeepsItsOrder() {
        var agenda = Agenda<Int>()
        var random = SplitMix64(seed: 5)
        for index in 0..<300 { agenda.add(index, at: Int64(random.below(40))) }
        var other = agenda
        agenda.removeAll { $0.isMultiple(of: 3) }
        var taken: [Int] = []
        while let (_, index) = agenda.take(before: .max) { taken.append(index) }
        var expected: [Int] = []
        while let (_, index) = other.take(before: .max) { if !index.isMultiple(of: 3) { expected.append(index) } }
        #expect(taken == expected)
        agenda.add(7, at: 1)
        #expect(agenda.take(before: 2)?.what == 7)
    }
}

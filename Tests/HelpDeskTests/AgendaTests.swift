// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HelpDesk

@Suite struct AgendaTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func whatIsEarlierComesFirst(seed: UInt64) {
        var draws = Draws(seed: seed)
        let values = (0..<200).map { _ in Int(draws.next() % 50) }
        var agenda = Agenda<Int>()
        for value in values { agenda.add(value) }
        var taken: [Int] = []
        while let next = agenda.first, agenda.removeFirst() == next { taken.append(next) }
        #expect(taken == values.sorted(), "seed \(seed)")
    }
}

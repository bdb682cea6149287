// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import LoadHarness

@Suite("Agenda")
struct AgendaTests {
    @Test("Deeds come by time, those of one time in the order in which they were entered")
    func order() {
        var agenda = Agenda<Int>()
        var draw = Draw(seed: 7)
        let dues = (0..<500).map { _ in Int64.random(in: 0..<50, using: &draw) }
        for (number, due) in dues.enumerated() { agenda.add(number, at: due) }
        var taken: [Int] = []
        while let (number, due) = agenda.take(dueBy: 100) {
            #expect(due == dues[number])
            taken.append(number)
        }
        #expect(taken == (0..<500).sorted { (dues[$0], $0) < (dues[$1], $1) })
    }

    @Test("What is not due stays")
    func waits() {
        var agenda = Agenda<String>()
        agenda.add("late", at: 20)
        agenda.add("early", at: 10)
        #expect(agenda.nextDue == 10 && agenda.take(dueBy: 9) == nil)
        #expect(agenda.take(dueBy: 10)?.deed == "early" && agenda.take(dueBy: 10) == nil)
        #expect(agenda.count == 1)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import LoadHarness

@Suite("Statistics")
struct StatisticsTests {
    private func record(_ microseconds: some Sequence<Int>, isCoarse: Bool = false) -> LatencyRecord {
        var record = LatencyRecord(isCoarse: isCoarse)
        for value in microseconds { record.record(Int64(value) * 1_000) }
        return record
    }

    @Test("Percentiles are exact to three digits")
    func percentiles() {
        let all = record(1...10_000)
        #expect(all.count == 10_000)
        #expect(abs(all.microseconds(50) - 5_000) <= 5 && abs(all.microseconds(99) - 9_900) <= 10)
        #expect(abs(all.max - 10_000) <= 10)
        #expect(LatencyRecord().microseconds(99) == 0 && LatencyRecord().max == 0)
    }

    @Test("Records added are the record of all, not a mean; a whole hour and no time have their place")
    func adding() {
        var fast = record(repeatElement(100, count: 990))
        let slow = record(repeatElement(50_000, count: 10))
        fast.add(slow)
        #expect(fast == record(Array(repeating: 50_000, count: 10) + Array(repeating: 100, count: 990)))
        #expect(fast.microseconds(99) <= 101 && fast.microseconds(99.5) > 49_000)
        var ends = LatencyRecord()
        ends.record(-5)
        ends.record(.max)
        #expect(ends.count == 2 && ends.microseconds(1) == 1 && ends.max >= 3_590_000_000)
    }

    @Test("A record comes back from JSON as it was", arguments: [true, false])
    func coding(_ isCoarse: Bool) throws {
        let all = record([1, 5, 5, 70_000, 3_000_000], isCoarse: isCoarse)
        #expect(try JSONDecoder().decode(LatencyRecord.self, from: JSONEncoder().encode(all)) == all)
    }

    private func part(_ arrived: Int, offers: [Int], findings: Int, intervals: Int) -> PartFigures {
        var part = PartFigures()
        part.counts[.arrived] = arrived
        part.latencies[.offer] = record(offers)
        part.intervals = (0..<intervals).map { index in
            var interval = IntervalFigures()
            interval.counts[.connected] = index + 1
            interval.waiting = arrived
            interval.offer = record(offers, isCoarse: true)
            return interval
        }
        part.lateness.record(Int64(arrived), limit: 5)
        part.failures = ["contact.enqueue full": arrived]
        for number in 0..<findings { part.findings.add(.order, "finding \(arrived)-\(number)") }
        part.checked = [.order: arrived]
        part.hearing.events = arrived
        return part
    }

    @Test("Figures of processes add up to those of the whole, in whatever order")
    func merging() {
        let parts = [
            part(1, offers: [10, 20], findings: 0, intervals: 2), part(10, offers: [30], findings: 15, intervals: 3),
            part(100, offers: [], findings: 15, intervals: 0),
        ]
        let sum = parts.reduce(into: PartFigures()) { $0.add($1) }
        #expect(sum.counts[.arrived] == 111 && sum.latencies[.offer] == record([10, 20, 30]))
        #expect(sum.intervals.count == 3 && sum.intervals.map { $0.counts[.connected] } == [2, 4, 3])
        #expect(sum.intervals[0].waiting == 11 && sum.intervals[0].offer == record([10, 20, 30], isCoarse: true))
        #expect(sum.lateness.sends == 3 && sum.lateness.late == 2 && sum.lateness.worst == 100)
        #expect(sum.failures == ["contact.enqueue full": 111] && sum.checked == [.order: 111])
        #expect(sum.findings[.order] == 30 && sum.findings.told[.order]?.count == Findings.toldMax)
        var inner = parts[1]
        inner.add(parts[2])
        var outer = parts[0]
        outer.add(inner)
        #expect(outer == sum)
    }

    @Test("Figures come back from JSON as they were")
    func figuresCoding() throws {
        let figures = part(3, offers: [1, 2], findings: 2, intervals: 2)
        #expect(try JSONDecoder().decode(PartFigures.self, from: JSONEncoder().encode(figures)) == figures)
    }

    @Test("A load is void when more than one in a thousand is late, and not before")
    func lateness() {
        var lateness = Lateness()
        for _ in 0..<999 { lateness.record(1_000_000, limit: 1_000_000) }
        lateness.record(1_000_001, limit: 1_000_000)
        #expect(lateness.late == 1 && !lateness.isVoid)
        lateness.record(2_000_000, limit: 1_000_000)
        #expect(lateness.isVoid && lateness.worst == 2_000_000)
    }
}

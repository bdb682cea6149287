// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite struct TimingWheelTests {
    /// A list that is sorted anew each time.
    private struct Model {
        var timers: [(at: Int64, order: Int)] = []

        mutating func set(_ order: Int, at: Int64) {
            let index = timers.firstIndex { $0.at > at } ?? timers.count
            timers.insert((at, order), at: index)
        }

        mutating func pop(dueBy now: Int64) -> Int? {
            guard let first = timers.first, first.at <= now else { return nil }
            timers.removeFirst()
            return first.order
        }
    }

    /// Nanoseconds from now: mostly near, sometimes hours and years, often the very same.
    private func distance(_ random: inout SplitMix64) -> Int64 {
        switch random.next() % 8 {
        case 0: 0
        case 1: -Int64(random.next() % 5_000_000)
        case 2: Int64(random.next() % 1_000)
        case 3, 4: Int64(random.next() % 20_000_000)
        case 5: Int64(random.next() % 30) * 1_000_000
        case 6: Int64(random.next() % 3_600_000_000_000)
        default: Int64(random.next() >> (1 + random.next() % 40))
        }
    }

    @Test(arguments: 1...60) func itIsASortedList(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var (wheel, model) = (TimingWheel<Int>(), Model())
        var now = Int64(random.next() >> (2 + random.next() % 60))
        for step in 0..<3_000 {
            switch random.next() % 4 {
            case 0, 1:
                let (at, overflows) = now.addingReportingOverflow(distance(&random))
                let time = overflows ? Int64.max : max(0, at)
                wheel.set(step, at: time)
                model.set(step, at: time)
            case 2:
                let popped = wheel.pop(dueBy: now)
                #expect(popped == model.pop(dueBy: now), "seed \(seed) step \(step)")
            default:
                // On to about the next, to it exactly, or over many.
                let next = model.timers.first?.at ?? now
                let (later, overflows) = now.addingReportingOverflow(max(0, distance(&random) / 64))
                now = max(now, random.next() % 2 == 0 ? next : overflows ? now : later)
            }
            #expect(wheel.count == model.timers.count)
            #expect(wheel.next == model.timers.first?.at, "seed \(seed) step \(step)")
        }
        while let timer = model.pop(dueBy: .max) {
            let popped = wheel.pop(dueBy: .max)
            #expect(popped == timer, "seed \(seed)")
        }
        let nothing = wheel.pop(dueBy: .max)
        #expect(nothing == nil && wheel.count == 0)
    }

    @Test func equalTimesComeInTheOrderInWhichTheyWereSet() {
        var wheel = TimingWheel<Int>()
        // The first ones lie in a higher wheel when the others are set, and all of them meet again below.
        for number in 0..<100 { wheel.set(number, at: 1 << 40) }
        wheel.set(-1, at: (1 << 40) - (1 << 21))
        let first = wheel.pop(dueBy: (1 << 40) - 1)
        for number in 100..<200 { wheel.set(number, at: 1 << 40) }
        let early = wheel.pop(dueBy: (1 << 40) - 1)
        let rest = (0..<200).map { _ in wheel.pop(dueBy: 1 << 40) }
        #expect(first == -1 && early == nil)
        #expect(rest == (0..<200).map { $0 })
    }

    @Test func aCopyGoesItsOwnWay() {
        var wheel = TimingWheel<String>()
        wheel.set("a", at: 5)
        var copy = wheel
        copy.set("b", at: 3)
        let fromCopy = [copy.pop(dueBy: 9), copy.pop(dueBy: 9), copy.pop(dueBy: 9)]
        let fromFirst = [wheel.pop(dueBy: 9), wheel.pop(dueBy: 9)]
        #expect(fromCopy == ["b", "a", nil])
        #expect(fromFirst == ["a", nil])
    }

    @Test func whatHasComeOutIsLetGo() {
        final class Thing: Sendable {}
        var wheel = TimingWheel<Thing>()
        weak var thing: Thing?
        do {
            let made = Thing()
            thing = made
            wheel.set(made, at: 1)
        }
        #expect(thing != nil)
        _ = wheel.pop(dueBy: 1)
        #expect(thing == nil)
    }

    @Test func timeBeforeTheClocksBeginningIsAMistake() async {
        await #expect(processExitsWith: .failure) {
            var wheel = TimingWheel<Int>()
            wheel.set(1, at: -1)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

/// Opening hours are what a clock on the wall of a place shows, on every node the same.
@Suite struct OpeningHoursTests {
    private typealias Span = OpeningHours.Span

    /// Rome, from the winter before 2026 on.
    private static let rome = [
        OpeningHours.Offset(from: utc(2025, 10, 26, 1), seconds: 3_600),
        OpeningHours.Offset(from: utc(2026, 3, 29, 1), seconds: 7_200),
        OpeningHours.Offset(from: utc(2026, 10, 25, 1), seconds: 3_600),
    ]

    /// Days from 1970, by going through them.
    private static func day(_ year: Int, _ month: Int, _ date: Int) -> Int64 {
        let isLeap = { (year: Int) in year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        let before = (1_970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
        let months = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return Int64(before + months.prefix(month - 1).reduce(0, +) + date - 1)
    }

    private static func utc(_ year: Int, _ month: Int, _ date: Int, _ hour: Int, _ minute: Int = 0) -> PoolInstant {
        PoolInstant(day(year, month, date) * 86_400_000 + Int64(hour * 60 + minute) * 60_000)
    }

    /// Spans of some days, 0 for Monday, from an hour to another.
    private static func spans(_ days: ClosedRange<Int>, _ from: Double, _ to: Double) -> [Span] {
        days.map { Span(start: UInt16($0 * 1_440 + Int(from * 60)), end: UInt16($0 * 1_440 + Int(to * 60))) }
    }

    private static func hours(_ spans: [Span], closed: [Int64] = []) -> OpeningHours {
        OpeningHours(spans: spans, closedDays: closed, offsets: rome)
    }

    @Test func anOfficeIsOpenByTheLocalClock() {
        let office = Self.hours(Self.spans(0...4, 9, 18))
        #expect(!office.isOpen(at: Self.utc(2026, 1, 12, 7, 59)) && office.isOpen(at: Self.utc(2026, 1, 12, 8)))
        #expect(!office.isOpen(at: Self.utc(2026, 7, 13, 6, 59)) && office.isOpen(at: Self.utc(2026, 7, 13, 7)))
        #expect(office.isOpen(at: Self.utc(2026, 7, 13, 15, 59)) && !office.isOpen(at: Self.utc(2026, 7, 13, 16)))
        #expect(!office.isOpen(at: Self.utc(2026, 7, 18, 10)), "a Saturday")
        #expect(office.nextOpening(after: Self.utc(2026, 7, 17, 17)) == Self.utc(2026, 7, 20, 7))
        #expect(office.nextOpening(after: Self.utc(2026, 7, 20, 5)) == Self.utc(2026, 7, 20, 7))
        #expect(office.nextOpening(after: Self.utc(2026, 7, 20, 10)) == Self.utc(2026, 7, 21, 7), "not the present one")
    }

    @Test func inSpringAnHourIsMissing() {
        let daily = Self.hours(Self.spans(0...6, 9, 18))
        #expect(daily.nextOpening(after: Self.utc(2026, 3, 28, 0)) == Self.utc(2026, 3, 28, 8))
        #expect(daily.nextOpening(after: Self.utc(2026, 3, 28, 20)) == Self.utc(2026, 3, 29, 7))
        let night = Self.hours(Self.spans(6...6, 2.5, 4))
        #expect(night.nextOpening(after: Self.utc(2026, 3, 28, 20)) == Self.utc(2026, 3, 29, 1), "at three")
        #expect(night.isOpen(at: Self.utc(2026, 3, 29, 1, 59)) && !night.isOpen(at: Self.utc(2026, 3, 29, 2)))
    }

    @Test func inAutumnAnHourComesTwice() {
        let daily = Self.hours(Self.spans(0...6, 9, 18))
        #expect(daily.nextOpening(after: Self.utc(2026, 10, 24, 0)) == Self.utc(2026, 10, 24, 7))
        #expect(daily.nextOpening(after: Self.utc(2026, 10, 24, 20)) == Self.utc(2026, 10, 25, 8))
        let overnight = Self.hours([Span(start: 5 * 1_440 + 1_320, end: 6 * 1_440 + 360)])
        #expect(overnight.nextOpening(after: Self.utc(2026, 10, 24, 12)) == Self.utc(2026, 10, 24, 20))
        for hour in 0..<5 {
            #expect(overnight.isOpen(at: Self.utc(2026, 10, 25, hour, 30)), "\(hour):30 UTC of nine hours")
        }
        #expect(!overnight.isOpen(at: Self.utc(2026, 10, 25, 5)))
        let night = Self.hours(Self.spans(6...6, 2.5, 4))
        #expect(night.isOpen(at: Self.utc(2026, 10, 25, 0, 30)) && !night.isOpen(at: Self.utc(2026, 10, 25, 1)))
        #expect(night.nextOpening(after: Self.utc(2026, 10, 25, 0, 45)) == Self.utc(2026, 10, 25, 1, 30), "again")
    }

    @Test func aClosedDateIsClosedFromMidnightToMidnight() {
        let christmas = [Self.day(2026, 12, 25), Self.day(2026, 12, 24)]
        let office = Self.hours(Self.spans(0...4, 9, 18), closed: christmas)
        #expect(office.isOpen(at: Self.utc(2026, 12, 23, 10)) && !office.isOpen(at: Self.utc(2026, 12, 25, 10)))
        #expect(office.nextOpening(after: Self.utc(2026, 12, 23, 20)) == Self.utc(2026, 12, 28, 8))
        let overnight = Self.hours([Span(start: 2 * 1_440 + 1_320, end: 3 * 1_440 + 360)], closed: christmas)
        #expect(overnight.isOpen(at: Self.utc(2026, 12, 23, 22, 59)), "before midnight of Rome")
        #expect(!overnight.isOpen(at: Self.utc(2026, 12, 23, 23)))
    }

    @Test func whatNeverOpensAndWhatNeverClosesHasNoNextOpening() {
        #expect(Self.hours([]).nextOpening(after: Self.utc(2026, 1, 1, 0)) == nil)
        let always = Self.hours([Span(start: 0, end: 10_080)])
        #expect(always.isOpen(at: Self.utc(2026, 3, 29, 1)))
        #expect(always.nextOpening(after: Self.utc(2026, 3, 1, 0)) == nil)
    }

    @Test func theNextOpeningIsTheFirstMinuteThatIsOpenAgain() {
        for seed in UInt64(1)...60 {
            var random = SplitMix64(seed: seed)
            let spans = (0..<(1 + random.below(4))).map { _ in
                let start = random.below(10_000)
                return Span(start: UInt16(start), end: UInt16(min(10_080, start + 1 + random.below(2_000))))
            }
            let begin = Self.utc(2026, 3, 25, 0).milliseconds + Int64(random.below(8 * 1_440)) * 60_000
            let hours = Self.hours(spans, closed: [Self.day(2026, 3, 27 + random.below(4))])
            var at = PoolInstant(begin)
            var wasOpen = hours.isOpen(at: at)
            repeat {
                at = PoolInstant(at.milliseconds + 60_000)
                let isOpen = hours.isOpen(at: at)
                if isOpen, !wasOpen { break }
                wasOpen = isOpen
            } while at.milliseconds - begin < 20 * 86_400_000
            #expect(hours.nextOpening(after: PoolInstant(begin)) == at, "seed \(seed)")
        }
    }

    @Test func theyAreWrittenAndReadAsEver() throws {
        let hours = OpeningHours(
            spans: [Span(start: 300, end: 540), Span(start: 120, end: 300), Span(start: 600, end: 601)],
            closedDays: [5, 3, 5], offsets: [OpeningHours.Offset(from: PoolInstant(2), seconds: -3_600)])
        #expect(hours.spans == [Span(start: 120, end: 540), Span(start: 600, end: 601)], "what touches is one")
        let bytes: [UInt8] = [2, 0x78, 0x9C, 0x04, 0xD8, 0x04, 0xD9, 0x04, 2, 6, 10, 1, 4, 0x9F, 0x38]
        #expect(hours.encoded() == bytes)
        #expect(try OpeningHours(decoding: bytes) == hours)
        for wrong: [UInt8] in [
            [1, 0x78, 0x78, 0, 1, 4, 0], [1, 0, 0xE1, 0x4E, 0, 1, 4, 0], [0, 0, 0], [0, 2, 10, 6, 1, 4, 0],
            [0, 0, 2, 4, 0, 4, 0], [2, 0, 1, 1, 2, 0, 1, 4, 0],
        ] {
            #expect(throws: WireError.self) { try OpeningHours(decoding: wrong) }
        }
        var topic = TopicSettings(topic: TopicID(trusted: "b"))
        topic.rules.calendar = 0
        let configuration = Configuration(
            revision: 7, agingMs: nil, waitingMax: nil, topics: [topic], agents: [], calendars: [hours], document: "0")
        #expect(try Configuration(decoding: configuration.encoded()) == configuration)
        #expect(configuration.hours(of: topic.topic, .voice) == hours)
        #expect(configuration.encoded().suffix(bytes.count) == bytes[...])
        #expect(throws: WireError.self, "a topic names a calendar that is not there") {
            try Configuration(decoding: [7, 8] + configuration.encoded()[2...].dropLast(bytes.count + 1))
        }
    }

    @Test func aChannelHasHoursOfItsOwnOrThoseOfItsTopic() throws {
        let hours = [(0, 1), (2, 3)].map { start, end in
            OpeningHours(
                spans: [Span(start: start, end: end)], closedDays: [],
                offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])
        }
        var topics = ["a", "b"].map { TopicSettings(topic: TopicID(trusted: $0)) }
        let own = [
            ChannelCalendar(channel: .callback, calendar: nil), ChannelCalendar(channel: .chat, calendar: 1),
        ]
        topics[0].rules.calendar = 0
        for index in topics.indices { topics[index].rules.channelCalendars = own }
        let configuration = Configuration(
            revision: 7, agingMs: nil, waitingMax: nil, topics: topics, agents: [], calendars: hours, document: "0")
        let (a, b) = (topics[0].topic, topics[1].topic)
        #expect(configuration.hours(of: a, .voice) == hours[0] && configuration.hours(of: a, .mail) == hours[0])
        #expect(configuration.hours(of: a, .chat) == hours[1] && configuration.hours(of: b, .chat) == hours[1])
        #expect(configuration.hours(of: a, .callback) == nil, "always")
        #expect(configuration.hours(of: b, .voice) == nil)
        #expect(configuration.hours(of: TopicID(trusted: "c"), .chat) == nil)
        #expect(try Configuration(decoding: configuration.encoded()) == configuration)
        // Its last bytes are the two calendars; with the second one only a channel's is not there.
        let one = configuration.encoded().count - hours[1].encoded().count
        var cut = Array(configuration.encoded()[..<one])
        let count = one - hours[0].encoded().count - 1
        #expect(cut[count] == 2)
        cut[count] = 1
        #expect(throws: WireError.self, "a channel names a calendar that is not there") {
            try Configuration(decoding: cut)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerContract

/// Calendars: read strictly, written so that they can be read again, and the clocks of their time zone.
struct CalendarConfigurationTests {
    private func issues(_ yaml: String) -> [String] {
        guard case .failure(let issues) = ConfigurationParser.parse(yaml: yaml) else { return [] }
        return issues.all.map(\.description)
    }

    private func parsed(_ yaml: String) throws -> ConfigurationDocument {
        try ConfigurationParser.parse(yaml: yaml).get()
    }

    private let yaml = """
        pool:
          timeZone: Europe/Rome
          aging: off
        calendars:
          office:
            open:
              mon: "09:00-13:00, 14:00-18:00"
              tue: "09:00-13:00, 14:00-18:00"
              sat: "22:00-06:00"
              sun: "00:00-24:00"
            closed: ["2026-12-25", "2026-12-26"]
        topics: {pec: {calendar: office}, firma: {}}
        """

    @Test func daysAndTimesAreReadAsTheyAreMeant() throws {
        let calendar = try #require(
            try parsed(
                """
                calendars:
                  office:
                    open: {mon-tue: "09:00 - 13:00,14:00-18:00", sat: 22:00-06:00, sun: "00:00-00:01"}
                    closed: [2026-12-26, "2026-12-25", 2026-12-25]
                """
            ).calendars["office"])
        #expect(calendar.open["tue"] == "09:00-13:00, 14:00-18:00" && calendar.open["wed"] == nil)
        #expect(calendar.closed == ["2026-12-25", "2026-12-26"])
        #expect(
            calendar.spans == [
                540...780, 840...1_080, 1_980...2_220, 2_280...2_520, 8_520...9_000, 8_640...8_641,
            ])
        #expect(calendar.closedDays == [20_812, 20_813])
        let round = try parsed("calendars: {a: {open: {sat-mon: \"23:00-24:00\", wed: \"20:00-00:00\"}}}")
            .calendars["a"]
        #expect(round?.open.keys.sorted() == ["mon", "sat", "sun", "wed"])
        #expect(round?.open["wed"] == "20:00-24:00")
        let over = try parsed("calendars: {a: {open: {sun: \"22:00-06:00\"}}}").calendars["a"]
        #expect(over?.spans == [9_960...10_080, 0...360])
    }

    @Test func everyErrorIsAtItsPath() {
        let wrong = """
            calendars:
              a: {closed: [2026-02-29, 25.12.2026, 2024-02-29]}
              b:
                open: {mon-fri: "9:00-18:00", funday: "09:00-18:00", sat: "09:00-09:00", sun: 24:00-02:00, tue-: ""}
                closed: 2026-12-25
                holidays: x
              c: {open: {mon-wed: "09:00-10:00", tue: "11:00-12:00"}}
              d: {open: always}
            topics: {pec: {calendar: nowhere}, firma: {calendar: [a]}}
            """
        let times = "must be times such as 09:00-13:00, 14:00-18:00"
        #expect(
            issues(wrong) == [
                "calendars.a.open (line 2): is required",
                "calendars.a.closed.0 (line 2): must be a date such as 2026-12-25",
                "calendars.a.closed.1 (line 2): must be a date such as 2026-12-25",
                "calendars.b.holidays (line 6): unknown; known here: open, closed, timeZone",
                "calendars.b.open.mon-fri (line 4): \(times)",
                "calendars.b.open.funday (line 4): must be a day, mon to sun, or two of them, such as mon-fri",
                "calendars.b.open.sat (line 4): \(times)",
                "calendars.b.open.sun (line 4): \(times)",
                "calendars.b.open.tue- (line 4): must be a day, mon to sun, or two of them, such as mon-fri",
                "calendars.b.closed (line 5): must be a list of dates",
                "calendars.c.open.tue (line 7): tue is said twice",
                "calendars.d.open (line 8): must be a map of days to times, such as mon-fri: \"09:00-18:00\"",
                "topics.firma.calendar (line 9): must be a calendar of this configuration",
                "topics.pec.calendar (line 9): no such calendar in this configuration",
            ])
    }

    @Test func theyAreBounded() {
        let dates = (1...1_001).map { "\(2_000 + $0)-01-01" }.joined(separator: ", ")
        let times = (0..<9).map { "0\($0):00-0\($0):30" }.joined(separator: ",")
        #expect(
            issues("calendars: {a: {open: {mon: \"\(times)\"}, closed: [\(dates)]}}") == [
                "calendars.a.open.mon (line 1): has more than 8 times",
                "calendars.a.closed (line 1): has more than 1000 dates",
            ])
    }

    @Test func theyAreWrittenSoThatTheyAreReadAgain() throws {
        let document = try parsed(yaml)
        #expect(document.yaml.contains("calendars:\n  office:\n    open:\n      mon: \"09:00-13:00, 14:00-18:00\"\n"))
        #expect(document.yaml.contains("    closed: [\"2026-12-25\", \"2026-12-26\"]\n"))
        #expect(try parsed(document.yaml) == document)
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(try Contract.decode(ConfigurationDocument.self, document.json) == document)
        let without = ConfigurationDocument(topics: ["pec": TopicConfiguration()])
        #expect(!String(decoding: without.json, as: UTF8.self).contains("calendar"))
    }

    @Test func changesNameEachDay() throws {
        let before = try parsed(yaml)
        var after = before
        after.calendars["office"]?.open["tue"] = nil
        after.calendars["office"]?.closed = []
        after.topics["pec"]?.calendar = nil
        after.calendars["night"] = CalendarConfiguration()
        #expect(
            before.changes(to: after) == [
                "calendars.night: added",
                "calendars.office.closed: 2026-12-25, 2026-12-26 → none",
                "calendars.office.open.tue: 09:00-13:00, 14:00-18:00 → none",
                "topics.pec.calendar: office → none",
            ])
    }

    @Test func channelsMayHaveHoursOfTheirOwn() throws {
        let yaml = """
            calendars: {office: {open: {mon: "09:00-18:00"}}, night: {open: {mon: "20:00-22:00"}}}
            topics:
              pec: {calendar: office, calendars: {mail: always, chat: night}}
              firma: {calendars: {voice: office}}
              visura: {calendars: {}}
            """
        let document = try parsed(yaml)
        #expect(document.topics["pec"]?.calendars == ["chat": "night", "mail": "always"])
        #expect(document.topics["visura"]?.calendars == nil)
        #expect(document.yaml.contains("    calendars: {chat: night, mail: always}\n"))
        #expect(try parsed(document.yaml) == document)
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(try Contract.decode(ConfigurationDocument.self, document.json) == document)
        var after = document
        after.topics["pec"]?.calendars = ["chat": "office", "voice": "night"]
        after.topics["firma"]?.calendars = nil
        #expect(
            document.changes(to: after) == [
                "topics.firma.calendars.voice: office → none",
                "topics.pec.calendars.chat: night → office",
                "topics.pec.calendars.mail: always → none",
                "topics.pec.calendars.voice: none → night",
            ])
    }

    @Test func errorsOfAChannelsHoursAreAtTheChannel() {
        let wrong = """
            calendars: {office: {open: {mon: "09:00-18:00"}}}
            topics:
              a: {calendars: {fax: office, chat: nowhere, mail: [office], voice: always}}
              b: {calendars: office}
              c: {calendar: always}
            """
        #expect(
            issues(wrong) == [
                "topics.a.calendars.fax (line 3): is no channel",
                "topics.a.calendars.mail (line 3): must be a calendar of this configuration, or always",
                "topics.b.calendars (line 4): must be a map",
                "topics.a.calendars.chat (line 3): no such calendar in this configuration",
                "topics.c.calendar (line 5): no such calendar in this configuration",
            ])
    }

    // MARK: - Time zones

    private static let zones = """
        pool: {timeZone: Europe/Rome}
        calendars:
          rome: {open: {mon-sun: "09:00-17:00"}}
          york: {timeZone: America/New_York, open: {mon-sun: "09:00-17:00"}}
        topics: {pec: {calendar: rome, calendars: {chat: york}}}
        """

    @Test func aCalendarGoesByItsOwnClocksOverTheirChanges() throws {
        let document = try parsed(Self.zones)
        let clocks = try document.clocks()
        let opening = { (name: String, date: String) throws -> Int64 in
            let calendar = try #require(document.calendars[name])
            let hours = OpeningHours(
                spans: calendar.spans.map {
                    OpeningHours.Span(start: UInt16($0.lowerBound), end: UInt16($0.upperBound))
                },
                closedDays: [],
                offsets: try #require(clocks[name]).map {
                    OpeningHours.Offset(from: PoolInstant(Int64($0.fromMs)), seconds: Int32($0.seconds))
                })
            let midnight = Int64(try #require(CalendarConfiguration.day(date))) * 86_400_000
            let opensAt = try #require(hours.nextOpening(after: PoolInstant(midnight)))
            #expect(hours.isOpen(at: PoolInstant(opensAt.milliseconds + 8 * 3_600_000 - 1)), "\(name) \(date)")
            #expect(!hours.isOpen(at: PoolInstant(opensAt.milliseconds + 8 * 3_600_000)), "\(name) \(date)")
            return (opensAt.milliseconds - midnight) / 3_600_000
        }
        // New York puts its clocks forward on 8 March and back on 1 November, Rome on 29 March and 25 October.
        for (date, rome, york) in [
            ("2026-03-07", Int64(8), Int64(14)), ("2026-03-08", 8, 13), ("2026-03-28", 8, 13), ("2026-03-29", 7, 13),
            ("2026-10-24", 7, 13), ("2026-10-25", 8, 13), ("2026-10-31", 8, 13), ("2026-11-01", 8, 14),
        ] {
            #expect(try opening("rome", date) == rome, "\(date)")
            #expect(try opening("york", date) == york, "\(date)")
        }
    }

    @Test func aCalendarsTimeZoneIsReadWrittenAndCompared() throws {
        let document = try parsed(Self.zones)
        #expect(document.calendars["rome"]?.timeZone == nil)
        #expect(document.yaml.contains("    timeZone: America/New_York\n"))
        #expect(try parsed(document.yaml) == document)
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(try Contract.decode(ConfigurationDocument.self, document.json) == document)
        var after = document
        after.calendars["york"]?.timeZone = nil
        after.calendars["rome"]?.timeZone = "UTC"
        #expect(
            document.changes(to: after) == [
                "calendars.rome.timeZone: none → UTC", "calendars.york.timeZone: America/New_York → none",
            ])
        #expect(
            issues("calendars: {a: {timeZone: ../etc/passwd, open: {mon: \"09:00-18:00\"}}}") == [
                "calendars.a.timeZone (line 1): must be a time zone such as Europe/Rome"
            ])
    }

    /// Where zones are named that are not known.
    private func paths(_ document: ConfigurationDocument) -> [String] {
        do {
            _ = try document.clocks()
            return []
        } catch {
            return error.all.map(\.path)
        }
    }

    @Test func aZoneThatIsNotKnownIsToldWhereItIsNamed() throws {
        var document = try parsed(Self.zones)
        document.calendars["york"]?.timeZone = "Mars/Olympus_Mons"
        #expect(paths(document) == ["calendars.york.timeZone"])
        document.pool.timeZone = "Mars/Olympus_Mons"
        #expect(paths(document) == ["pool.timeZone", "calendars.york.timeZone"])
        document.calendars["york"]?.timeZone = "UTC"
        document.calendars["rome"]?.timeZone = "Asia/Tokyo"
        #expect(paths(document).isEmpty, "no calendar goes by the pool's")
    }

    @Test func romesClocksAreChangedTwiceAYear() throws {
        let rome = try #require(ZoneOffset.all(of: "Europe/Rome"))
        #expect(rome.first == ZoneOffset(fromMs: 1_704_067_200_000, seconds: 3_600))
        #expect(rome.contains(ZoneOffset(fromMs: 1_774_746_000_000, seconds: 7_200)), "2026-03-29, 01:00 UTC")
        #expect(rome.contains(ZoneOffset(fromMs: 1_792_890_000_000, seconds: 3_600)), "2026-10-25, 01:00 UTC")
        #expect(rome.count == 1 + 2 * 40)
        #expect(zip(rome, rome.dropFirst()).allSatisfy { $0.fromMs < $1.fromMs && $0.seconds != $1.seconds })
        #expect(ZoneOffset.all(of: "UTC")?.map(\.seconds) == [0])
        #expect(ZoneOffset.all(of: "Mars/Olympus_Mons") == nil)
    }
}

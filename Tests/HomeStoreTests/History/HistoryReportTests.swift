// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HomeStore

/// A report against figures that were counted by hand.
@Suite("Reports from histories")
struct HistoryReportTests {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000

    /// Ten contacts of a morning. Answered after 10 s, 20 s, 4 min, 5 min, 11 min; left after 2 s, 50 s, 12 min;
    /// waited too long: 15 min; overflowed after 5 s.
    private static var contacts: [EndedContact] {
        func contact(
            _ number: Int64, _ half: Int64, answered: Int64? = nil, ended: Int64, _ outcome: String = "handled",
            site: String = "roma", topic: String = "pec", agent: String = "anna", caller: String? = nil
        ) -> EndedContact {
            let talk = answered.map { ended - $0 } ?? 0
            return HistoryTests.contact(
                number, at: half * 30 * minute, answered: answered, ended: ended, outcome, talkMs: talk, site: site,
                topic: topic, agent: agent, caller: caller)
        }
        return [
            contact(1, 0, answered: 10_000, ended: 70_000, caller: "aaaaaaaaaaaaaa"),
            contact(2, 0, answered: 20_000, ended: 140_000, caller: "aaaaaaaaaaaaaa"),
            contact(3, 1, answered: 4 * minute, ended: 5 * minute, site: "milano", agent: "bruno"),
            contact(4, 1, answered: 5 * minute, ended: 8 * minute, topic: "firma", agent: "bruno"),
            contact(5, 1, answered: 11 * minute, ended: 12 * minute, agent: "bruno"),
            contact(6, 2, ended: 2_000, "abandoned"), contact(7, 2, ended: 50_000, "abandoned", topic: "firma"),
            contact(8, 2, ended: 12 * minute, "abandoned"), contact(9, 2, ended: 15 * minute, "maxWait"),
            contact(10, 2, ended: 5_000, "overflowed"),
        ]
    }

    private static func report(
        by grouping: ReportGrouping? = nil, presence: [PresenceChange] = [], now: Int64 = 24 * hour
    ) throws -> HistoryReport {
        let directory = try TemporaryDirectory()
        let file = try HistoryFile(directory: directory.path)
        // An agent's question about one of them is nobody who came, whatever is counted.
        var question = contacts[0]
        question.number = 11
        question.consultOf = question.id
        try file.add(contacts + [question], presence)
        let reading = try HistoryReading([HistoryFile.path(in: directory.path)], from: 0, until: 24 * hour)
        file.close()
        return HistoryReport(reading, span: 0..<(24 * hour), now: now, by: grouping, ReportTerms())
    }

    @Test("Every outcome is counted for what it is")
    func outcomes() throws {
        let figures = try Self.report().total.contacts
        #expect(figures.arrived == 10 && figures.answered == 5)
        // Who waited as long as the topic allows has not abandoned, nor who went elsewhere.
        #expect(figures.abandoned == 3 && figures.shortAbandoned == 1)
        #expect(figures.maxWait == 1 && figures.flowedOut == 1 && figures.otherwise == 0)
    }

    @Test("Every formula has its own numerator and denominator")
    func serviceLevels() throws {
        let levels = try Self.report().total.contacts.serviceLevels
        // Within 20 s: two answered; one of the three who left had left by then, and the one who overflowed.
        #expect(
            levels == [
                "answered": Share(2, of: 5),
                "answeredAndLeft": Share(3, of: 8),
                "withAbandoned": Share(2, of: 8),
                "withAbandonedNotShort": Share(2, of: 7),
                "withAbandonedAndFlowedOut": Share(2, of: 9),
                "withAbandonedAndFlowedOutNotShort": Share(2, of: 8),
                "all": Share(2, of: 10),
                "allNotShort": Share(2, of: 9),
                "leftLineInTime": Share(2, of: 4),
            ])
    }

    @Test("Waits are told as the minutes of 2014 tell them, with of how many")
    func waits() throws {
        let figures = try Self.report().total.contacts
        #expect(
            figures.waits == [
                "answeredWithin5Min": Share(4, of: 5),
                "answeredAfter10Min": Share(1, of: 5),
                "allAnsweredWithin5Min": Share(4, of: 10),
                "unanswered": Share(5, of: 10),
                "unansweredAfter10Min": Share(2, of: 5),
                "unansweredBefore1Min": Share(3, of: 5),
                "allUnansweredBefore1Min": Share(3, of: 10),
            ])
        // 10 s, 20 s, 240 s, 300 s, 660 s.
        #expect(
            figures.toHumanMs.p50 == 240_000 && figures.toHumanMs.p90 == 660_000 && figures.toHumanMs.max == 660_000)
        // 60 + 120 + 60 + 180 + 60 seconds of five conversations.
        #expect(figures.talkMs == Share(480_000, of: 5))
    }

    @Test("Groups add up to the total, whatever they are by", arguments: ReportGrouping.allCases)
    func groups(_ grouping: ReportGrouping) throws {
        let report = try Self.report(by: grouping)
        let names: [ReportGrouping: [String]] = [
            .halfHour: ["00:00", "00:30", "01:00"], .topic: ["firma", "pec"], .site: ["milano", "roma"],
            .agent: ["-", "anna", "bruno"], .disposition: ["-"], .customer: ["-", "aaaaaaaaaaaa"],
        ]
        let arrived: [ReportGrouping: [Int]] = [
            .halfHour: [2, 3, 5], .topic: [2, 8], .site: [1, 9], .agent: [5, 2, 3], .disposition: [10],
            .customer: [8, 2],
        ]
        #expect(report.groups.map(\.name) == names[grouping])
        #expect(report.groups.map(\.contacts.arrived) == arrived[grouping])
        #expect(report.groups.reduce(0) { $0 + $1.contacts.answered } == 5)
        #expect(report.total.contacts.arrived == 10)
    }

    @Test("Occupancy is work of time at work; breaks and silence are neither")
    func occupancy() throws {
        let at: (String, Int64, String, String) -> PresenceChange = {
            HistoryTests.presence($0, $1 * Self.minute, $2, $3)
        }
        let presence = [
            // Anna: at work from the evening before; 60 min idle, 10 busy, 2 of wrap-up, 28 idle, 20 of break, silent.
            at("anna", -30, "available", "idle"), at("anna", 60, "available", "busy"),
            at("anna", 70, "available", "wrapping"), at("anna", 72, "available", "idle"),
            at("anna", 100, "break", "idle"),
            at("anna", 120, "available", "unreachable"),
            // Bruno: busy for 50 min, of which the break asked for meanwhile is none; then offline.
            at("bruno", 10, "available", "busy"), at("bruno", 30, "break", "busy"), at("bruno", 60, "offline", "idle"),
        ]
        let report = try Self.report(by: .agent, presence: presence, now: 130 * Self.minute)
        let anna = try #require(report.groups.first { $0.name == "anna" }?.work)
        #expect(anna.busyMs == 10 * 60_000 && anna.wrapUpMs == Share(2 * 60_000, of: 1))
        #expect(anna.occupancyMs == Share(12 * 60_000, of: 100 * 60_000))
        #expect(anna.breakMs == 20 * 60_000 && anna.unreachableMs == 10 * 60_000)
        let bruno = try #require(report.groups.first { $0.name == "bruno" }?.work)
        #expect(bruno.occupancyMs == Share(50 * 60_000, of: 50 * 60_000) && bruno.breakMs == 0)
        #expect(report.total.work?.occupancyMs == Share(62 * 60_000, of: 150 * 60_000))
        // Contacts without an agent have no work.
        #expect(report.groups.first { $0.name == "-" }?.work == nil)
    }

    @Test("Nothing happened: every denominator is 0")
    func nothing() {
        let report = HistoryReport(HistoryReading(), span: 0..<1, now: 0, by: .topic, ReportTerms())
        #expect(report.groups.isEmpty && report.total.contacts.arrived == 0)
        #expect(report.total.contacts.serviceLevels.values.allSatisfy { $0 == Share(0, of: 0) })
        #expect(report.total.contacts.toHumanMs == Percentiles([]))
    }
}

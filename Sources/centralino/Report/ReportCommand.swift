// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation
import HomeStore

/// `centralino report`: what became of a day's contacts, from the nodes' histories.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Count a day's contacts: service levels, waits, handling, occupancy.",
        discussion: """
            Reads the files history.sqlite of the nodes it is given, also of nodes that do not run, and copies: a site \
            whose files are not named is not counted, and the report says which sites are. Contacts count on the day \
            of their arrival, once they have ended. Every share is told with numerator and denominator; who waited as \
            long as a topic allows has not abandoned. What each formula counts is in Documentation/Contract.md, §9.
            """)

    @Option(help: .init("The day: 2026-11-28.", valueName: "date"))
    var day: String

    @Option(help: .init("Days from that one on: 1–366.", valueName: "count"))
    var days: Int = 1

    @Option(
        name: .customLong("by"), help: .init("Divide by half-hour, topic, site, agent or customer.", valueName: "what"),
        transform: { try Self.grouping($0) })
    var grouping: ReportGrouping?

    @Option(help: .init("Answered within this is in time.", valueName: "duration"))
    var threshold: String = "20s"

    @Option(help: .init("Who left before this left at once.", valueName: "duration"))
    var shortAbandon: String = "5s"

    @Option(help: .init("When days begin: an IANA name.", valueName: "zone"))
    var timeZone: String = "UTC"

    @Flag(help: "Print one JSON document.")
    var json = false

    @Flag(help: "Print comma-separated values, a line each group and the total first.")
    var csv = false

    @OptionGroup var history: HistoryOptions
    @OptionGroup var client: ClientOptions

    /// Checks what the parser cannot.
    func validate() throws {
        guard (1...366).contains(days) else { throw ValidationError("--days must be 1–366") }
        guard !(json && csv) else { throw ValidationError("Give one of --json and --csv.") }
        guard TimeZone(identifier: timeZone) != nil else {
            throw ValidationError("--time-zone \(timeZone): no such zone")
        }
        guard Self.span(day, days, timeZone) != nil else { throw ValidationError("--day \(day): no such day") }
        for (name, text) in [("--threshold", threshold), ("--short-abandon", shortAbandon)]
        where Self.milliseconds(text) == nil {
            throw ValidationError("\(name) \(text): a duration such as 20s or 5m")
        }
    }

    /// Runs it.
    func run() throws {
        let files = try history.files(try client.settings())
        guard !files.isEmpty else {
            throw CommandFailure(.usage, "No history to read: name each node's data directory with --data.")
        }
        guard let span = Self.span(day, days, timeZone) else { return }
        let reading: HistoryReading
        do throws(HomeStoreError) {
            reading = try HistoryReading(files, from: span.lowerBound, until: span.upperBound)
        } catch { throw CommandFailure(.files, error.message) }
        let terms = ReportTerms(
            thresholdMs: Self.milliseconds(threshold) ?? 0, shortAbandonMs: Self.milliseconds(shortAbandon) ?? 0)
        let report = HistoryReport(reading, span: span, now: Int64(Wording.now), by: grouping, terms)
        if json {
            Console.say(String(decoding: Contract.encodeCanonical(report), as: UTF8.self))
        } else if csv {
            ReportText.csv(report).forEach(Console.say)
        } else {
            ReportText.lines(report, sites: Set(reading.contacts.map(\.site)).sorted(), files: files.count)
                .forEach(Console.say)
        }
    }

    private static func span(_ day: String, _ days: Int, _ zone: String) -> Range<Int64>? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        let numbers = day.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let year = numbers[0], let month = numbers[1], let number = numbers[2] else {
            return nil
        }
        let parts = DateComponents(year: year, month: month, day: number)
        guard parts.isValidDate(in: calendar), let first = calendar.date(from: parts),
            let last = calendar.date(byAdding: .day, value: days, to: first)
        else { return nil }
        return Int64(first.timeIntervalSince1970 * 1_000)..<Int64(last.timeIntervalSince1970 * 1_000)
    }

    private static func grouping(_ text: String) throws -> ReportGrouping {
        guard let grouping = ReportGrouping(rawValue: text) else {
            throw ValidationError("--by \(text): half-hour, topic, site, agent or customer")
        }
        return grouping
    }

    private static func milliseconds(_ text: String) -> Int? { ConfiguredDuration(text)?.milliseconds }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// `HelpDesk lextel`: a help desk's year of 2014, as it was and as it would have been with one line over its sites.
struct LextelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lextel",
        abstract: "Play a help desk's published year, as it was and with one line a topic over its sites.",
        discussion: """
            In 2014 a help desk had 60,500 calls in one of its lines: of those answered 82 % within 5 minutes and \
            11.6 % after more than 10; 15 % were never answered, of those 3.5 % left after more than 10 minutes and \
            7 % before 1. Nobody published whether it was one line or many, so there are three worlds, each fitted to \
            all five figures. The same calls and agents are then served in other ways, always by the engine.

            What must hold: as it was, every figure is within 1 point of the published one in every world; with one \
            line a topic over sites 91 % (six queues) and 98 % (twelve) of those answered are answered within 5 \
            minutes; where there was one line all along, nothing changes at all; and the engine's own statistics \
            have counted the same.
            """)

    @Option(help: "Years of each world, from the seeds 1, 2, 3 and so on, 1 to 1000; a few of them vary too much.")
    var years = 32
    @Option(help: .init("Where the report goes: a page that needs no other file.", valueName: "path")) var html =
        ".build/lextel.html"
    @Option(help: .init("Where the figures go.", valueName: "path")) var json = ".build/lextel.json"

    /// Checks what the parser cannot.
    func validate() throws {
        guard (1...1_000).contains(years) else { throw ValidationError("--years is 1 to 1000.") }
    }

    /// Runs it.
    func run() throws {
        let results = DeskWorld.all.map(play)
        for result in results { tell(result) }
        let report = LextelReport(results)
        try write(Data(report.page.utf8), to: html)
        try write(try LextelFigures(results).encoded(), to: json)
        Console.say("report: \(html), figures: \(json)")
        let broken = LextelPromise.all(results).filter { !$0.holds }
        for promise in broken { Console.say("does not hold: \(promise.text)") }
        guard broken.isEmpty else { throw ExitCode.failure }
        Console.say("everything that must hold holds")
    }

    private func play(_ world: DeskWorld) -> WorldResult {
        let count = years
        let done = Progress(of: count, world.name)
        let years = Parallel.map(count) { index in
            let year = DeskYear(world, seed: UInt64(index) + 1)
            defer { done.tell() }
            return Lever.allCases.map { YearReplay(year, of: world, under: $0) }
        }
        let byLever = Lever.allCases.enumerated().map { index, lever in (lever, years.map { $0[index] }) }
        return WorldResult(world: world, years: Dictionary(uniqueKeysWithValues: byLever))
    }

    private func tell(_ result: WorldResult) {
        Console.say("\(result.world.name), \(years) years: per cent <= 5 min, > 10 min, unanswered; of all <= 5 min")
        for lever in Lever.allCases {
            let figures = result.figures(lever)
            let values = [
                figures.within5Pct, figures.over10Pct, figures.unansweredPct, figures.allWithin5Pct,
            ].map { Console.number($0, 1, width: 6) }.joined()
            Console.say("\(values)  \(lever.title)")
            if let later = figures.later { tell(later) }
        }
        let told = zip(People.topics, result.told).map { "\($0) \(Console.number($1.meanExcess, 1))" }
        Console.say("told too much on coming where every agent answers all, minutes: \(told.joined(separator: ", "))")
    }

    private func tell(_ later: LaterFigures) {
        let values = [
            ("on the line <= 5 min", later.onLineWithin5Pct), ("> 10 min", later.onLineOver10Pct),
            ("of all called back", later.calledBackPct), ("by appointment", later.byAppointmentPct),
            ("not reached", later.notReachedPct), ("of appointments in time", later.appointmentsInTimePct),
        ].map { "\($0) \(Console.number($1, 1))" }.joined(separator: ", ")
        let median = later.appointmentMedianHours.map { ", half of them within \($0) h" } ?? ""
        Console.say("        \(values)\(median)")
    }

    private func write(_ data: Data, to path: String) throws {
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }
}

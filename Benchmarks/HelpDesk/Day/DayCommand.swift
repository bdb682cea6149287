// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// `HelpDesk day`: one day of the year before a real cluster, in compressed time.
struct DayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day",
        abstract: "Play one day of the year before a real three-site cluster, in compressed time.",
        discussion: """
            Draws a world's year as `lextel` does, starts three sites with `centralino up` (private servers and \
            nodes), and plays one of its days before them by the public contract alone: agents come, pause and go by \
            the same shifts and take what rings as soon as they hear it; callers call the site they called, leave \
            when their patience is over, and talk for as long as was drawn. All times are divided by --speed. Then \
            it is held against the same day as the engine plays it in virtual time, caller by caller.

            An answer takes some milliseconds to tens of them before real servers, and each is --speed milliseconds \
            of the desk's day: at 120 ten are 1.2 s, at 600 6 s. So who comes at nearly the same time as another, or \
            leaves just when being answered, may fare otherwise, and who comes after them, too.

            What must hold: everybody who was let in has an end; nobody is in two conversations; within a line \
            callers are asked for in order of arrival, as far as the log's sequence lets one say (not where calls \
            overflow); every request is taken and every event heard; the pool's statistics count the same; and the \
            shares of all calls that are answered within 5 minutes, after more than 10, and never, are within 2 \
            points of the engine's.

            Not played are the arrangements with callbacks and appointments. Exit codes: 0 all of it held; 1 it did \
            not; 69 the pool could not be started or reached; 64 a wrong command line; 73 the file cannot be written.
            """)

    @Option(help: .init("The world: \(DeskWorld.allValueStrings.joined(separator: ", ")).", valueName: "world"))
    var world = DeskWorld.sixQueues

    @Option(
        help: .init(
            "The day: a date as 2014-07-14, or a working day's number, 1 to 251. Left out, the busiest day but for a "
                + "tenth of them, by work for an agent: lines grow on it, and it is no disaster.", valueName: "day"))
    var day: String?

    @Option(help: .init("The year's seed; `lextel` plays 1 to 32.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: .init("How many times as fast as the desk's day, 10 to 600; 120 is four minutes and 40 seconds."))
    var speed = 120

    @Option(help: .init("Hours in which callers come, 1 to 9; agents work off the line after them.", valueName: "n"))
    var hours = DeskHours.count

    @Option(
        help: .init(
            "How calls are served, each before a cluster of its own: \(Lever.allValueStrings.joined(separator: ", ")). "
                + "May be repeated; left out, baseline and shared.", valueName: "name"))
    var arrangement: [Lever] = []

    @Option(help: .init("The command that starts the cluster (default: centralino beside this program)."))
    var binary: String?

    @Option(help: .init("Write the figures as JSON.", valueName: "file"))
    var json: String?

    /// Checks what the parser cannot.
    func validate() throws {
        guard DayClock.speeds.contains(speed) else {
            throw ValidationError(
                "--speed is \(DayClock.speeds.lowerBound) to \(DayClock.speeds.upperBound).")
        }
        guard (1...DeskHours.count).contains(hours) else { throw ValidationError("--hours is 1 to 9.") }
        guard day.map({ DayChoice($0) != nil }) ?? true else {
            throw ValidationError("--day is a working day of 2014 as 2014-07-14, or its number, 1 to 251.")
        }
    }

    /// Runs it.
    func run() throws {
        try checkFile()
        let year = DeskYear(world, seed: seed)
        let day = year.days[(self.day.flatMap(DayChoice.init) ?? .busy).index(in: year)]
        let levers = arrangement.isEmpty ? [.baseline, .shared] : arrangement
        let calls = DayPlan(day, of: world, under: levers[0], hours: hours).callers.count
        Console.say(
            "\(world.name), \(day.date.text), seed \(seed): \(calls) calls in \(hours) hours, \(speed) times as fast")
        var results: [DayResult] = []
        for lever in levers {
            let result = try play(DayPlan(day, of: world, under: lever, hours: hours))
            for line in DayReport(result).lines { Console.say(line) }
            // Told as soon as it is known, into a file or a pipe too.
            fflush(nil)
            results.append(result)
        }
        try write(results, day.date, calls)
        let broken = results.filter { !$0.isKept }.map(\.lever.rawValue)
        guard broken.isEmpty else {
            Console.say("does not hold: \(broken.joined(separator: ", "))")
            throw ExitCode.failure
        }
        Console.say("everything that must hold holds")
    }

    private func play(_ plan: DayPlan) throws -> DayResult {
        let name = plan.lever.rawValue
        Console.progress("\(name): starting three sites")
        do throws(DayFailure) {
            return DayResult(
                try DayCluster.play(plan, speed: speed, binary: binary ?? Self.neighbour) { words in
                    Console.progress("\(name): \(words)")
                })
        } catch {
            Console.progress("\(error)")
            throw ExitCode(DayFailure.exitCode)
        }
    }

    /// Before a day is played for it.
    private func checkFile() throws {
        guard let json else { return }
        let folder = URL(fileURLWithPath: json).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            Console.progress("\(json): no folder that can be written to")
            throw ExitCode(Self.noFile)
        }
    }

    private func write(_ results: [DayResult], _ date: WorkingDay, _ calls: Int) throws {
        guard let json else { return }
        let figures = DayFigures(
            world: world.name, date: date.text, seed: seed, hours: hours, speed: speed, calls: calls,
            pointsMax: DayResult.pointsMax, arrangements: results.map(DayFigures.Arrangement.init))
        do {
            try figures.encoded().write(to: URL(fileURLWithPath: json))
        } catch {
            Console.progress("\(json): \(error)")
            throw ExitCode(Self.noFile)
        }
    }

    /// The exit code when the figures cannot be written.
    private static let noFile: Int32 = 73

    private static var neighbour: String {
        let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent("centralino").path
    }
}

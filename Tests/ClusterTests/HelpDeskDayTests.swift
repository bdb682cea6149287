// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Foundation
import Testing

extension OnThreeSites {
    /// The help desk's day, built with the tests, before real servers and nodes, which it starts itself.
    @Suite struct HelpDeskDayTests {
        /// What of the figures is looked at.
        private struct Figures: Decodable {
            struct Arrangement: Decodable {
                struct Shares: Decodable {
                    let within5Pct: Double
                }
                struct Quantiles: Decodable {
                    let count: Int
                    let p50: Double
                }
                let isKept: Bool
                let answered: Int
                let cluster: Shares
                let atOnceMs: Quantiles
                let orderCompared: Int
                let found: [String: Int]
            }
            let calls: Int
            let arrangements: [Arrangement]
        }

        private static let binary =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path + "/.build/debug/HelpDesk"

        /// Runs it to its end.
        private func run(_ arguments: [String], within limit: Duration) throws -> (code: Int32, output: String) {
            let directory = try TestDirectory()
            let path = try directory.write("output", "")
            let file = try #require(FileHandle(forWritingAtPath: path))
            let process = try Launcher.shared.start(Self.binary, ["day"] + arguments, output: file)
            defer { if process.isRunning { kill(process.processIdentifier, SIGTERM) } }
            try Eventually.isTrue("the end of the day", within: limit) { !process.isRunning }
            return (process.terminationStatus, try String(contentsOfFile: path, encoding: .utf8))
        }

        /// An hour in which somebody is nearly always free, so that a busy machine turns nobody.
        @Test(.timeLimit(.minutes(1)))
        func anHourIsTheEnginesHour() throws {
            let directory = try TestDirectory()
            let (code, output) = try run(
                [
                    "--world", "twelve-queues", "--day", "2014-03-14", "--hours", "1", "--speed", "600",
                    "--arrangement", "shared", "--binary", NodeProcess.binary, "--json", directory.file("day.json"),
                ], within: .seconds(50))
            #expect(code == 0, "\(output)")
            let json = try Data(contentsOf: URL(fileURLWithPath: directory.file("day.json")))
            let figures = try JSONDecoder().decode(Figures.self, from: json)
            let arrangement = try #require(figures.arrangements.first)
            #expect(figures.calls > 20 && arrangement.answered > figures.calls / 2, "\(output)")
            #expect(arrangement.isKept && arrangement.cluster.within5Pct > 80, "\(output)")
            // No check is content because it has looked at nothing.
            #expect(arrangement.orderCompared > 10 && arrangement.atOnceMs.count > 10, "\(output)")
            #expect(arrangement.atOnceMs.p50 > 0 && arrangement.found.values.allSatisfy { $0 == 0 }, "\(output)")
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["--speed", "9"], 64), (["--speed", "601"], 64), (["--day", "2014-07-13"], 64),
                (["--world", "two-pools"], 64), (["--arrangement", "sharedCallback"], 64), (["--hours", "0"], 64),
                (["--json", "/no/such/folder/day.json"], 73), (["--binary", "/no/such/command"], 69),
            ] as [([String], Int32)])
        func whatCannotBeDoneIsSaid(_ arguments: [String], _ code: Int32) throws {
            let ended = try run(arguments, within: .seconds(20))
            #expect(ended.code == code && !ended.output.isEmpty, "\(arguments): \(ended.code) \(ended.output)")
        }
    }
}

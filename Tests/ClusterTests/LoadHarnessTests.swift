// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Foundation
import Testing

extension OnThreeSites {
    /// The load harness, built with the tests, against real servers and nodes, which it starts itself.
    @Suite struct LoadHarnessTests {
        /// What of a report is looked at.
        private struct Report: Decodable {
            struct Check: Decodable {
                let looked: Int
                let found: Int
            }
            let verdict: String
            let counts: [String: Int]
            let checks: [String: Check]
            let latenciesUs: [String: [String: Double]]
        }

        private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        private static let smoke = "\(root)/Benchmarks/Scenarios/smoke.yaml"

        /// Runs the harness to its end.
        private func run(_ arguments: [String], within limit: Duration) throws -> (code: Int32, output: String) {
            let directory = try TestDirectory()
            let path = try directory.write("output", "")
            let file = try #require(FileHandle(forWritingAtPath: path))
            let binary = "\(Self.root)/.build/debug/centralino-load"
            let process = try Launcher.shared.start(binary, arguments, output: file)
            defer { if process.isRunning { kill(process.processIdentifier, SIGTERM) } }
            try Eventually.isTrue("the end of the load", within: limit) { !process.isRunning }
            return (process.terminationStatus, try String(contentsOfFile: path, encoding: .utf8))
        }

        @Test(.timeLimit(.minutes(1)))
        func theSmokeScenarioIsGoodWithTwoProcesses() throws {
            let directory = try TestDirectory()
            let (code, output) = try run(
                [
                    "run", Self.smoke, "--binary", NodeProcess.binary, "--processes", "2", "--json",
                    directory.file("load.json"), "--html", directory.file("load.html"),
                ], within: .seconds(50))
            #expect(code == 0, "\(output)")
            let json = try Data(contentsOf: URL(fileURLWithPath: directory.file("load.json")))
            let report = try JSONDecoder().decode(Report.self, from: json)
            #expect(report.verdict == "kept", "\(output)")
            // 140 are expected in three and a half seconds; the seed settles how many it is.
            let arrived = report.counts["arrived"] ?? 0
            #expect(arrived > 100 && report.counts["acknowledged"] == arrived, "\(output)")
            #expect((report.counts["handled"] ?? 0) + (report.counts["left"] ?? 0) == arrived, "\(output)")
            #expect(report.counts["handled"] ?? 0 > 60 && report.counts["left"] ?? 0 > 0, "\(output)")
            // No check is content because it has looked at nothing.
            for check in ["lost", "twice", "order", "claim", "document"] {
                let result = try #require(report.checks[check])
                #expect(result.looked > 50 && result.found == 0, "\(check): \(output)")
            }
            for kind in ["enqueue", "offer", "connect", "end", "wrapUp", "wait"] {
                #expect(report.latenciesUs[kind]?["p50"] ?? 0 > 0, "\(kind): \(output)")
            }
            let page = try String(contentsOfFile: directory.file("load.html"), encoding: .utf8)
            #expect(page.contains("<svg") && page.hasSuffix("</html>\n"))
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["run", "no-such.yaml"], 64), (["run"], 64), (["run", smoke, "--processes", "0"], 64),
                (["run", smoke, "--nats", "nats://127.0.0.1:1"], 64), (["run", smoke, "--apply"], 64),
                (["sweep", smoke, "--hold", "1ms"], 64), (["sweep", smoke, "--from", "9", "--to", "8"], 64),
                (["run", smoke, "--json", "/no/such/folder/load.json"], 73),
                (["run", smoke, "--binary", "/no/such/command"], 69),
                (["run", smoke, "--nats", "nats://127.0.0.1:1", "--sites", "roma"], 69),
            ] as [([String], Int32)])
        func whatCannotBeDoneIsSaid(_ arguments: [String], _ code: Int32) throws {
            let ended = try run(arguments, within: .seconds(20))
            #expect(ended.code == code && !ended.output.isEmpty, "\(arguments): \(ended.code) \(ended.output)")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Foundation
import Testing

extension OnThreeSites {
    /// The load harness against real servers and nodes, which it starts itself.
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

        @Test(.timeLimit(.minutes(1)))
        func theSmokeScenarioIsGoodWithTwoProcesses() throws {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().path
            let directory = try TestDirectory()
            let path = try directory.write("output", "")
            let file = try #require(FileHandle(forWritingAtPath: path))
            let process = try Launcher.shared.start(
                "\(root)/.build/debug/centralino-load",
                [
                    "run", "\(root)/Benchmarks/Scenarios/smoke.yaml", "--binary", NodeProcess.binary, "--processes",
                    "2",
                    "--json", directory.file("load.json"), "--html", directory.file("load.html"),
                ], output: file)
            defer { if process.isRunning { kill(process.processIdentifier, SIGTERM) } }
            try Eventually.isTrue("the end of the load", within: .seconds(50)) { !process.isRunning }
            let output = try String(contentsOfFile: path, encoding: .utf8)
            #expect(process.terminationStatus == 0, "\(output)")
            let json = try Data(contentsOf: URL(fileURLWithPath: directory.file("load.json")))
            let report = try JSONDecoder().decode(Report.self, from: json)
            #expect(report.verdict == "kept", "\(output)")
            // 180 are expected in four and a half seconds; the seed settles how many it is.
            let arrived = report.counts["arrived"] ?? 0
            #expect(arrived > 100 && report.counts["acknowledged"] == arrived, "\(output)")
            #expect((report.counts["handled"] ?? 0) + (report.counts["left"] ?? 0) == arrived, "\(output)")
            #expect(report.counts["handled"] ?? 0 > 60 && report.counts["left"] ?? 0 > 0, "\(output)")
            // No check is content because it has looked at nothing.
            for check in ["lost", "twice", "order", "claim", "document"] {
                let result = try #require(report.checks[check])
                #expect(result.looked > 50 && result.found == 0, "\(check): \(output)")
            }
            for kind in ["enqueue", "offer", "connect", "end", "wait"] {
                #expect(report.latenciesUs[kind]?["p50"] ?? 0 > 0, "\(kind): \(output)")
            }
            let page = try String(contentsOfFile: directory.file("load.html"), encoding: .utf8)
            #expect(page.contains("<svg") && page.hasSuffix("</html>\n"))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import LoadHarness

@Suite("Crew of a load")
struct CrewTests {
    /// Runs a body with a program that takes its order, waits for the end of its parent's words and says its goodbye
    /// in a file; and with what counts the goodbyes.
    private func withProgram(_ body: (String, () throws -> Int) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("load-crew-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let program = "\(folder)/part"
        try "#!/bin/sh\nread order\nread more\necho gone > \"$0.$$\"\n"
            .write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        try body(program) { try FileManager.default.contentsOfDirectory(atPath: folder).count - 1 }
    }

    @Test("Each process has time to send its people away when it hears no more")
    func goodbye() throws {
        try withProgram { program, goodbyes in
            let orders = (0..<2).map { Samples.order(Samples.scenario, part: $0, parts: 2) }
            let crew = try Crew(orders, program: program)
            crew.end()
            let said = try goodbyes()
            #expect(said == 2)
        }
    }

    @Test("Those that were started are ended when another cannot be")
    func halfStarted() throws {
        try withProgram { program, goodbyes in
            var impossible = Samples.scenario
            // JSON has no such number.
            impossible.pace.rate = .infinity
            let orders = [Samples.order(Samples.scenario), Samples.order(impossible)]
            #expect(throws: (any Error).self) { _ = try Crew(orders, program: program) }
            let said = try goodbyes()
            #expect(said == 2)
        }
    }
}

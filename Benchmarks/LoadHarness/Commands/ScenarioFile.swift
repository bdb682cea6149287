// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A scenario's file, and the files of reports.
enum ScenarioFile {
    /// Reads a scenario.
    ///
    /// - Throws: `LoadFailure` with every error, path and line.
    static func read(_ path: String) throws(LoadFailure) -> Scenario {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw LoadFailure(.usage, "\(path): cannot be read as text")
        }
        do {
            return try ScenarioReader.read(text)
        } catch {
            throw LoadFailure(.usage, "\(path) is no scenario:\n\(error)")
        }
    }

    /// What a scenario is called: its file without folder and ending.
    static func name(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    /// Looks whether reports can be written where they shall be, before a load is made for them.
    ///
    /// - Throws: `LoadFailure`.
    static func check(_ paths: String?...) throws(LoadFailure) {
        for path in paths.compactMap({ $0 }) {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw LoadFailure(.noFile, "\(path): no folder that can be written to")
            }
        }
    }

    /// Writes a report, if it has a file.
    ///
    /// - Throws: `LoadFailure`.
    static func write(_ text: String, to path: String?) throws(LoadFailure) {
        guard let path else { return }
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw LoadFailure(.noFile, "\(path): \(error.localizedDescription)")
        }
    }

    /// A report as JSON, names sorted.
    static func json(_ report: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
    }

    /// Runs a command's body; what makes a load impossible is said and becomes the exit code.
    static func exiting(_ body: () throws -> Int32) -> Never {
        do {
            exit(try body())
        } catch let failure as LoadFailure {
            FileHandle.standardError.write(Data("centralino-load: \(failure)\n".utf8))
            exit(failure.kind.rawValue)
        } catch {
            FileHandle.standardError.write(Data("centralino-load: \(error)\n".utf8))
            exit(LoadFailure.Kind.broken.rawValue)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import HomeStore

/// Whose histories are read.
struct HistoryOptions: ParsableArguments {
    @Option(
        help: .init(
            "A node's data directory, or a copy of its history.sqlite; once for each node (default: those of the "
                + "running `centralino up`).", valueName: "path"))
    var data: [String] = []

    /// The files: those that are named, else those of the context file; may be none.
    ///
    /// - Throws: `files` when one that is named is not there.
    func files(_ settings: ConnectionSettings) throws(CommandFailure) -> [String] {
        guard data.isEmpty else {
            var files: [String] = []
            for path in data { files.append(try Self.file(path)) }
            return files
        }
        guard let folder = settings.data,
            let nodes = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { return [] }
        return nodes.sorted().map { HistoryFile.path(in: "\(folder)/\($0)") }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }

    private static func file(_ path: String) throws(CommandFailure) -> String {
        var isFolder: ObjCBool = false
        let file =
            FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
            ? HistoryFile.path(in: path) : path
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(.files, "There is no history \(file). Name a node's data directory with --data.")
        }
        return file
    }
}

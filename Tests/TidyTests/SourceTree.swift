// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The repository as it is now: what git tracks, and what it would track (new and not ignored).
struct SourceTree: Sendable {
    let root: URL
    let paths: [String]
    let files: [SourceFile]

    static let current = SourceTree(root: URL(filePath: #filePath).deletingLastPathComponent(levels: 3))

    private init(root: URL) {
        self.root = root
        paths = Self.list(root)
        files = paths.compactMap { path in
            guard let data = try? Data(contentsOf: root.appending(path: path)), !data.contains(0) else { return nil }
            return SourceFile(path: path, text: String(decoding: data, as: UTF8.self))
        }
    }

    private static func list(_ root: URL) -> [String] {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        let output = Pipe()
        git.standardOutput = output
        guard (try? git.run()) != nil else { return [] }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        return Set(data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }).sorted()
    }
}

extension URL {
    fileprivate func deletingLastPathComponent(levels: Int) -> URL {
        (0..<levels).reduce(self) { url, _ in url.deletingLastPathComponent() }
    }
}

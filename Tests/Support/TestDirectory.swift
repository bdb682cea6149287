// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A directory for one test, removed with the object.
///
/// Those left behind by test processes that died are removed by the next one: the name has the process's number.
public final class TestDirectory: Sendable {
    private static let prefix = "centralino-test-"

    private static let sweep: Void = {
        let parent = NSTemporaryDirectory()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            let number = name.dropFirst(prefix.count).prefix { $0.isNumber }
            guard let process = pid_t(number), kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(atPath: (parent as NSString).appendingPathComponent(name))
        }
    }()

    /// Its path.
    public let path: String

    /// Makes an empty directory of its own.
    public init() throws {
        _ = Self.sweep
        let name = "\(Self.prefix)\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
        path = (NSTemporaryDirectory() as NSString).appendingPathComponent(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in it.
    ///
    /// - Parameter name: A relative path.
    public func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

    /// Writes a file.
    ///
    /// - Parameters:
    ///   - name: A relative path.
    ///   - text: What it shall hold.
    /// - Returns: Its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String {
        let path = file(name)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

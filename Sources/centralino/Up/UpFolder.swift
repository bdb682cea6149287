// SPDX-License-Identifier: Apache-2.0
import Foundation
import Sealing

/// The folder with the state of a system started by `up`.
///
/// One `up` at a time uses it: it holds a lock on `up.lock`. A temporary one is removed at the end; those that a killed
/// `up` left behind are removed by the next.
final class UpFolder {
    /// What a folder was made with, in `up.json`.
    struct Facts: Codable {
        /// The number of sites; a cluster cannot change its size by itself.
        var sites: Int
        /// The name of the NATS cluster.
        var cluster: String
        /// Nodes a site, 1 where it is not said. They may become more, not fewer: each may hold the home.
        var nodes: Int?
    }

    private static let temporaryPrefix = "centralino-up-"

    /// Its absolute path.
    let path: String
    /// Whether it is removed at the end.
    let isTemporary: Bool
    /// Where the logs of servers and nodes are.
    let logs: String
    /// What it was made with.
    let facts: Facts
    /// The file with the pool's master key.
    var masterKey: String { file("master.key") }

    private let lock: Int32

    /// Opens or makes a folder.
    ///
    /// - Parameters:
    ///   - data: Its path; nil for a temporary one.
    ///   - logs: Where the logs shall be, or nil.
    ///   - sites: The number of sites, or nil for what it was made with, or 1.
    ///   - nodes: Nodes a site, or nil likewise.
    init(_ data: String?, logs: String?, sites: Int?, nodes: Int?) throws(CommandFailure) {
        isTemporary = data == nil
        if let data { path = try Self.makeFolder(data) } else { path = try Self.makeTemporary() }
        lock = try Self.lock(path)
        do {
            self.logs = try Self.makeFolder(logs ?? path + "/logs")
            facts = try Self.facts(path, sites, nodes)
            try Self.makeKey(path + "/master.key")
        } catch {
            Glibc.close(lock)
            throw error
        }
    }

    /// A file or folder in it.
    func file(_ name: String) -> String { path + "/" + name }

    /// A folder in it, made if it is not there.
    func folder(_ name: String) throws(CommandFailure) -> String { try Self.makeFolder(file(name)) }

    /// Lets go of it, and removes it if it is temporary.
    func close() {
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
        Glibc.close(lock)
    }

    private static func makeFolder(_ path: String) throws(CommandFailure) -> String {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        do {
            try FileManager.default.createDirectory(
                atPath: absolute, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(.cannotCreate, "Cannot make the folder \(path): \(error.localizedDescription)")
        }
        // It goes into the configuration of servers, in quotes.
        guard !absolute.contains("\""), !absolute.contains("\\"), !absolute.contains("\n") else {
            throw CommandFailure(.usage, "The name of a folder may have no quotes and no backslash: \(path)")
        }
        return absolute
    }

    private static func makeTemporary() throws(CommandFailure) -> String {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        where name.hasPrefix(temporaryPrefix) {
            let path = "\(parent)/\(name)"
            // One that nobody has locked belongs to nobody; one without a lock file is just being made.
            let descriptor = open(path + "/up.lock", O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: path) }
            Glibc.close(descriptor)
        }
        return try makeFolder("\(parent)/\(temporaryPrefix)\(UUID().uuidString.prefix(8).lowercased())")
    }

    private static func lock(_ path: String) throws(CommandFailure) -> Int32 {
        let descriptor = open(path + "/up.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw PrivateFile.failure("make", path + "/up.lock") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw CommandFailure(.files, "Another `centralino up` uses \(path). Stop it first, or give another --data.")
        }
        return descriptor
    }

    private static func facts(_ path: String, _ sites: Int?, _ nodes: Int?) throws(CommandFailure) -> Facts {
        let file = path + "/up.json"
        if let data = FileManager.default.contents(atPath: file) {
            guard var facts = try? JSONDecoder().decode(Facts.self, from: data) else {
                throw CommandFailure(.files, "\(file) cannot be understood; is \(path) a folder of `centralino up`?")
            }
            guard sites == nil || sites == facts.sites else {
                throw CommandFailure(
                    .usage, "\(path) was made with --sites \(facts.sites), which stays. Give another --data.")
            }
            let before = facts.nodes ?? 1
            guard let nodes, nodes != before else { return facts }
            guard nodes > before else {
                throw CommandFailure(
                    .usage, "\(path) has \(before) nodes a site, which do not become fewer. Give another --data.")
            }
            facts.nodes = nodes
            try write(facts, file)
            return facts
        }
        let facts = Facts(
            sites: sites ?? 1, cluster: "centralino-\(UUID().uuidString.prefix(8).lowercased())", nodes: nodes)
        try write(facts, file)
        return facts
    }

    private static func write(_ facts: Facts, _ file: String) throws(CommandFailure) {
        guard let data = try? JSONEncoder().encode(facts) else {
            throw CommandFailure(.files, "\(file) cannot be written.")
        }
        try PrivateFile.write(file, [UInt8](data) + [0x0A])
    }

    /// Makes the pool's master key where there is none.
    private static func makeKey(_ path: String) throws(CommandFailure) {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do { _ = try KeyFile.create(path) } catch { throw CommandFailure(.cannotCreate, error.message) }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The file in which `up` leaves word of itself, so that the other commands need no flags.
///
/// It lies in `$XDG_RUNTIME_DIR/centralino/context.json`, or, where there is no such folder, in
/// `~/.config/centralino/context.json` (`$XDG_CONFIG_HOME` counts). Only its owner may read it. The last `up` to start
/// wins; each removes the file at its end if it is still its own.
struct ContextFile: Codable, Equatable {
    /// The servers, in the order of sites.
    var nats: [String]
    /// The pool.
    var pool: String
    /// What every subject begins with.
    var prefix: String
    /// The sites, in order.
    var sites: [String]
    /// The `up` that wrote it.
    var pid: Int32
    /// Tells this run of `up` from every other.
    var run: String
    /// The file with the pool's master key.
    var key: String?
    /// The folder of the nodes' data directories.
    var data: String?

    /// Where it lies unless told.
    ///
    /// - Parameter environment: The variables of the process.
    static func defaultPath(_ environment: [String: String]) -> String {
        var isFolder: ObjCBool = false
        if let runtime = environment["XDG_RUNTIME_DIR"], !runtime.isEmpty,
            FileManager.default.fileExists(atPath: runtime, isDirectory: &isFolder), isFolder.boolValue
        {
            return runtime + "/centralino/context.json"
        }
        if let folder = environment["XDG_CONFIG_HOME"], !folder.isEmpty { return folder + "/centralino/context.json" }
        return NSHomeDirectory() + "/.config/centralino/context.json"
    }

    /// Reads one.
    ///
    /// - Returns: Nil when there is none.
    /// - Throws: `files` when it cannot be understood.
    static func read(_ path: String) throws(CommandFailure) -> ContextFile? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        guard let file = try? JSONDecoder().decode(ContextFile.self, from: data), !file.nats.isEmpty else {
            throw CommandFailure(
                .files, "The context file \(path) cannot be understood. Remove it, or name the servers with --nats.")
        }
        return file
    }

    /// Writes it so that a reader sees either all of it or the one before.
    func write(_ path: String) throws(CommandFailure) {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder.isEmpty ? "." : folder, withIntermediateDirectories: true)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try PrivateFile.write(path, [UInt8](try encoder.encode(self)) + [0x0A])
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.cannotCreate, "Cannot make the context file \(path): \(error.localizedDescription)")
        }
    }

    /// Removes it, unless another `up` has written its own meanwhile.
    func remove(_ path: String) {
        guard let there = try? Self.read(path), there.run == run else { return }
        unlink(path)
    }
}

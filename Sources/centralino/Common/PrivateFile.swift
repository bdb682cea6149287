// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Files that nobody but their owner may read.
enum PrivateFile {
    /// Writes a file with mode 0600, whole or not at all; durable on return.
    ///
    /// - Parameters:
    ///   - path: The file; one that is there is replaced.
    ///   - bytes: What it shall hold.
    static func write(_ path: String, _ bytes: [UInt8]) throws(CommandFailure) {
        // Two processes may write one file at a time: the last one wins.
        let draft = "\(path).\(getpid()).new"
        defer { unlink(draft) }
        try fill(draft, bytes)
        guard rename(draft, path) == 0 else { throw failure("make", path) }
        let folder = open(
            URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("keep", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("keep", path) }
    }

    private static func fill(_ draft: String, _ bytes: [UInt8]) throws(CommandFailure) {
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("make", draft) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("write", draft) }
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw failure("write", draft) }
            left = left.dropFirst(max(0, count))
        }
        guard fsync(descriptor) == 0 else { throw failure("write", draft) }
    }

    /// The failure of the system call just made.
    static func failure(_ deed: String, _ path: String) -> CommandFailure {
        let reason = String(cString: strerror(errno))
        return CommandFailure(.cannotCreate, "Cannot \(deed) \(path): \(reason).")
    }
}

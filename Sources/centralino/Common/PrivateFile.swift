// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Files that nobody but their owner may read.
enum PrivateFile {
    /// Writes a file with mode 0600; durable on return.
    ///
    /// - Parameters:
    ///   - path: The file; one that is there is replaced, unless `isNew`.
    ///   - bytes: What it shall hold.
    ///   - isNew: Whether a file that is there is an error.
    static func write(_ path: String, _ bytes: [UInt8], isNew: Bool = false) throws(CommandFailure) {
        let mode = O_WRONLY | O_CREAT | O_CLOEXEC | (isNew ? O_EXCL : O_TRUNC)
        let descriptor = open(path, mode, 0o600)
        guard descriptor >= 0 else { throw failure("make", path) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
            fsync(descriptor) == 0
        else { throw failure("write", path) }
    }

    /// The failure of the system call just made.
    static func failure(_ deed: String, _ path: String) -> CommandFailure {
        let reason = String(cString: strerror(errno))
        return CommandFailure(.cannotCreate, "Cannot \(deed) \(path): \(reason).")
    }
}

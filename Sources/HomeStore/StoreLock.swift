// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The lock that lets one process at a time open a directory; held as long as the descriptor is open.
///
/// `flock` and not SQLite's own lock: it is there before the database is touched, it also keeps two stores of one
/// process apart, and the kernel drops it with the process however that ends.
struct StoreLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says which process has it.
    init(directory: String) throws(HomeStoreError) {
        let path = "\(directory)/home.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .system(errno, operation: "open", what: "Cannot open \(path)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = errno
            let holder = Self.holder(descriptor)
            Glibc.close(descriptor)
            guard failure == EWOULDBLOCK else {
                throw .system(failure, operation: "open", what: "Cannot lock \(path)")
            }
            throw HomeStoreError(
                .inUse, raw: -failure, operation: "open",
                message: "The store in \(directory) is open in process \(holder). "
                    + "One node has a home at a time: end that one, or give this node a directory of its own.")
        }
        self.descriptor = descriptor
        // Only a help for the message above; the lock is the descriptor's, so a failed write matters to nobody.
        _ = ftruncate(descriptor, 0)
        let text = Array("\(getpid())\n".utf8)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    /// The number the present holder wrote into the file.
    private static func holder(_ descriptor: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &text, text.count, 0)
        let digits = text.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }

    deinit {
        // Unlocked and not only closed: a child between fork and exec has the descriptor too, and the lock with it.
        flock(descriptor, LOCK_UN)
        Glibc.close(descriptor)
    }
}

// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The file with a pool's master key: lines that begin with `#`, and one line of 64 hex digits.
///
/// Whoever has the key can open every day key that is not destroyed; so the file may be readable to its owner only.
public struct KeyFile: Sendable {
    /// Where the file lies.
    public let path: String
    /// The key in it.
    public let key: SealingKey

    private static let comment =
        "# Centralino: the pool's master key. Keep a copy in a safe place; without it no caller's number can be read.\n"
    private static let sizeLimit = 4096

    /// Reads a key file.
    ///
    /// - Parameter path: the file; a symbolic link is followed, its target judged.
    /// - Throws: `missing`, `permissions` (group or others may read or write it), `malformed`, `io`.
    public static func load(_ path: String) throws(SealingError) -> KeyFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw failure("read", path) }
            throw SealingError(
                .missing, "There is no key file \(path). Copy the pool's master key there, or make one for a new pool.")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw failure("read", path) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw SealingError(.malformed, "\(path) is not a file; name the file with the pool's master key.")
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw SealingError(
                .permissions, "Others than its owner may use the key file \(path). Run: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: sizeLimit)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure("read", path) }
        guard let key = parse(bytes.prefix(count)) else {
            throw SealingError(
                .malformed, "\(path) is not a key file: it must hold one line of 64 hex digits, and comments after #.")
        }
        return KeyFile(path: path, key: key)
    }

    /// Makes a key file with a new random key and mode 0600; durable on return.
    ///
    /// An existing file stays as it is.
    ///
    /// - Throws: `exists`, `io`.
    public static func create(_ path: String) throws(SealingError) -> KeyFile {
        let key = SealingKey.random()
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw failure("make", path) }
            throw SealingError(.exists, "There is a key file \(path) already; it is not overwritten.")
        }
        let text = Array((comment + hex(key.bytes) + "\n").utf8)
        // The mode is set again because the process's mask may have taken the owner's bits too.
        let written =
            fchmod(descriptor, 0o600) == 0 && write(descriptor, text, text.count) == text.count
            && fsync(descriptor) == 0
        let cause = errno
        close(descriptor)
        guard written else {
            // A half-written key must not be found at the next start.
            unlink(path)
            errno = cause
            throw failure("write", path)
        }
        try synchroniseDirectory(of: path)
        return KeyFile(path: path, key: key)
    }

    private static func parse(_ bytes: ArraySlice<UInt8>) -> SealingKey? {
        guard bytes.count < sizeLimit else { return nil }
        var found: SealingKey?
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) where line.first != 0x23 {
            guard found == nil, line.count == 2 * SealingKey.byteCount else { return nil }
            var key: [UInt8] = []
            for index in stride(from: line.startIndex, to: line.endIndex, by: 2) {
                guard let high = nibble(line[index]), let low = nibble(line[index + 1]) else { return nil }
                key.append(high << 4 | low)
            }
            found = SealingKey(bytes: key)
        }
        return found
    }

    private static func nibble(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x61 + 10
        case 0x41...0x46: character - 0x41 + 10
        default: nil
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    private static func synchroniseDirectory(of path: String) throws(SealingError) {
        let parent = path.utf8.lastIndex(of: 0x2F).map { String(path[...$0]) } ?? "."
        let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("make durable", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("make durable", path) }
    }

    private static func failure(_ deed: String, _ path: String) -> SealingError {
        let text = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return SealingError(.io, "Cannot \(deed) the key file \(path): \(text).")
    }
}

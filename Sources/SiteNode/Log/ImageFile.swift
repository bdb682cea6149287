// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import Foundation

/// A node's own image of the log's state: one file in its data directory, whole or not there, authenticated under the
/// pool's key.
struct ImageFile: Sendable {
    /// What a file holds.
    struct Content {
        let image: LogImage
        /// Milliseconds since 1970 when it was written.
        let writtenAt: Int64
    }

    /// The file.
    let path: String
    private let directory: String
    private let authenticator: any BatchAuthenticator

    /// "CENI", and the version of the form.
    private static let head: [UInt8] = [0x43, 0x45, 0x4E, 0x49, 1]
    /// Bytes by which the key is known again.
    private static let keyMarkLength = 8

    init(_ directory: String, _ authenticator: any BatchAuthenticator) {
        self.directory = directory
        self.authenticator = authenticator
        path = directory + "/log.image"
    }

    /// Tells another key from damage, and says nothing of the key.
    private var keyMark: [UInt8] {
        Array(authenticator.authenticationCode(of: Self.head).bytes.prefix(Self.keyMarkLength))
    }

    /// Writes an image beside the old one, syncs it, and puts it in its place.
    func write(_ image: LogImage, at wall: Int64) throws(NodeError) {
        let state = image.engine.encoded()
        var writer = WireWriter(capacity: state.count + 128)
        writer.raw(Self.head)
        writer.raw(keyMark)
        writer.signed(wall)
        writer.number(image.logSequence)
        writer.raw(image.digest.bytes)
        writer.raw(state)
        writer.raw(authenticator.authenticationCode(of: writer.bytes).bytes)
        let draft = path + ".new"
        defer { unlink(draft) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("make \(draft)") }
        let isWritten = Self.write(writer.bytes, to: descriptor) && fsync(descriptor) == 0
        let why = errno
        close(descriptor)
        guard isWritten else { throw failure("write \(draft)", why) }
        guard rename(draft, path) == 0 else { throw failure("rename \(draft)") }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("open \(directory)") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("sync \(directory)") }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { left = left.dropFirst(count) } else if errno != EINTR { return false }
        }
        return true
    }

    /// Reads the file; nil when there is none.
    func read() throws(NodeError) -> Content? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else { throw failure("read \(path)") }
        let bytes = [UInt8](data)
        let least = Self.head.count + Self.keyMarkLength + Digest.length
        guard bytes.count > least, bytes.starts(with: Self.head) else {
            throw NodeError(.store, "\(path) is no image of this version of centralino")
        }
        guard bytes[Self.head.count...].starts(with: keyMark) else {
            throw NodeError(.configuration, "\(path) was made under another master key")
        }
        let body = Array(bytes.dropLast(Digest.length))
        guard authenticator.authenticationCode(of: body).bytes.elementsEqual(bytes.suffix(Digest.length)) else {
            throw NodeError(.store, "\(path) is damaged")
        }
        var reader = WireReader(body)
        do {
            _ = try reader.raw(Self.head.count + Self.keyMarkLength)
            let wall = try reader.signed()
            let logSequence = try reader.number()
            let digest = Digest(try reader.raw(Digest.length))
            let engine = try Engine(decoding: try reader.raw(reader.remaining))
            return Content(
                image: LogImage(engine: engine, logSequence: logSequence, digest: digest), writtenAt: wall)
        } catch {
            throw NodeError(.store, "\(path) cannot be read by this build: \(error)")
        }
    }

    private func failure(_ what: String, _ number: Int32 = errno) -> NodeError {
        NodeError(.store, "cannot \(what): \(String(cString: strerror(number)))")
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
package import BrokerReplica
import Foundation
import Sealing

/// A node's own image of the log's state: one file in its data directory, whole or not there, authenticated under the
/// pool's key. It is written and read in pieces: a state may have hundreds of megabytes.
package struct ImageFile: Sendable {
    /// What a file says of its state.
    package struct Content: Sendable {
        /// How advanced it is.
        package let rank: LogRank
        /// The place of the log.
        package let place: SeenPlace
        /// Milliseconds since 1970 when it was written.
        let writtenAt: Int64
    }

    /// The file.
    let path: String
    private let directory: String
    private let authenticator: LogAuthenticator

    /// "CENI", and the version of the form.
    private static let head: [UInt8] = [0x43, 0x45, 0x4E, 0x49, 1]
    /// Bytes by which the key is known again.
    private static let keyMarkLength = 8
    private static let pieceBytes = 256 * 1024

    /// A node's file.
    package init(_ directory: String, _ authenticator: LogAuthenticator) {
        self.directory = directory
        self.authenticator = authenticator
        path = directory + "/log.image"
    }

    /// Tells another key from damage, and says nothing of the key.
    private var keyMark: [UInt8] {
        Array(authenticator.authenticationCode(of: Self.head).bytes.prefix(Self.keyMarkLength))
    }

    /// Writes an image beside the old one, syncs it, and puts it in its place.
    package func write(_ image: LogImage, at wall: Int64) throws(NodeError) {
        let draft = path + ".new"
        defer { unlink(draft) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("make \(draft)") }
        try fill(descriptor, with: image, at: wall)
        guard rename(draft, path) == 0 else { throw failure("rename \(draft)") }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("open \(directory)") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("sync \(directory)") }
    }

    /// Writes everything, and closes the file.
    private func fill(_ descriptor: Int32, with image: LogImage, at wall: Int64) throws(NodeError) {
        defer { close(descriptor) }
        let code = authenticator.codeOfPieces()
        var head = WireWriter()
        head.raw(Self.head)
        head.raw(keyMark)
        head.signed(wall)
        head.number(image.logSequence)
        head.raw(image.digest.bytes)
        code.add(head.bytes)
        try write(head.bytes, to: descriptor)
        try image.engine.write(inPiecesOf: Self.pieceBytes) { (piece) throws(NodeError) in
            // What is left belongs to the store: a node can do without an image.
            guard !DiskWatch.isShort(directory) else {
                throw NodeError(.store, "the disk of \(directory) is nearly full")
            }
            code.add(piece)
            try write(piece, to: descriptor)
        }
        try write(code.end(), to: descriptor)
        guard fsync(descriptor) == 0 else { throw failure("sync \(path).new") }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(NodeError) {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw failure("write \(path).new") }
            left = left.dropFirst(max(0, count))
        }
    }

    /// Looks at the file and reads nothing of the state but how advanced it is; nil when there is none.
    package func look() throws(NodeError) -> Content? {
        try withFile { (descriptor, size) throws(NodeError) in try check(descriptor, size).content }
    }

    /// Reads the file; nil when there is none.
    package func read() throws(NodeError) -> (image: LogImage, content: Content)? {
        try withFile { (descriptor, size) throws(NodeError) in
            let (content, start) = try check(descriptor, size)
            var reading = EngineReading(keepsContacts: true, bytes: size)
            var failed: WireError?
            try forEachPiece(descriptor, from: start, to: size - Digest.length) { (piece) throws(NodeError) in
                guard failed == nil else { return }
                do throws(WireError) { try reading.take(piece) } catch { failed = error }
            }
            do throws(WireError) {
                if let failed { throw failed }
                let engine = try reading.end()
                let place = content.place
                return (LogImage(engine: engine, logSequence: place.logSequence, digest: place.digest), content)
            } catch {
                throw unreadable(error)
            }
        }
    }

    private func withFile<Value>(
        _ body: (_ descriptor: Int32, _ size: Int) throws(NodeError) -> Value
    ) throws(NodeError) -> Value? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno != ENOENT else { return nil }
            throw failure("read \(path)")
        }
        defer { close(descriptor) }
        var about = stat()
        guard fstat(descriptor, &about) == 0 else { throw failure("read \(path)") }
        return try body(descriptor, Int(about.st_size))
    }

    /// Looks whether every byte is as it was written; what the file says, and where the state begins.
    private func check(
        _ descriptor: Int32, _ size: Int
    ) throws(NodeError) -> (content: Content, start: Int) {
        let end = size - Digest.length
        let first = try piece(descriptor, from: 0, to: min(Self.pieceBytes, size))
        guard end > Self.head.count + Self.keyMarkLength, first.starts(with: Self.head) else {
            throw NodeError(.store, "\(path) is no image of this version of centralino")
        }
        guard first[Self.head.count...].starts(with: keyMark) else {
            throw NodeError(.configuration, "\(path) was made under another master key")
        }
        let code = authenticator.codeOfPieces()
        try forEachPiece(descriptor, from: 0, to: end) { (piece) throws(NodeError) in code.add(piece) }
        guard try piece(descriptor, from: end, to: size) == code.end() else {
            throw NodeError(.store, "\(path) is damaged")
        }
        var reader = WireReader(first)
        do throws(WireError) {
            _ = try reader.raw(Self.head.count + Self.keyMarkLength)
            let wall = try reader.signed()
            let logSequence = try reader.number()
            let digest = Digest(try reader.raw(Digest.length))
            let start = reader.offset
            let head = try EngineHead(from: &reader)
            let content = Content(
                rank: LogRank(generation: head.generation, epoch: head.epoch, sequence: head.sequence),
                place: SeenPlace(generation: head.generation, logSequence: logSequence, digest: digest),
                writtenAt: wall)
            return (content, start)
        } catch {
            throw unreadable(error)
        }
    }

    private func forEachPiece(
        _ descriptor: Int32, from start: Int, to end: Int, _ body: ([UInt8]) throws(NodeError) -> Void
    ) throws(NodeError) {
        for from in stride(from: start, to: end, by: Self.pieceBytes) {
            try body(try piece(descriptor, from: from, to: min(from + Self.pieceBytes, end)))
        }
    }

    private func piece(_ descriptor: Int32, from start: Int, to end: Int) throws(NodeError) -> [UInt8] {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: end - start) { buffer, initialized in
            while initialized < buffer.count {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[initialized...])
                count = pread(descriptor, rest.baseAddress, rest.count, off_t(start + initialized))
                guard count > 0 || count < 0 && errno == EINTR else { break }
                initialized += max(0, count)
            }
        }
        guard bytes.count == end - start else {
            throw count < 0 ? failure("read \(path)") : NodeError(.store, "\(path) is damaged")
        }
        return bytes
    }

    private func unreadable(_ error: WireError) -> NodeError {
        NodeError(.store, "\(path) cannot be read by this build: \(error)")
    }

    private func failure(_ what: String, _ number: Int32 = errno) -> NodeError {
        NodeError(.store, "cannot \(what): \(String(cString: strerror(number)))")
    }
}

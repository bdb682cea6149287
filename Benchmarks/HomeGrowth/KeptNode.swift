// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import Foundation
import HomeStore
import Sealing
import SiteNode

/// What a node has on its disk and in JetStream when it begins, in one directory.
struct KeptNode {
    let directory: String
    let authenticator: LogAuthenticator

    init(_ directory: String) {
        self.directory = directory
        guard let key = SealingKey(bytes: Array(repeating: 7, count: SealingKey.byteCount)) else {
            preconditionFailure("a key of \(SealingKey.byteCount) bytes is none")
        }
        authenticator = LogAuthenticator(master: key)
    }

    /// The node's own image.
    var image: ImageFile { ImageFile(directory, authenticator) }

    /// Another, which takes nothing of what is kept away.
    var imageAside: ImageFile { ImageFile(directory + "/home", authenticator) }

    /// Opens the store, or makes it.
    func openStore(create: Bool) throws -> Store {
        try FileManager.default.createDirectory(atPath: directory + "/home", withIntermediateDirectories: true)
        return try Store(directory: directory + "/home", create: create)
    }

    /// Writes a snapshot as it lies in JetStream, and reads it back.
    func keep(_ image: LogImage) throws {
        try Data().write(to: URL(fileURLWithPath: snapshotPath))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: snapshotPath))
        let code = authenticator.codeOfPieces()
        var reading = EngineReading(keepsContacts: false)
        try image.engine.write(inPiecesOf: Limits.snapshotChunkBytes) { (chunk) throws(any Error) in
            code.add(chunk)
            try reading.take(chunk)
            try file.write(contentsOf: chunk)
        }
        try file.close()
        _ = try reading.end()
        let digest = code.end()
        var manifest = WireWriter()
        manifest.number(image.logSequence)
        manifest.raw(image.digest.bytes)
        manifest.raw(digest)
        try Data(manifest.bytes).write(to: URL(fileURLWithPath: manifestPath))
        let again = authenticator.codeOfPieces()
        try read { again.add($0) }
        let isWhole = again.end() == digest
        precondition(isWhole, "it does not read back as written")
    }

    /// Reads the snapshot.
    func snapshot() throws -> LogImage {
        var manifest = WireReader([UInt8](try Data(contentsOf: URL(fileURLWithPath: manifestPath))))
        let logSequence = try manifest.number()
        let digest = Digest(try manifest.raw(Digest.length))
        let code = Digest(try manifest.raw(Digest.length))
        var chunks: [[UInt8]] = []
        let running = authenticator.codeOfPieces()
        try read { chunk in
            running.add(chunk)
            chunks.append(chunk)
        }
        let isWhole = running.end() == code.bytes
        precondition(isWhole, "the snapshot is damaged")
        var reading = EngineReading(keepsContacts: true, bytes: chunks.count * Limits.snapshotChunkBytes)
        chunks.reverse()
        while let chunk = chunks.popLast() { try reading.take(chunk) }
        return LogImage(engine: try reading.end(), logSequence: logSequence, digest: digest)
    }

    private func read(_ body: ([UInt8]) throws -> Void) throws {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: snapshotPath))
        while let chunk = try file.read(upToCount: Limits.snapshotChunkBytes), !chunk.isEmpty {
            try body([UInt8](chunk))
        }
        try file.close()
    }

    /// Writes the log's messages behind the snapshot.
    func keep(log messages: [[UInt8]]) throws {
        var writer = WireWriter()
        writer.list(messages) { $0.blob($1) }
        try Data(writer.bytes).write(to: URL(fileURLWithPath: directory + "/log"))
    }

    /// The log's messages behind the snapshot.
    func log() throws -> [[UInt8]] {
        var reader = WireReader([UInt8](try Data(contentsOf: URL(fileURLWithPath: directory + "/log"))))
        return try reader.list { (reader) throws(WireError) in try reader.blob() }
    }

    private var snapshotPath: String { directory + "/snapshot" }
    private var manifestPath: String { directory + "/manifest" }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import NATSClient
import Sealing

/// Snapshots in a stream of their own: chunks first, manifest last, read back before anything is trimmed.
struct SnapshotShelf: Sendable {
    private let subjects: InternalSubjects
    private let authenticator: LogAuthenticator

    /// What a manifest says.
    private struct Manifest: WireCodable {
        let logSequence: UInt64
        let logDigest: Digest
        let firstChunk: UInt64
        let chunkCount: UInt64
        let digest: Digest

        func write(to writer: inout WireWriter) {
            writer.byte(1)
            writer.number(logSequence)
            writer.raw(logDigest.bytes)
            writer.number(firstChunk)
            writer.number(chunkCount)
            writer.raw(digest.bytes)
        }

        init(logSequence: UInt64, logDigest: Digest, firstChunk: UInt64, chunkCount: UInt64, digest: Digest) {
            self.logSequence = logSequence
            self.logDigest = logDigest
            self.firstChunk = firstChunk
            self.chunkCount = chunkCount
            self.digest = digest
        }

        init(from reader: inout WireReader) throws(WireError) {
            let version = try reader.byte()
            guard version == 1 else { throw .version(version) }
            self.init(
                logSequence: try reader.number(), logDigest: Digest(try reader.raw(Digest.length)),
                firstChunk: try reader.number(), chunkCount: try reader.number(),
                digest: Digest(try reader.raw(Digest.length)))
        }
    }

    init(_ subjects: InternalSubjects, _ authenticator: LogAuthenticator) {
        self.subjects = subjects
        self.authenticator = authenticator
    }

    /// Makes the stream if it is not there.
    func prepare(_ jetStream: JetStream, replicas: Int) throws(NATSError) {
        guard try jetStream.streamInfo(subjects.snapshotStream) == nil else { return }
        var configuration = StreamConfiguration(
            name: subjects.snapshotStream, subjects: [subjects.snapshotChunk, subjects.snapshotManifest],
            replicas: replicas)
        configuration.denyDelete = true
        _ = try jetStream.createStream(configuration)
    }

    /// Writes a snapshot, reads it back, and drops those before the one before it.
    ///
    /// Each message expects the one before it: who stood still meanwhile, or has a message stuck on its way, puts no
    /// old state behind a newer one, whose log is trimmed by then.
    ///
    /// - Parameter beginsGeneration: Whether the state is of a new generation: it may lie before what has been kept.
    func keep(
        _ image: LogImage, _ jetStream: JetStream, replicas: Int, beginsGeneration: Bool = false
    ) throws(NATSError) {
        try prepare(jetStream, replicas: replicas)
        var last = try jetStream.streamInfo(subjects.snapshotStream)?.lastSequence ?? 0
        let before = try newestManifest(jetStream)
        guard beginsGeneration || before?.logSequence ?? 0 < image.logSequence else {
            throw NATSError(.unavailable, operation: "snapshot", message: "there is a newer one")
        }
        let code = authenticator.codeOfPieces()
        var first: UInt64 = 0
        var count: UInt64 = 0
        // Chunk by chunk: the whole of it is as large as half an engine. What this build could not read is not kept.
        var reading = EngineReading(keepsContacts: false)
        try image.engine.write(inPiecesOf: Limits.snapshotChunkBytes) { (chunk) throws(NATSError) in
            code.add(chunk)
            do throws(WireError) { try reading.take(chunk) } catch { throw Self.unreadable(error) }
            last = try put(chunk, subjects.snapshotChunk, after: last, jetStream)
            if count == 0 { first = last }
            count += 1
        }
        do throws(WireError) { _ = try reading.end() } catch { throw Self.unreadable(error) }
        let manifest = Manifest(
            logSequence: image.logSequence, logDigest: image.digest, firstChunk: first, chunkCount: count,
            digest: Digest(code.end()))
        _ = try put(manifest.encoded(), subjects.snapshotManifest, after: last, jetStream)
        try check(manifest, jetStream)
        if let before { try jetStream.purge(subjects.snapshotStream, below: before.firstChunk) }
    }

    private static func unreadable(_ error: WireError) -> NATSError {
        NATSError(.jetStream, operation: "snapshot", message: "this build could not read it: \(error)")
    }

    /// Reads a snapshot back: every byte is there as it was written.
    private func check(_ manifest: Manifest, _ jetStream: JetStream) throws(NATSError) {
        guard let kept = try newestManifest(jetStream), kept.encoded() == manifest.encoded() else {
            throw NATSError(.jetStream, operation: "snapshot", message: "another one is the newest")
        }
        let code = authenticator.codeOfPieces()
        try read(manifest, jetStream) { code.add($0) }
        guard Digest(code.end()) == manifest.digest else {
            throw NATSError(.jetStream, operation: "snapshot", message: "it does not read back as written")
        }
    }

    /// The newest snapshot; nil when there is none.
    func newest(_ jetStream: JetStream) throws(NATSError) -> LogImage? {
        try newestManifest(jetStream).map { manifest throws(NATSError) in try image(manifest, jetStream) }
    }

    /// The oldest snapshot that a log which begins with a message goes on from; nil when there is none.
    func oldest(beforeLogFrom firstSequence: UInt64, _ jetStream: JetStream) throws(NATSError) -> LogImage? {
        guard let info = try jetStream.streamInfo(subjects.snapshotStream) else { return nil }
        var found: Manifest?
        try jetStream.read(
            stream: subjects.snapshotStream, from: info.firstSequence, idleLimit: .seconds(5)
        ) { message in
            guard message.subject == subjects.snapshotManifest, let manifest = try? Manifest(decoding: message.bytes),
                manifest.logSequence + 1 >= firstSequence, manifest.firstChunk >= info.firstSequence
            else { return true }
            found = manifest
            return false
        }
        return try found.map { manifest throws(NATSError) in try image(manifest, jetStream) }
    }

    private func image(_ manifest: Manifest, _ jetStream: JetStream) throws(NATSError) -> LogImage {
        let code = authenticator.codeOfPieces()
        var chunks: [[UInt8]] = []
        try read(manifest, jetStream) { chunk in
            code.add(chunk)
            chunks.append(chunk)
        }
        guard Digest(code.end()) == manifest.digest else {
            throw NATSError(.jetStream, operation: "snapshot", message: "it is damaged or not this pool's")
        }
        do throws(WireError) {
            // Each chunk goes as it is read.
            var reading = EngineReading(keepsContacts: true, bytes: chunks.count * Limits.snapshotChunkBytes)
            chunks.reverse()
            while let chunk = chunks.popLast() { try reading.take(chunk) }
            return LogImage(
                engine: try reading.end(), logSequence: manifest.logSequence, digest: manifest.logDigest)
        } catch {
            throw NATSError(.jetStream, operation: "snapshot", message: "of another version: \(error)")
        }
    }

    /// Reads all chunks of a snapshot.
    private func read(
        _ manifest: Manifest, _ jetStream: JetStream, _ body: ([UInt8]) -> Void
    ) throws(NATSError) {
        var left = manifest.chunkCount
        try jetStream.read(
            stream: subjects.snapshotStream, from: manifest.firstChunk, idleLimit: .seconds(5)
        ) { message in
            guard message.subject == subjects.snapshotChunk else { return true }
            body(message.bytes)
            left -= 1
            return left > 0
        }
        guard left == 0 else {
            throw NATSError(.jetStream, operation: "snapshot", message: "it is damaged or not this pool's")
        }
    }

    private func newestManifest(_ jetStream: JetStream) throws(NATSError) -> Manifest? {
        let stored: StoredMessage?
        do throws(NATSError) {
            stored = try jetStream.lastMessage(stream: subjects.snapshotStream, subject: subjects.snapshotManifest)
        } catch {
            // No stream, no snapshot.
            guard error.code == .notFound else { throw error }
            return nil
        }
        guard let stored else { return nil }
        do {
            return try Manifest(decoding: stored.bytes)
        } catch {
            throw NATSError(.jetStream, operation: "snapshot", message: "a manifest of another version: \(error)")
        }
    }

    private func put(
        _ bytes: [UInt8], _ subject: String, after last: UInt64, _ jetStream: JetStream
    ) throws(NATSError) -> UInt64 {
        switch jetStream.append(subject, bytes, expectedLastSequence: last, timeout: .seconds(5)) {
        case .committed(let sequence): return sequence
        case .refused(let error), .unknown(let error): throw error
        }
    }
}

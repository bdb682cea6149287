// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import NATSClient

/// Snapshots in a stream of their own: chunks first, manifest last, read back before anything is trimmed.
struct SnapshotShelf: Sendable {
    private let subjects: InternalSubjects
    private let authenticator: any BatchAuthenticator

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

    init(_ subjects: InternalSubjects, _ authenticator: any BatchAuthenticator) {
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
    func keep(_ image: LogImage, _ jetStream: JetStream, replicas: Int) throws(NATSError) {
        try prepare(jetStream, replicas: replicas)
        let before = try newestManifest(jetStream)
        let bytes = image.engine.encoded()
        var first: UInt64 = 0
        var count: UInt64 = 0
        for start in stride(from: 0, to: bytes.count, by: Limits.snapshotChunkBytes) {
            let chunk = Array(bytes[start..<min(start + Limits.snapshotChunkBytes, bytes.count)])
            let sequence = try put(chunk, subjects.snapshotChunk, jetStream)
            if count == 0 { first = sequence }
            count += 1
            // Another node writes snapshots too: chunks that are not in a row make none.
            guard sequence == first + count - 1 else {
                throw NATSError(.unavailable, operation: "snapshot", message: "another node writes one")
            }
        }
        let manifest = Manifest(
            logSequence: image.logSequence, logDigest: image.digest, firstChunk: first, chunkCount: count,
            digest: authenticator.authenticationCode(of: bytes))
        _ = try put(manifest.encoded(), subjects.snapshotManifest, jetStream)
        let kept = try newest(jetStream)
        guard kept?.logSequence == image.logSequence, kept?.engine.generation == image.engine.generation else {
            throw NATSError(.jetStream, operation: "snapshot", message: "it does not read back as written")
        }
        if let before { try jetStream.purge(subjects.snapshotStream, below: before.firstChunk) }
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
        var bytes: [UInt8] = []
        var left = manifest.chunkCount
        try jetStream.read(
            stream: subjects.snapshotStream, from: manifest.firstChunk, idleLimit: .seconds(5)
        ) { message in
            guard message.subject == subjects.snapshotChunk else { return true }
            bytes += message.bytes
            left -= 1
            return left > 0
        }
        guard left == 0, authenticator.authenticationCode(of: bytes) == manifest.digest else {
            throw NATSError(.jetStream, operation: "snapshot", message: "it is damaged or not this pool's")
        }
        do {
            let engine = try Engine(decoding: bytes)
            return LogImage(engine: engine, logSequence: manifest.logSequence, digest: manifest.logDigest)
        } catch {
            throw NATSError(.jetStream, operation: "snapshot", message: "of another version: \(error)")
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

    private func put(_ bytes: [UInt8], _ subject: String, _ jetStream: JetStream) throws(NATSError) -> UInt64 {
        switch jetStream.append(subject, bytes, headers: [], timeout: .seconds(5)) {
        case .committed(let sequence): return sequence
        case .refused(let error), .unknown(let error): throw error
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import NATSClient
import Synchronization

/// Keeps what nodes say to each other, to say it again later.
final class FrameRecorder: Sendable {
    struct Frame: Sendable {
        let subject: String
        let bytes: [UInt8]
    }

    private let content = Mutex<[Frame]>([])
    private let isRecording = Atomic(true)
    private let connection: NATSConnection

    /// Begins to record.
    ///
    /// - Parameters:
    ///   - connection: Used for both; closed by `close()`.
    ///   - subjects: What to record; wildcards allowed.
    init(_ connection: NATSConnection, subjects: [String]) throws {
        self.connection = connection
        for subject in subjects {
            try connection.subscribe(subject) { [weak self] handle in
                let message = handle.take()
                guard let self, isRecording.load(ordering: .relaxed) else { return }
                let frame = Frame(subject: message.subject, bytes: message.bytes)
                content.withLock { $0.append(frame) }
            }
        }
        try connection.flush(timeout: .seconds(5))
    }

    /// What was recorded.
    var frames: [Frame] { content.withLock { $0 } }

    /// Records no more.
    func stop() { isRecording.store(false, ordering: .relaxed) }

    /// Says everything again, each so many times, in a random order, a handful each hundredth of a second.
    ///
    /// - Returns: How many messages that were.
    func replay(times: Int, _ random: inout Random) throws -> Int {
        let all = (0..<times).flatMap { _ in frames }.shuffled(using: &random)
        for (index, frame) in all.enumerated() {
            try connection.publish(frame.subject, frame.bytes)
            if index.isMultiple(of: 15) { Thread.sleep(forTimeInterval: 0.01) }
        }
        try connection.flush(timeout: .seconds(5))
        return all.count
    }

    func close() { connection.close() }
}

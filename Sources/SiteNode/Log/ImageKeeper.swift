// SPDX-License-Identifier: Apache-2.0
import BrokerReplica
import Dispatch
import Logging
import Synchronization

/// Writes the node's image on a queue of its own. Of those that wait only the newest is written, and never over a more
/// advanced one.
final class ImageKeeper: Sendable {
    private let file: ImageFile
    private let logger: Logger
    private let queue = DispatchQueue(label: "image", qos: .utility)
    private let state = Mutex(State())

    private struct State {
        var waiting: LogImage?
        /// How advanced the image of the file is.
        var kept: LogRank?
    }

    /// A keeper of a file.
    ///
    /// - Parameter kept: how advanced what is there of an earlier process is.
    init(_ file: ImageFile, kept: LogRank?, logger: Logger) {
        self.file = file
        self.logger = logger
        state.withLock { $0.kept = kept }
    }

    /// Keeps an image; returns at once.
    func keep(_ image: LogImage) {
        let isFirst = state.withLock { state in
            defer { state.waiting = image }
            return state.waiting == nil
        }
        if isFirst { queue.async { [self] in write() } }
    }

    private func write() {
        let image = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }
        guard let image else { return }
        if let kept = state.withLock({ $0.kept }), kept > image.rank { return }
        do throws(NodeError) {
            try file.write(image, at: Clocks.wall)
            state.withLock { $0.kept = image.rank }
        } catch {
            logger.warning("the node's image of the log is not kept", metadata: [LogKey.error: "\(error.message)"])
        }
    }

    /// Returns when everything is written.
    func finish() { queue.sync {} }
}

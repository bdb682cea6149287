// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Dispatch
import Foundation
import Logging

/// Looks at the free space of the node's disk, and says when it becomes low, short, or enough again.
///
/// Unchecked Sendable holds by this invariant: `level` is touched on the queue alone; the timer is set once, before.
final class DiskWatch: @unchecked Sendable {
    /// How much room there is.
    enum Level: Int, Comparable {
        /// Enough.
        case enough
        /// The operator should act.
        case low
        /// Nothing new is taken.
        case short

        static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    /// Seconds between two looks.
    private static let interval = 10.0
    /// A level is left when there is a tenth more room than it needs, so that it does not come and go.
    private static let margin = 1.1

    private let directory: String
    private let logger: Logger
    private let tell: @Sendable (_ isShort: Bool) -> Void
    private let queue = DispatchQueue(label: "disk-watch", qos: .utility)
    private let timer: any DispatchSourceTimer
    private var level = Level.enough

    /// A watch that is not started yet.
    ///
    /// - Parameter tell: called when the disk has become short or is so no more, on the watch's queue.
    init(_ directory: String, logger: Logger, tell: @escaping @Sendable (_ isShort: Bool) -> Void) {
        self.directory = directory
        self.logger = logger
        self.tell = tell
        timer = DispatchSource.makeTimerSource(queue: queue)
    }

    /// Looks now, and then every ten seconds.
    func start() {
        timer.schedule(deadline: .now(), repeating: Self.interval)
        timer.setEventHandler { [weak self] in self?.look() }
        timer.resume()
    }

    /// Looks no more.
    func stop() {
        timer.cancel()
        queue.sync {}
    }

    /// Whether so little is left that it belongs to the store alone. Complexity: one system call.
    static func isShort(_ directory: String) -> Bool {
        guard let (free, size) = space(directory) else { return false }
        return level(free: free, of: size, from: .enough) == .short
    }

    /// Bytes that this user may still write, and all there are; nil if the system does not say.
    private static func space(_ directory: String) -> (free: UInt64, size: UInt64)? {
        var answer = statvfs()
        guard statvfs(directory, &answer) == 0 else { return nil }
        let block = UInt64(answer.f_frsize)
        return (UInt64(answer.f_bavail) * block, UInt64(answer.f_blocks) * block)
    }

    private func look() {
        guard let (free, size) = Self.space(directory) else { return }
        let next = Self.level(free: free, of: size, from: level)
        guard next != level else { return }
        defer { level = next }
        let facts: Logger.Metadata = [LogKey.freeBytes: "\(free)", LogKey.directory: "\(directory)"]
        switch next {
        case .short: logger.warning("the disk is nearly full: no new contacts are taken", metadata: facts)
        case .low where level < .low: logger.warning("the disk becomes full", metadata: facts)
        case .low: logger.notice("the disk has some room again: new contacts are taken", metadata: facts)
        case .enough: logger.notice("the disk has room again", metadata: facts)
        }
        if (next == .short) != (level == .short) { tell(next == .short) }
    }

    /// The level of a disk with so many bytes free; a better one than before only with some margin.
    static func level(free: UInt64, of size: UInt64, from level: Level) -> Level {
        func isBelow(_ limit: UInt64, _ name: Level) -> Bool {
            Double(free) < Double(limit) * (level >= name ? margin : 1)
        }
        if isBelow(min(Limits.diskShortBytes, size / 50), .short) { return .short }
        return isBelow(min(Limits.diskLowBytes, size / 10), .low) ? .low : .enough
    }
}

// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Logging
import NATSClient
import Sealing
import Synchronization

/// Every site's keys of the day, wrapped in a JetStream bucket, unwrapped here. Destroying a key there erases its day.
final class KeyRing: Sendable {
    private let wrapping: DayKeys
    private let site: String
    private let bucket: KeyValueBucket
    private let keys = Mutex<[String: SealingKey]>([:])
    private let logger: Logger
    private let watching = Mutex(Watching())
    /// What waits for JetStream.
    private let making = DispatchQueue(label: "day-keys", qos: .utility)
    private let isMaking = Atomic(false)

    private struct Watching {
        var follower: LogFollower?
        var isStopped = false
        /// Whether it has ended by itself and has not learnt anything since.
        var isTroubled = false
    }

    /// Days for which there are keys ahead: so long can a site that is cut off take callers.
    static let daysAhead = 35
    /// Seconds until the watch is begun again where it has ended by itself.
    private static let pause = 1.0

    /// Opens the bucket, makes this site's keys for today and tomorrow, and keeps the others' in sight.
    init(
        _ jetStream: JetStream, bucket name: String, replicas: Int, site: String, master: SealingKey, logger: Logger
    ) throws(NATSError) {
        wrapping = DayKeys(master: master)
        self.site = site
        self.logger = logger
        bucket = try jetStream.keyValue(bucket: name, replicas: replicas, create: true)
        try ensureDays(2)
        watch()
    }

    /// Stops watching.
    func stop() {
        watching.withLock { watching in
            watching.isStopped = true
            return watching.follower
        }?.stop()
    }

    /// A site's key of a day; nil when it is destroyed or not seen yet.
    func key(site: String, day: String) -> SealingKey? { keys.withLock { $0["\(site).\(day)"] } }

    /// This site's key of today, in UTC; nil when it is not there yet. Then it is made as soon as can be: the clock may
    /// have jumped to a day that nobody has thought of.
    func today() -> (day: SealingDay, key: SealingKey)? {
        guard let day = SealingDay(secondsSinceEpoch: Self.now) else { return nil }
        if let key = key(site: site, day: day.description) { return (day, key) }
        guard !isMaking.exchange(true, ordering: .acquiringAndReleasing) else { return nil }
        making.async { [self] in
            defer { isMaking.store(false, ordering: .releasing) }
            try? ensureDays(2)
        }
        return nil
    }

    /// Makes this site's keys for so many days from today on, so that midnight needs no JetStream. Safe to repeat.
    ///
    /// Blocks: some requests for each day whose key is not there yet.
    func ensureDays(_ count: Int) throws(NATSError) {
        let now = Self.now
        for ahead in 0..<Int64(count) {
            if let day = SealingDay(secondsSinceEpoch: now + ahead * 86_400) { try ensure(day) }
        }
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    private func watch() {
        let follower = bucket.watchAll(
            onEntry: { [weak self] in
                self?.learn($0)
                self?.watching.withLock { $0.isTroubled = false }
            }, onEnd: { [weak self] in self?.watchAgain(after: $0) })
        let isLate = watching.withLock { watching in
            if !watching.isStopped { watching.follower = follower }
            return watching.isStopped
        }
        if isLate { follower.stop() }
    }

    /// The watch has ended by itself, on its own thread.
    private func watchAgain(after error: NATSError) {
        // A connection that is closed is somebody else's to speak of.
        guard error.code != .closed else { return }
        let wasTroubled = watching.withLock { watching in
            defer { watching.isTroubled = true }
            return watching.isTroubled
        }
        if !wasTroubled {
            logger.warning("day keys are not followed: tried again", metadata: [LogKey.error: "\(error)"])
        }
        making.asyncAfter(deadline: .now() + Self.pause) { [weak self] in
            guard let self, !watching.withLock({ $0.isStopped }) else { return }
            watch()
        }
    }

    private func ensure(_ day: SealingDay) throws(NATSError) {
        let name = DayKeys.keyName(site: site, day: day)
        guard keys.withLock({ $0[name] }) == nil else { return }
        // Looked for first: a node that is started again then needs no write.
        if try find(name) { return }
        guard let wrapped = try? wrapping.wrap(.random(), site: site, day: day) else { return }
        do throws(NATSError) {
            _ = try bucket.create(name, wrapped)
        } catch {
            // Another node of the site was first: its key is as good.
            guard error.code == .alreadyExists || error.code == .wrongLastSequence else { throw error }
        }
        _ = try find(name)
    }

    /// Learns a key if the bucket has it.
    private func find(_ name: String) throws(NATSError) -> Bool {
        guard let value = try bucket.get(name) else { return false }
        learn(KeyValueEntry(key: name, value: value, revision: 0))
        return true
    }

    private func learn(_ entry: KeyValueEntry) {
        let parts = entry.key.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let day = SealingDay(String(parts[1])) else { return }
        let key = entry.value.flatMap { try? wrapping.unwrap($0, site: String(parts[0]), day: day) }
        keys.withLock { $0[entry.key] = key }
    }
}

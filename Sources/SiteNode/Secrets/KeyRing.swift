// SPDX-License-Identifier: Apache-2.0
import Foundation
import NATSClient
import Sealing
import Synchronization

/// Every site's keys of the day, wrapped in a JetStream bucket, unwrapped here. Destroying a key there erases its day.
final class KeyRing: Sendable {
    private let wrapping: DayKeys
    private let site: String
    private let bucket: KeyValueBucket
    private let keys = Mutex<[String: SealingKey]>([:])
    private let watch = Mutex<LogFollower?>(nil)

    /// Opens the bucket, makes this site's keys for today and tomorrow, and keeps the others' in sight.
    init(_ jetStream: JetStream, bucket name: String, replicas: Int, site: String, master: SealingKey) throws(NATSError)
    {
        wrapping = DayKeys(master: master)
        self.site = site
        bucket = try jetStream.keyValue(bucket: name, replicas: replicas, create: true)
        try ensureDays()
        let follower = bucket.watchAll { [weak self] entry in self?.learn(entry) }
        watch.withLock { $0 = follower }
    }

    /// Stops watching.
    func stop() { watch.withLock { $0 }?.stop() }

    /// A site's key of a day; nil when it is destroyed or not seen yet.
    func key(site: String, day: String) -> SealingKey? { keys.withLock { $0["\(site).\(day)"] } }

    /// Today, in UTC.
    static var today: SealingDay? { SealingDay(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) }

    /// Makes this site's keys for today and tomorrow, so that midnight needs no JetStream. Safe to repeat.
    func ensureDays() throws(NATSError) {
        let now = Int64(Date().timeIntervalSince1970)
        for day in [SealingDay(secondsSinceEpoch: now), SealingDay(secondsSinceEpoch: now + 86_400)] {
            if let day { try ensure(day) }
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

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import BrokerReplica

/// Publishes the stats documents, each second, while this node owns the pool or its site is an island.
struct StatsPublisher {
    private static let second: Int64 = 1_000_000_000
    /// Topics told of in one second; with more, the others follow in the next.
    private static let topicsPerSecond = 500

    private let speaker: Speaker
    private let pool: String
    private let site: SiteID
    private var latencies = LatencyRecorder()
    private var publishedAt: Int64 = 0
    private var nextTopic = 0

    init(_ speaker: Speaker, pool: String, site: SiteID) {
        self.site = site
        self.speaker = speaker
        self.pool = pool
    }

    /// Counts a batch.
    mutating func record(_ figures: CommitFigures) { latencies.record(figures) }

    /// Makes the documents of this moment.
    func maker(_ replica: inout Replica, _ now: Now) -> StatsMaker {
        StatsMaker(
            pool: pool, engine: replica.current, committed: replica.engine, island: replica.isIsland ? site : nil,
            now: replica.poolTime(at: now), latencies: latencies.document)
    }

    /// Publishes when a second has passed.
    mutating func tick(_ replica: inout Replica, _ now: Now) {
        guard replica.isOwner || replica.isIsland, now.monotonic - publishedAt >= Self.second else { return }
        publishedAt = now.monotonic
        let maker = maker(&replica, now)
        let topics = maker.topics
        speaker.publish(speaker.subjects.stats, Contract.encode(maker.pool(topics)))
        let names = topics.keys.sorted()
        if nextTopic >= names.count { nextTopic = 0 }
        let end = min(nextTopic + Self.topicsPerSecond, names.count)
        for name in names[nextTopic..<end] {
            guard let document = topics[name] else { continue }
            speaker.publish(speaker.subjects.stats(name), Contract.encode(document))
        }
        nextTopic = end
    }
}

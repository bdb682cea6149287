// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerEngine
import BrokerModel

/// The stats documents, from the folded log: any node makes the same, but for an island, which knows itself only.
struct StatsMaker {
    let pool: String
    /// What the site goes by.
    let engine: Engine
    /// What the log says; the same, but for an island.
    let committed: Engine
    /// The site that says this, if it is cut off.
    let island: SiteID?
    let now: PoolInstant
    let latencies: LatenciesDocument

    /// The pool's figures. Complexity: O(topics × lines + agents × topics of an agent + waiting).
    func pool(_ topics: [String: TopicStatsDocument]) -> StatsDocument {
        let agents = engine.allAgents.filter { $0.intent != .offline }
        var sites: [String: SiteStatsDocument] = [:]
        for (site, state) in engine.sitesInOrder {
            let waiting = engine.waitingCount(of: site)
            sites[site.text] = SiteStatsDocument(
                nodes: state.isDetached ? 0 : 1 + state.heirs.count, agents: agents.count { $0.site == site },
                waiting: waiting)
        }
        let islands = island.map { [$0] } ?? engine.sitesInOrder.filter(\.state.isDetached).map(\.site)
        return StatsDocument(
            pool: pool, owner: OwnerDocument(node: committed.owner?.text ?? "", epoch: Int(committed.epoch)),
            seq: Int(committed.sequence), at: Int(now.milliseconds), islands: islands.map(\.text),
            totals: totals(topics, agents),
            sites: sites, latencyUs: latencies)
    }

    private func totals(_ topics: [String: TopicStatsDocument], _ agents: [AgentState]) -> TotalsDocument {
        func sum(_ path: KeyPath<TopicStatsDocument, Int>) -> Int { topics.values.reduce(0) { $0 + $1[keyPath: path] } }
        return TotalsDocument(
            waiting: sum(\.waiting), longestWaitMs: topics.values.map(\.longestWaitMs).max() ?? 0,
            scheduled: topics.values.compactMap(\.scheduled).reduce(nil) { ($0 ?? 0) + $1 },
            offered: sum(\.offered), connected: sum(\.connected),
            agentsAvailable: agents.count(where: \.isFree), agentsServing: agents.count,
            arrived: sum(\.arrived), answered: sum(\.answered), abandoned: sum(\.abandoned),
            shortAbandoned: sum(\.shortAbandoned), maxWait: sum(\.maxWait), agents: agents.count)
    }

    /// Every topic's figures.
    var topics: [String: TopicStatsDocument] {
        var serving: [TopicID: Int] = [:]
        for agent in engine.allAgents where agent.intent != .offline {
            for level in agent.profile.topics { serving[level.topic, default: 0] += 1 }
        }
        var documents: [String: TopicStatsDocument] = [:]
        for settings in engine.configuration.topics {
            documents[settings.topic.text] = topic(settings, serving: serving[settings.topic] ?? 0)
        }
        return documents
    }

    private func topic(_ settings: TopicSettings, serving: Int) -> TopicStatsDocument {
        let figures = engine.statistics(settings.topic)
        let waits = figures.waits
        let scheduled = engine.scheduledCount(settings.topic)
        return TopicStatsDocument(
            topic: settings.topic.text, seq: Int(committed.sequence), at: Int(now.milliseconds),
            waiting: engine.waitingCount(settings.topic),
            longestWaitMs: Int(max(0, engine.longestWaitMs(settings.topic, at: now))),
            scheduled: scheduled == 0 ? nil : scheduled, offered: Int(figures.offered),
            connected: Int(figures.connected), agentsAvailable: engine.availableCount(settings.topic),
            agentsServing: serving, arrived: Int(figures.arrived), answered: Int(figures.answered),
            abandoned: Int(figures.abandoned), shortAbandoned: Int(figures.shortAbandoned),
            maxWait: Int(figures.maxWait),
            estimatedWaitMs: engine.estimatedWaitMs(settings.topic).map { Int($0) },
            handlingMs: engine.handlingMs(settings.topic).map { Int($0) },
            estimateErrorMs: engine.estimateErrors(settings.topic).map {
                EstimateErrorDocument(
                    count: Int($0.count), mean: Int($0.meanMs), p90: Int($0.p90Ms), bias: Int($0.biasMs))
            },
            waitMs: WaitDocument(
                p50: Int(waits.percentile(perMille: 500)), p90: Int(waits.percentile(perMille: 900)),
                p99: Int(waits.percentile(perMille: 990)), max: Int(waits.maximum)),
            serviceLevel: ServiceLevelDocument(
                thresholdMs: Int(settings.serviceLevelMs), inTime: Int(figures.answeredInTime),
                answered: Int(figures.answered), abandoned: Int(figures.abandoned),
                shortAbandoned: Int(figures.shortAbandoned), maxWait: Int(figures.maxWait),
                otherwise: Int(figures.lostOtherwise)))
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// When a home becomes an island, and when no longer; what its own engine decides meanwhile.
extension Replica {
    /// Looks whether the log is in reach, and asks the other homes when it seems not to be.
    mutating func watchReach(_ now: Now) {
        guard home.stage == .active else { return reach = Reach(at: now) }
        // An owner without anything in flight, or not for long, has the log.
        let begunAt = owner?.open?.begunAt
        if isOwner, begunAt.map({ now.monotonic - $0 < Timing.stall }) ?? true { reach.committed(at: now) }
        if reach.wantsToAsk(at: now) {
            for (_, state) in follower.engine.sitesInOrder where state.home.node != identity.node {
                tell(state.home.node, .ping)
            }
        }
        guard home.island != nil else {
            let isCutOff = reach.isCutOff(
                sites: follower.engine.sitesInOrder.map { ($0.state.home.node, $0.site == identity.site) },
                usualCommit: home.usualCommit, at: now)
            let isUnheard = reach.isUnheard(follower.engine.sites.isDetached(identity.site), at: now)
            if isCutOff || isUnheard { beginIsland(now) }
            return
        }
        let since = home.island?.reachedAt ?? now.monotonic
        home.island?.reachedAt = reach.isBack(at: now) && !isReading ? since : nil
        guard let island = home.island, let reachedAt = island.reachedAt, now.monotonic - reachedAt > Timing.islandCalm,
            now.monotonic - island.beganAt > Timing.islandLeast
        else { return }
        let time = poolTime(lived: now)
        home.judgeIsland(follower.engine, upTo: time)
        reach = Reach(at: now)
        if let island = home.island { actions.append(.notice(island.summary(at: now))) }
        home.endIsland(HomeContext(engine: follower.engine, now: now, time: time))
        if let why = home.loss { halt(why) }
    }

    private mutating func beginIsland(_ now: Now) {
        home.becomeIsland(context(now))
        guard let engine = home.island?.engine else { return }
        actions.append(.notice(.islandBegan(count: home.islandCount)))
        if tellsLines {
            let waiting = engine.configuration.topics.flatMap { engine.waiting($0.topic, after: nil, limit: .max) }
            actions.append(.islandBegan(waiting, engine.allAgents.filter { !$0.seats.isEmpty }))
        }
        var events: [Event] = []
        let time = poolTime(lived: now)
        home.island?.engine.matchAll(at: time, into: &events)
        decided(alone: events, now)
    }

    /// A command that would go to the owner, were there no cut.
    mutating func decideAlone(_ id: UInt64, _ command: Command, _ now: Now) {
        if let refused = home.refuseAlone(command) {
            guard let refusal = refused, let why = home.refused(id, refusal, context(now)) else { return }
            return halt(why)
        }
        var events: [Event] = []
        let time = poolTime(lived: now)
        if let refusal = home.island?.engine.step(command, id: id, at: time, into: &events) {
            if let why = home.refused(id, refusal, context(now)) { halt(why) }
        }
        decided(alone: events, now)
    }

    private mutating func decided(alone events: [Event], _ now: Now) {
        guard !events.isEmpty else { return }
        actions.append(.decidedAlone(events))
        home.observe(alone: events, context(now))
    }
}

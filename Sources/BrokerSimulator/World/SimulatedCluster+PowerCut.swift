// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// The log's servers lose power and with it what they had not synced; the operator begins a new generation.
extension SimulatedCluster {
    /// The servers lose power, and most or all of the nodes with them. Nodes that have seen more of the log than is
    /// left may go on, or be started again: they must not act on it. The others stay down until the operator has seen
    /// to it.
    mutating func cutPower() {
        // A node that has acted on a generation has an image of it; before that nobody has seen anything of it.
        guard cutAt == nil, nodes.contains(where: { $0.image?.engine.generation == generation }) else { return }
        let lost =
            switch random.below(10) {
            case 0: log.last
            case 1, 2: UInt64(random.below(Int(log.last) + 1))
            default: UInt64(random.below(min(Int(log.last), 40) + 1))
            }
        let left = log.last - lost
        cutAt = left
        log.cut(to: left, losesSnapshots: lost > 0 && random.chance(150))
        // What was on its way to the servers is lost with them.
        dropAppends()
        let isSurvived = random.chance(400)
        for node in nodes.indices where nodes[node].isRunning {
            let hasSeenMore = nodes[node].replica.logSequence > left && nodes[node].replica.isCaughtUp
            if !isSurvived || !hasSeenMore { kill(node) }
        }
        rarities.count(.powerCut)
        trace.mix(left | 6 << 56, at: time)
    }

    /// Whether a node may be started: while the log is cut, only if its disk knows so.
    func mayStart(_ node: Int) -> Bool {
        guard let cutAt else { return true }
        guard let seen = nodes[node].disk.seen, seen.generation == generation else { return false }
        return seen.logSequence > cutAt
    }

    /// The operator ends all nodes and begins a new generation, from what some of the disks and the servers have left.
    mutating func recover() {
        guard cutAt != nil else { return }
        for node in nodes.indices where nodes[node].isRunning { kill(node) }
        // Nothing of a process that was ended before is still on its way.
        dropAppends()
        let newest = nodes.compactMap(\.image)
        let old = nodes.compactMap(\.firstImage)
        // Old images do, and some disks cannot be had, but one of this generation can; unless a home has passed to
        // another node since: then the newest image of each node is needed.
        var images = random.chance(700) && haveSameHolders(old + newest) ? old : newest
        if haveSameHolders(images) {
            let one = images.first { $0.engine.generation == generation }
            images = images.filter { _ in random.chance(700) } + (one.map { [$0] } ?? [])
        }
        var recovery = LogRecovery([log.image] + images, authenticator: PlainAuthenticator())
        for (index, bytes) in log.messages.enumerated() {
            if let bytes { recovery.fold(sequence: UInt64(index + 1), bytes: bytes) }
        }
        let wall = SimulatedClock(startedAt: 0, base: 0, ratePpm: 0).read(at: time).wall
        let image = recovery.begin(at: random.chance(300) ? 0 : log.last, PoolInstant(wall))
        log.begin(image)
        generation = image.engine.generation
        cutAt = nil
        log.fullUntil = 0
        heard.append(.recovered(image))
        rarities.count(.recovered)
        trace.mix(image.engine.epoch | 7 << 56, at: time)
    }

    private mutating func dropAppends() {
        agenda.removeAll {
            switch $0 {
            case .append, .snapshot: true
            case .arrival, .turn, .synced, .read: false
            }
        }
    }

    private func haveSameHolders(_ images: [LogImage]) -> Bool {
        siteNames.allSatisfy { site in
            let reigns = images.map { $0.engine.sites[site]?.reign }
            let isAlone = nodes.count { $0.identity.site == site } == 1
            return isAlone || reigns.allSatisfy { $0 == reigns.first }
        }
    }
}

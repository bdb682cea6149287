// SPDX-License-Identifier: Apache-2.0

/// Brings faults over a cluster at random times, and ends each after a while.
struct Storm {
    /// What ends a fault, or begins the next one.
    private enum Turn {
        case strike
        case restart(Int)
        case recover
        case resume(Int)
        case insist(Int, life: Int)
        case open(Int, Int)
        case calmNetwork
        case calmLog
        case calmDisk(Int)
        case clearDisk(Int)
        case repeatFrames(Int)
        case darken([Int])
    }

    /// What may go wrong in this seed.
    let faults: [Fault]
    private let interval: Int64
    private var random: SplitMix64
    private var agenda = Agenda<Turn>()
    /// How often a fault struck.
    private(set) var strikes = 0

    private static let second: Int64 = 1_000_000_000

    init(random: SplitMix64) {
        var random = random
        faults = Fault.allCases.filter { _ in random.chance(550) }
        interval = random.among(2 * Self.second...30 * Self.second)
        self.random = random
    }

    /// When it does something next.
    var next: Int64? { agenda.next }

    /// Begins.
    mutating func begin(_ cluster: inout SimulatedCluster) {
        for node in cluster.nodes.indices where !cluster.nodes[node].isRunning { cluster.start(node) }
        if !faults.isEmpty { agenda.add(.strike, at: cluster.time + random.interval(mean: interval)) }
    }

    /// Ends every fault at once, but for a site that may stay dead through the good times.
    mutating func end(_ cluster: inout SimulatedCluster) {
        cluster.recover()
        let dead = drawDead(cluster)
        agenda = Agenda()
        cluster.network.heal()
        cluster.appendLossPerMille = 0
        cluster.answerLossPerMille = 0
        cluster.log.fullUntil = 0
        if cluster.log.silentUntil == .max { cluster.elect() }
        for node in cluster.nodes.indices {
            cluster.nodes[node].cutOffUntil = 0
            cluster.nodes[node].actionsLeft = nil
            cluster.nodes[node].diskDelay = 200_000...2_000_000
            cluster.shortenDisk(of: node, false)
            cluster.nodes[node].clock.wallOffsetMs = 0
            if cluster.nodes[node].isPaused { cluster.pause(node, false) }
            if cluster.nodes[node].isRunning, cluster.nodes[node].isLeaving { cluster.kill(node) }
            if dead.contains(node) {
                if cluster.nodes[node].isRunning { cluster.kill(node) }
                cluster.rarities.count(.siteStayedDead)
            } else if !cluster.nodes[node].isRunning {
                cluster.start(node)
            }
        }
    }

    /// Who stays dead: nobody mostly, else a node or all nodes of its site.
    private mutating func drawDead(_ cluster: SimulatedCluster) -> [Int] {
        guard random.chance(250) else { return [] }
        let node = random.below(cluster.nodes.count)
        guard random.chance(700) else { return [node] }
        return cluster.nodes.indices.filter { cluster.nodes[$0].site == cluster.nodes[node].site }
    }

    /// Does what is due.
    mutating func act(on cluster: inout SimulatedCluster) {
        while let (_, turn) = agenda.take(before: cluster.time + 1) { act(turn, &cluster) }
    }

    private mutating func act(_ turn: Turn, _ cluster: inout SimulatedCluster) {
        switch turn {
        case .strike:
            strike(faults[random.below(faults.count)], &cluster)
            agenda.add(.strike, at: cluster.time + random.interval(mean: interval))
        case .restart(let node): restart(node, &cluster)
        case .recover:
            cluster.recover()
            for node in cluster.nodes.indices {
                agenda.add(.restart(node), at: cluster.time + random.interval(mean: 2 * Self.second))
            }
        case .insist(let node, let life):
            // It has left, or is ended as an impatient operator does.
            if cluster.nodes[node].life == life { cluster.kill(node) }
            agenda.add(.restart(node), at: cluster.time + random.interval(mean: 2 * Self.second))
        case .resume(let node): if cluster.nodes[node].isPaused { cluster.pause(node, false) }
        case .open(let from, let to):
            cluster.network.cut(from, to, false)
            cluster.elect()
        case .calmNetwork: cluster.network.quality = SimulatedNetwork.Quality()
        case .calmLog:
            cluster.appendLossPerMille = 0
            cluster.answerLossPerMille = 0
        case .calmDisk(let node): cluster.nodes[node].diskDelay = 200_000...2_000_000
        case .clearDisk(let node): cluster.shortenDisk(of: node, false)
        case .darken(let nodes):
            for node in nodes {
                cluster.nodes[node].diskDelay = 200_000...2_000_000
                guard cluster.nodes[node].isRunning else { continue }
                cluster.kill(node)
                agenda.add(.restart(node), at: cluster.time + random.interval(mean: 8 * Self.second))
            }
        case .repeatFrames(let left):
            cluster.repeatMemory()
            if left > 0 {
                agenda.add(.repeatFrames(left - 1), at: cluster.time + random.among(1_000_000...200_000_000))
            }
        }
    }

    private mutating func strike(_ fault: Fault, _ cluster: inout SimulatedCluster) {
        strikes += 1
        let node = random.below(cluster.nodes.count)
        let site = random.below(cluster.network.sites)
        let other = (site + 1 + random.below(max(1, cluster.network.sites - 1))) % cluster.network.sites
        switch fault {
        case .kill: kill(node, &cluster)
        case .killInATurn:
            guard cluster.nodes[node].isUp else { return }
            cluster.nodes[node].actionsLeft = random.below(40)
            agenda.add(.restart(node), at: cluster.time + random.interval(mean: 3 * Self.second))
        case .leave:
            guard cluster.nodes[node].isUp else { return }
            cluster.leave(node)
            // Who asks waits a while, and then asks no more.
            agenda.add(.insist(node, life: cluster.nodes[node].life), at: cluster.time + 3 * Self.second)
        case .killAll: for node in cluster.nodes.indices { kill(node, &cluster) }
        case .powerCut: cutPower(&cluster)
        case .pause:
            guard cluster.nodes[node].isUp else { return }
            cluster.pause(node, true)
            agenda.add(.resume(node), at: cluster.time + random.among(50_000_000...10 * Self.second))
        case .election: cluster.elect(isForced: true)
        case .fullLog: cluster.log.fullUntil = cluster.time + random.among(Self.second...15 * Self.second)
        case .cutSite:
            for peer in 0..<cluster.network.sites where peer != site { cut([(site, peer), (peer, site)], &cluster) }
        case .cutOneWay: cut([(site, other)], &cluster)
        case .cutPair: cut([(site, other), (other, site)], &cluster)
        case .hold:
            cluster.network.hold(site, other, until: cluster.time + random.among(100_000_000...20 * Self.second))
        case .cutOff: cluster.nodes[node].cutOffUntil = cluster.time + random.among(200_000_000...8 * Self.second)
        case .slowDisk:
            cluster.nodes[node].diskDelay = 50_000_000...600_000_000
            agenda.add(.calmDisk(node), at: cluster.time + random.interval(mean: 5 * Self.second))
        case .shortDisk:
            cluster.shortenDisk(of: node, true)
            agenda.add(.clearDisk(node), at: cluster.time + random.interval(mean: 10 * Self.second))
        case .clockJump:
            // Less than the 24 hours for which an ended contact is remembered.
            let offsets: [Int64] = [-72_000_000, -3_600_000, -1_000, 1_000, 3_600_000, 72_000_000]
            cluster.nodes[node].clock.wallOffsetMs = offsets[random.below(offsets.count)]
        case .badNetwork: spoil(&cluster)
        case .slowNetwork:
            cluster.network.quality.delay = random.among(20_000_000...100_000_000)
            agenda.add(.calmNetwork, at: cluster.time + random.interval(mean: 15 * Self.second))
        case .oldFrames: agenda.add(.repeatFrames(random.below(60)), at: cluster.time)
        case .darkSite:
            let nodes = cluster.nodes.indices.filter { cluster.nodes[$0].site == site }
            for node in nodes { cluster.nodes[node].diskDelay = 50_000_000...600_000_000 }
            agenda.add(.darken(nodes), at: cluster.time + random.interval(mean: 2 * Self.second))
        }
    }

    private mutating func restart(_ node: Int, _ cluster: inout SimulatedCluster) {
        if !cluster.nodes[node].isRunning, cluster.mayStart(node) { cluster.start(node) }
    }

    private mutating func cutPower(_ cluster: inout SimulatedCluster) {
        cluster.cutPower()
        for node in cluster.nodes.indices where !cluster.nodes[node].isRunning {
            agenda.add(.restart(node), at: cluster.time + random.interval(mean: 3 * Self.second))
        }
        agenda.add(.recover, at: cluster.time + random.among(Self.second...50 * Self.second))
    }

    private mutating func kill(_ node: Int, _ cluster: inout SimulatedCluster) {
        guard cluster.nodes[node].isRunning else { return }
        cluster.kill(node)
        agenda.add(.restart(node), at: cluster.time + random.interval(mean: 2 * Self.second))
    }

    private mutating func cut(_ ways: [(Int, Int)], _ cluster: inout SimulatedCluster) {
        let end = cluster.time + random.among(300_000_000...40 * Self.second)
        for (from, to) in ways {
            cluster.network.cut(from, to, true)
            agenda.add(.open(from, to), at: end)
        }
        cluster.elect()
    }

    private mutating func spoil(_ cluster: inout SimulatedCluster) {
        cluster.network.quality.lossPerMille = random.below(80)
        cluster.network.quality.doublePerMille = random.below(80)
        cluster.network.quality.latePerMille = random.below(200)
        cluster.network.quality.lateness = random.among(10_000_000...5 * Self.second)
        cluster.network.quality.isReordering = random.chance(500)
        cluster.appendLossPerMille = random.below(80)
        cluster.answerLossPerMille = random.below(80)
        let end = cluster.time + random.interval(mean: 8 * Self.second)
        agenda.add(.calmNetwork, at: end)
        agenda.add(.calmLog, at: end)
    }
}

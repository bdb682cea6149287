// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

/// A machine with a node's process on it. A class, so that looking at it copies nothing.
final class SimulatedNode {
    let identity: NodeIdentity
    /// Which site, by place.
    let site: Int
    /// The process; what it was when it ended, while it is not running.
    var replica: Replica
    var disk: SimulatedDisk
    var clock: SimulatedClock
    /// The log's state as the node has kept it on its disk, and the first it kept of this generation.
    private(set) var image: LogImage?
    private(set) var firstImage: LogImage?
    /// Counts the processes: what was on its way to an earlier one reaches nobody.
    var life = 0
    var isRunning = false
    /// Stopped as by SIGSTOP: what is sent waits for it.
    var isPaused = false
    /// Whether it held its site's home after its last turn.
    var wasHome = false
    /// Whether another node has begun to hold the home since: what this one learns to count now, that one has already.
    var isSuperseded = false
    /// What it has begun to write and what does not count yet.
    var uncounted: [(number: UInt64, begunAt: Int64, writes: [StoreWrite])] = []
    /// Asked to end in order.
    var isLeaving = false
    /// Whether it serves its site's requests.
    var isServing = false
    /// Why it will not go on.
    var halted: String?
    /// Without any server until then: nothing comes or goes.
    var cutOffUntil: Int64 = 0
    /// What has arrived and not been handled.
    var inbox: [Input] = []
    /// When its next turn is; later turns that were planned before mean nothing.
    var turnAt = Int64.max
    /// When a write counted that had waited for long, the last time.
    var slowAt: Int64 = 0
    /// Turns since an instant, to notice a process that spins.
    var turns = 0
    var turnsCountedFrom: Int64 = 0
    /// It dies in this many actions from now.
    var actionsLeft: Int?
    /// Whether its disk is nearly full.
    var isDiskShort = false
    /// Nanoseconds a write of the store takes.
    var diskDelay: ClosedRange<Int64> = 200_000...2_000_000

    init(identity: NodeIdentity, site: Int, replica: Replica, disk: SimulatedDisk, clock: SimulatedClock) {
        self.identity = identity
        self.site = site
        self.replica = replica
        self.disk = disk
        self.clock = clock
    }

    /// Keeps an image, unless a more advanced one is there.
    func keep(_ image: LogImage) {
        if firstImage.map({ $0.engine.generation < image.engine.generation }) ?? true { firstImage = image }
        if let kept = self.image, kept.rank > image.rank { return }
        self.image = image
    }

    /// Whether it takes part.
    var isUp: Bool { isRunning && !isPaused && halted == nil }
}

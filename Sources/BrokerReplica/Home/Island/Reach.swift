// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a node knows of whether the log can be reached: by commits, and by owners whose time goes on. An owner that
/// speaks while the log is silent is a sign of an election, not of a cut.
struct Reach: Sendable {
    /// When the log last showed that it takes batches, monotonic.
    private var logAt: Int64
    private var toldTime = PoolInstant(0)
    private var askedAt: Int64 = 0
    /// When other homes were last heard.
    private var heard: [NodeID: Int64] = [:]
    /// Since when the site is skipped though this node hears the log.
    private var unheardSince: Int64?

    init(at now: Now) { logAt = now.monotonic }

    /// A batch was committed.
    mutating func committed(at now: Now) { logAt = now.monotonic }

    /// The owner lives. Its time stands still while the log takes nothing.
    mutating func pulse(_ time: PoolInstant, at now: Now) {
        if time > toldTime { logAt = now.monotonic }
        toldTime = max(toldTime, time)
    }

    /// A node has spoken.
    mutating func heard(_ node: NodeID, at now: Now) { heard[node] = now.monotonic }

    /// Whether it is time to ask the other homes if they are there.
    mutating func wantsToAsk(at now: Now) -> Bool {
        guard now.monotonic - logAt > Timing.second, now.monotonic - askedAt > Timing.report else { return false }
        askedAt = now.monotonic
        return true
    }

    /// When to look again.
    var nextLook: Int64 { max(logAt + Timing.second, askedAt + Timing.report) + 1 }

    /// Whether the log is out of reach. With most sites in reach it is rather without a leader, and has another soon.
    func isCutOff(
        sites: @autoclosure () -> [(node: NodeID, isOwn: Bool)], usualCommit: Int64, at now: Now
    ) -> Bool {
        let silence = now.monotonic - logAt
        guard silence > max(Timing.cut, 8 * usualCommit) else { return false }
        let sites = sites()
        let inReach = sites.count { site in
            site.isOwn || heard[site.node].map { now.monotonic - $0 < Timing.second } ?? false
        }
        return 2 * inReach <= sites.count || silence > Timing.election
    }

    /// Whether this site hears the log and is not heard: skipped for long, and not let back.
    mutating func isUnheard(_ isDetached: Bool, at now: Now) -> Bool {
        guard isDetached else {
            unheardSince = nil
            return false
        }
        let since = unheardSince ?? now.monotonic
        unheardSince = since
        return now.monotonic - since > Timing.unheard
    }

    /// Whether the log is in touch.
    func isBack(at now: Now) -> Bool { now.monotonic - logAt < Timing.stall }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// A home cut off from the log, while it serves its own callers with its own agents.
struct Island: Sendable {
    /// Somebody who was served here, and what came before in the pool's line is counted on return.
    private struct Served: Sendable {
        let contact: ContactState
        let agent: AgentID
        let at: PoolInstant
    }

    /// Which one of the site: in the names of its offers.
    let count: UInt64
    /// When it began, monotonic.
    let beganAt: Int64
    /// What it goes on with: the state the log had told, and what has happened here since. Never in the log.
    var engine: Engine
    /// The log's last time before it: nobody who comes meanwhile came earlier.
    let logTime: PoolInstant
    /// Since when the log is in touch again, monotonic.
    var reachedAt: Int64?
    private var served: [Served] = []
    private var judged = 0
    /// Conversations that began.
    private(set) var connections = 0
    /// Those before whom somebody of another site waited, and how many did at most.
    private(set) var outOfOrder = 0
    private(set) var mostAhead = 0

    init(count: UInt64, at now: Now, from engine: Engine, site: SiteID) {
        self.count = count
        beganAt = now.monotonic
        self.engine = engine
        logTime = engine.time
        self.engine.isolate(site, count: count)
    }

    /// What is told of it at its end.
    func summary(at now: Now) -> Notice {
        .islandEnded(
            milliseconds: (now.monotonic - beganAt) / Timing.millisecond, connections: connections,
            outOfOrder: outOfOrder, mostAhead: mostAhead)
    }

    /// A conversation begins.
    mutating func connected(_ offer: Offer, at time: PoolInstant) {
        connections += 1
        guard served.count < Limits.overtakenMax, let contact = engine.contact(offer.contact) else { return }
        served.append(Served(contact: contact, agent: offer.agent, at: time))
    }

    /// The log has been read up to a time: who was overtaken until then, to one batch.
    mutating func judge(_ engine: Engine, upTo time: PoolInstant, site: SiteID) {
        while judged < served.count, served[judged].at <= time {
            let ahead = engine.waitingAhead(of: served[judged].contact, agent: served[judged].agent, besides: site)
            if ahead > 0 { outOfOrder += 1 }
            mostAhead = max(mostAhead, ahead)
            judged += 1
        }
    }
}

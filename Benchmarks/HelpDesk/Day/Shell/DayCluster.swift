// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import PoolKit

/// A cluster of three sites that plays one day: started, told of its topics and agents, played, asked, stopped.
///
/// One thread does all that is due; it sleeps until the next thing is, or something is heard.
struct DayCluster {
    /// How long after the agents have come the desk opens, nanoseconds.
    private static let opensAfterNs: Int64 = 500_000_000
    /// How long a site may take to learn of its topics, seconds.
    private static let learnsWithin = 20.0
    /// How long the pool's statistics may take to hear of the last end, seconds.
    private static let countsWithin = 5.0

    private let links: [DayLink]
    private let inbox: NewsInbox<DayNews>

    /// Plays a day before a pool of its own.
    ///
    /// - Parameters:
    ///   - plan: the day.
    ///   - speed: how many times as fast as the desk's, in ``DayClock/speeds``.
    ///   - binary: the command that starts the pool.
    ///   - tell: is told how far it is, each hour of the desk's.
    /// - Throws: `DayFailure` when the pool cannot be started, is not reached, or does not do what is asked.
    static func play(
        _ plan: DayPlan, speed: Int, binary: String, _ tell: (String) -> Void
    ) throws(DayFailure) -> DayPlay {
        let pool: RunningPool
        do { pool = try RunningPool(binary: binary, sites: People.sites.count) } catch {
            throw DayFailure(error.description)
        }
        defer { pool.stop() }
        let inbox = NewsInbox<DayNews>(most: DayNews.most, dropped: .unheard("more news than there is room for"))
        let subjects = Subjects(pool: pool.ready.pool)
        var links: [DayLink] = []
        defer { for link in links { link.close() } }
        for (node, server) in zip(pool.ready.nodes, pool.ready.nats) {
            links.append(try DayLink(node.site, server: server, subjects: subjects, to: inbox))
        }
        guard links.count == People.sites.count else {
            throw DayFailure("the pool has \(links.count) sites, not \(People.sites.count)")
        }
        let cluster = DayCluster(links: links, inbox: inbox)
        do {
            try cluster.prepare(plan, speed: speed)
            var play = cluster.live(plan, speed: speed, tell)
            try cluster.finish(&play)
            return play
        } catch let failure as DayFailure {
            throw failure
        } catch {
            throw DayFailure("a site refuses: \(error)")
        }
    }

    /// Puts the topics in force at every site; and agents come, in the order of their shifts: who is idle longest is
    /// asked first.
    private func prepare(_ plan: DayPlan, speed: Int) throws {
        let json = plan.lever.configuration(of: plan.lines, speed: speed).json
        let request = ConfigApplyRequest(config: JSONObject(trusted: String(decoding: json, as: UTF8.self)))
        let revision = try links[0].ask(request, ConfigApplyReply.self).revision
        for link in links {
            try wait("\(link.site) does not learn of its topics") {
                try link.ask(ConfigGetRequest(), ConfigDocumentReply.self).revision >= revision
            }
        }
        for (index, shift) in plan.shifts.enumerated() {
            let login = plan.lever.login(shift, as: DayNames.agent(index), plan.lines)
            _ = try links[shift.site].ask(login, AgentDocument.self)
        }
    }

    private func live(_ plan: DayPlan, speed: Int, _ tell: (String) -> Void) -> DayPlay {
        let clock = DayClock(speed: speed, openMs: plan.openMs, openNs: MachineClock.now + Self.opensAfterNs)
        var play = DayPlay(plan, speed: speed)
        var toldHour: Int64 = 0
        while !play.isOver {
            let nowMs = clock.deskMs(at: MachineClock.now)
            for request in play.step(nowMs) where !links[request.site].send(request) {
                play.hearNothing("\(request.operation.rawValue) could not be sent")
            }
            let waitNs = clock.ns(at: play.nextDueMs) - MachineClock.now
            for piece in inbox.take(waitingAtMost: waitNs) { play.take(piece, clock) }
            let hour = (nowMs - plan.openMs) / 3_600_000
            if hour > toldHour {
                toldHour = hour
                tell("\(Int64(DeskHours.openMinute) / 60 + hour):00, \(play.callers.count(where: \.hasEnded)) over")
            }
        }
        return play
    }

    /// Asks for whoever's end was not heard, and what the pool itself has counted.
    private func finish(_ play: inout DayPlay) throws {
        for caller in play.missing {
            let link = links[play.plan.callers[caller].site]
            let request = ContactGetRequest(id: DayNames.contact(caller))
            do {
                play.isFound(caller, try link.ask(request, ContactDocument.self).state)
            } catch let error as ContractError where error.code == .notFound {
                play.isFound(caller, nil)
            }
        }
        play.closeBooks()
        let end = Date() + Self.countsWithin
        var totals: DayTotals
        repeat {
            totals = DayTotals(try links[0].ask(StatsGetRequest(), StatsDocument.self).totals)
        } while totals != play.counted && Date() < end
        play.areCounted(totals)
    }

    private func wait(_ what: String, _ isSo: () throws -> Bool) throws {
        let end = Date() + Self.learnsWithin
        while try !isSo() {
            guard Date() < end else { throw DayFailure(what) }
        }
    }
}

extension DayPlay {
    /// Something came from another thread.
    fileprivate mutating func take(_ piece: DayNews, _ clock: DayClock) {
        switch piece {
        case .contact(let event, let ns): hear(event, at: clock.deskMs(at: ns))
        case .agent(let event, let ns): hear(event, at: clock.deskMs(at: ns))
        case .answer(let token, let answer, let ns): self.answer(token, answer, at: clock.deskMs(at: ns))
        case .unheard(let what): hearNothing(what)
        }
    }
}

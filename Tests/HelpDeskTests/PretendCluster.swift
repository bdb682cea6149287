// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel

@testable import HelpDesk
@testable import PoolKit

/// A cluster without any way between: the engine decides, and everything is told in the same millisecond.
struct PretendCluster {
    private var pool: AnsweringPool
    private let plan: DayPlan
    private var contacts: [Int: ContactNumber] = [:]
    /// By contact, caller and agent that are in conversation.
    private var conversations: [ContactNumber: (caller: Int, agent: Int)] = [:]
    private var callers: [ContactNumber: Int] = [:]
    /// By caller, the version told last.
    private var versions: [String: Int] = [:]
    private var wishes: [Intent]
    private var offers = 0
    /// By offer, what it is of.
    private var ringing: [String: (caller: Int, agent: Int)] = [:]
    /// Counts all that is decided.
    private var seq = 0

    /// Plays a plan to its end.
    static func play(_ plan: DayPlan, speed: Int = 120) throws -> DayPlay {
        var play = DayPlay(plan, speed: speed)
        var cluster = PretendCluster(plan)
        while !play.isOver {
            let nowMs = play.nextDueMs
            cluster.pool.nowMs = nowMs
            var requests = play.step(nowMs)
            while !requests.isEmpty {
                for request in requests { try cluster.take(request, &play, nowMs) }
                requests = play.step(nowMs)
            }
        }
        play.closeBooks()
        return play
    }

    private init(_ plan: DayPlan) {
        self.plan = plan
        pool = AnsweringPool(
            sites: People.sites, topics: plan.lines.names, rules: plan.lever.rules(of: plan.lines), nowMs: plan.openMs)
        wishes = plan.shifts.map { _ in .available }
        for shift in plan.shifts {
            let agent = pool.addAgent(site: shift.site)
            _ = pool.change(agent, to: .available, topics: shift.topics)
        }
    }

    private mutating func take(_ request: DayRequest, _ play: inout DayPlay, _ nowMs: Int64) throws {
        seq += 1
        defer { play.answer(request.token, Answer(), at: nowMs) }
        switch request.purpose {
        case .enqueue(let caller):
            let (contact, conversation, _) = pool.enter(plan.callers[caller])
            contacts[caller] = contact
            callers[contact] = caller
            play.hear(contact: .queued, of: caller, version: next(DayNames.contact(caller)), at: nowMs)
            ring(conversation, &play, nowMs)
        case .cancel(let caller), .end(let caller):
            guard let contact = contacts[caller] else { return }
            let conversation = conversations.removeValue(forKey: contact)
            let outcome = conversation == nil ? Outcome.abandoned : .handled
            pool.end(contact, outcome)
            let word = conversation == nil ? OutcomeWord.abandoned : .handled
            play.hear(
                HeardContact(
                    word: .ended, id: DayNames.contact(caller), version: next(DayNames.contact(caller)), outcome: word),
                at: nowMs)
            guard let agent = conversation?.agent else { return }
            play.hear(agent: .ended, of: agent, version: next(DayNames.agent(agent)), at: nowMs, seq: seq)
            ring(pool.finish(agent, then: wishes[agent]), &play, nowMs)
        case .accept:
            let offer = try OfferAcceptRequest.decode(request.body).offer
            guard let (caller, agent) = ringing.removeValue(forKey: offer) else { return }
            play.hear(
                HeardContact(
                    word: .connected, id: DayNames.contact(caller), version: next(DayNames.contact(caller)),
                    agent: DayNames.agent(agent)), at: nowMs)
            play.hear(
                agent: .connected, of: agent, version: next(DayNames.agent(agent)), at: nowMs, seq: seq,
                contact: DayNames.contact(caller))
        case .intent:
            let wish = try AgentStateRequest.decode(request.body)
            guard let agent = DayNames.shift(wish.agent) else { return }
            wishes[agent] =
                switch wish.intent {
                case .available: .available
                case .onBreak: .onBreak
                case .offline: .offline
                }
            guard !conversations.values.contains(where: { $0.agent == agent }) else { return }
            ring(pool.change(agent, to: wishes[agent]), &play, nowMs)
        case .beat: break
        }
    }

    private mutating func ring(_ conversation: AnsweringPool.Conversation?, _ play: inout DayPlay, _ nowMs: Int64) {
        guard let conversation, let caller = callers[conversation.contact] else { return }
        conversations[conversation.contact] = (caller, conversation.agent)
        offers += 1
        let offer = "1.\(offers)"
        ringing[offer] = (caller, conversation.agent)
        play.hear(
            agent: .offer, of: conversation.agent, version: next(DayNames.agent(conversation.agent)), at: nowMs,
            seq: seq, offer: offer, contact: DayNames.contact(caller))
    }

    private mutating func next(_ id: String) -> Int {
        versions[id, default: 0] += 1
        return versions[id, default: 0]
    }
}

extension DayPlay {
    /// A caller's event.
    mutating func hear(contact word: ContactEventWord, of caller: Int, version: Int, at nowMs: Int64) {
        hear(HeardContact(word: word, id: DayNames.contact(caller), version: version), at: nowMs)
    }

    /// An agent's event.
    mutating func hear(
        agent word: AgentEventWord, of agent: Int, version: Int, at nowMs: Int64, seq: Int, offer: String? = nil,
        contact: String? = nil
    ) {
        hear(
            HeardAgent(
                word: word, id: DayNames.agent(agent), version: version, seq: seq, offer: offer, contact: contact),
            at: nowMs)
    }
}

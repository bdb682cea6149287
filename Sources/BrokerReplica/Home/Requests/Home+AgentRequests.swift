// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// login, state, heartbeat.
extension Home {
    mutating func login(_ order: LoginOrder, _ token: UInt64, _ context: HomeContext) {
        let settings = context.engine.configuration.agent(order.agent)
        if let settings, settings.site != site {
            let refusal = Refusal(
                .conflict, "the configuration has \(order.agent) at \(settings.site); log in there", field: "agent")
            return reply(token, .refused(refusal))
        }
        if let refusal = refuseStranded(order.agent, context.engine) { return reply(token, .refused(refusal)) }
        guard settings != nil || context.engine.hasRoom(for: (order.topics ?? []).map(\.topic)) else {
            let why = "the pool remembers \(Limits.topicsRemembered) topics and takes no other names"
            return reply(token, .refused(Refusal(.full, why, field: "topics")))
        }
        guard let cell = agents[order.agent], !cell.hasMoved else { return firstLogin(order, settings, token, context) }
        heard(order.agent, context)
        var profile = cell.profile
        profile.node = identity.node
        if settings == nil {
            profile.topics = (order.topics ?? profile.topics).sorted()
            profile.skills = (order.skills ?? profile.skills).sorted()
        }
        profile.channels = settings?.ownChannels ?? order.channels ?? profile.channels
        profile.address = order.address ?? profile.address
        if profile != cell.profile { change(order.agent, context) { $0.profile = profile } }
        if let intent = order.intent { apply(intent, .nothing, to: order.agent, context) }
        replyAgent(token, order.agent, context)
    }

    /// What an agent takes who does not say: who calls, and who has hung up and is to be called.
    private static let channels = [
        ChannelLimit(channel: .voice, contacts: 1), ChannelLimit(channel: .callback, contacts: 1),
    ]

    private mutating func firstLogin(
        _ order: LoginOrder, _ settings: AgentSettings?, _ token: UInt64, _ context: HomeContext
    ) {
        let topics = settings?.topics ?? order.topics ?? []
        guard logins[order.agent] == nil else {
            logins[order.agent]?.tokens.append(token)
            return
        }
        guard agents.count + logins.count < Limits.agents else {
            return reply(token, .refused(Refusal(.full, "the site holds as many agents as it can")))
        }
        let profile = AgentProfile(
            node: identity.node, topics: topics, skills: settings?.skills ?? order.skills ?? [],
            channels: settings?.ownChannels ?? order.channels ?? Self.channels,
            address: order.address ?? settings?.address)
        let intent = order.intent ?? .available
        let earlier = agents[order.agent]
        // From another site: its last document there is one more than what the log has, and the first here the next.
        let elsewhere = context.engine.agent(order.agent).map { $0.version + 1 }
        let report = AgentReport(
            agent: order.agent, site: site, turn: max(earlier?.turn ?? Turn(term: term), Turn(term: term)).next,
            phase: .idle, version: max(earlier?.version ?? 0, elsewhere ?? 0) + 1, intent: intent, reason: nil,
            activity: .idle,
            isReady: intent == .available, profile: profile)
        logins[order.agent] = PendingLogin(
            tokens: [token], report: report, deadline: context.now.monotonic + 3 * Timing.second,
            sentAt: context.now.monotonic)
        tellOwner(.agent(report), about: .agent(order.agent))
    }

    /// The log has a first login: from now on the cell is here.
    mutating func loggedIn(_ report: AgentReport, _ context: HomeContext) {
        guard stage == .active, let profile = report.profile else { return }
        if let cell = agents[report.agent], !cell.hasMoved { return adoptLogin(report, profile, cell, context) }
        // A login that comes late from another time: the turn never goes back, and nobody sits at the desk.
        let kept = agents[report.agent]
        let isLate = kept.map { report.turn <= $0.turn } ?? false
        let turn = isLate ? kept?.turn ?? report.turn : report.turn
        var cell = AgentCell(agent: report.agent, turn: turn, profile: profile, since: context.time)
        cell.intent = isLate ? .offline : report.intent
        cell.version = max(report.version, kept.map { $0.version + 1 } ?? 0)
        cell.heardAt = context.now.monotonic
        cell.leftVersion = cell.isMovable ? cell.version : report.version - 1
        if agents.updateValue(cell, forKey: report.agent) == nil { agentOrder.append(report.agent) }
        writes.append(.put(.agents, key: StoreKey.agent(report.agent), value: cell.encoded()))
        tell(report.agent, .state, context)
        timers.set(.liveness(report.agent), at: context.now.monotonic + Timing.agentSilence)
        for token in logins.removeValue(forKey: report.agent)?.tokens ?? [] {
            replyAgent(token, report.agent, context)
        }
        self.report(report.agent, context)
    }

    /// A login whose desk was answered when a belated report of this site brought the agent back before it: the log has
    /// its turn, which the cell must not stay behind.
    private mutating func adoptLogin(
        _ report: AgentReport, _ profile: AgentProfile, _ cell: AgentCell, _ context: HomeContext
    ) {
        guard cell.phase == .idle, report.turn > cell.turn else { return }
        revise(report.agent, context, .state) { cell in
            cell.turn = report.turn
            cell.profile = profile
            cell.intent = report.intent
            cell.version = max(cell.version, report.version)
            cell.since = context.time
        }
    }

    mutating func loginRefused(_ agent: AgentID, _ refusal: Refusal) {
        for token in logins.removeValue(forKey: agent)?.tokens ?? [] { reply(token, .refused(refusal)) }
    }

    /// Tells the owner again of logins the log does not have; gives up after a while, which is safe to repeat.
    mutating func repeatLogins(_ context: HomeContext, atOnce: Bool) {
        for agent in logins.keys.sorted() {
            guard let login = logins[agent] else { continue }
            if context.now.monotonic > login.deadline {
                let refusal = Refusal(.unavailable, "the log does not answer; repeat", retryAfterMs: 1_000)
                loginRefused(agent, refusal)
            } else if atOnce || context.now.monotonic - login.sentAt > Timing.report {
                logins[agent]?.sentAt = context.now.monotonic
                tellOwner(.agent(login.report), about: .agent(agent))
            }
        }
    }

    /// The log has the agent at another site: the cell only keeps its turn, in case the agent comes back.
    mutating func agentMoved(_ cell: AgentCell, _ context: HomeContext) {
        guard !isPlanted(.movedAgentStays) else { return }
        if let offer = cell.offer { withdraw(offer, why: "agent moved", rest: .ready, context) }
        for seat in cell.seats where seat.isTalking {
            endSeatTalk(seat.offer, .transferred, context)
            say(.withdrawn(.released(why: "agent moved")), seat.offer, toContact: true)
        }
        refuseAccepts(cell.agent, why: "the agent works at another site now")
        revise(cell.agent, context, .state) { cell in
            cell.turn = cell.turn.next
            cell.hasMoved = true
            cell.seats = []
            cell.intent = .offline
        }
    }

    /// Agents named in the configuration serve what it says there.
    mutating func applyProfiles(_ configuration: Configuration, _ context: HomeContext) {
        guard stage == .active else { return }
        for agent in agentOrder {
            guard let cell = agents[agent], !cell.hasMoved, let settings = configuration.agent(agent),
                settings.site == site
            else { continue }
            var profile = cell.profile
            profile.topics = settings.topics
            profile.skills = settings.skills
            profile.channels = settings.ownChannels ?? profile.channels
            profile.address = settings.address ?? profile.address
            if profile != cell.profile { change(agent, context) { $0.profile = profile } }
        }
    }

    /// A change that needs no release: at once when idle, beside the work otherwise.
    private mutating func change(_ agent: AgentID, _ context: HomeContext, _ change: (inout AgentCell) -> Void) {
        if agents[agent]?.phase == .idle {
            changeIdle(agent, context, change)
        } else {
            let costs = context.engine.configuration.costs
            revise(agent, context, .state) { cell in
                change(&cell)
                Self.makeRoom(&cell, costs)
            }
        }
    }

    mutating func setIntent(
        _ agent: AgentID, _ intent: Intent, _ said: Said, _ guarded: RequestGuard, _ token: UInt64,
        _ context: HomeContext
    ) {
        guard let cell = agents[agent], !cell.hasMoved else { return reply(token, .refused(unknown(agent))) }
        guard !isRepeated(guarded, "state", agent.text) else { return replyAgent(token, agent, context) }
        if let refusal = cannotRemember(guarded, "state", agent.text) { return reply(token, .refused(refusal)) }
        if intent == .available, let refusal = refuseStranded(agent, context.engine) {
            return reply(token, .refused(refusal))
        }
        if let refusal = conflict(guarded, version: cell.version, state: cell.activity.word) {
            return reply(token, .refused(refusal))
        }
        // What another person asks is no sign of the agent's life.
        if said.by == nil { heard(agent, context) }
        remember(guarded, "state", agent.text, context)
        apply(intent, said, to: agent, context)
        replyAgent(token, agent, context)
    }

    /// What an agent wants: now when idle, from the end of the work when in one. An open offer is taken back.
    private mutating func apply(_ intent: Intent, _ said: Said, to agent: AgentID, _ context: HomeContext) {
        guard let cell = agents[agent] else { return }
        switch cell.phase {
        case .accepted, .busy:
            let before =
                cell.nextIntent.map { ($0, cell.nextReason, cell.nextBy) } ?? (cell.intent, cell.reason, cell.by)
            guard before != (intent, said.reason, said.by) else { return }
            revise(agent, context, .state) { cell in
                cell.nextIntent = intent
                cell.nextReason = said.reason
                cell.nextBy = said.by
            }
        case .reserved(let offer) where intent != .available:
            withdraw(offer, why: intent.word, rest: .ready, context)
            apply(intent, said, to: agent, context)
        case .reserved: break
        case .idle where cell.isTalking: settleAfterwards(intent, said, agent, context)
        case .idle: settle(intent, said, agent, context)
        }
    }

    private mutating func settle(_ intent: Intent, _ said: Said, _ agent: AgentID, _ context: HomeContext) {
        guard let cell = agents[agent] else { return }
        // Saying `available` is also how an agent who did not answer comes back; only the agent can come back from
        // silence.
        let returns =
            intent == .available && cell.rest != .ready && cell.activity != .wrapping
            && (said.by == nil || cell.rest != .unreachable)
        let reason = intent == .available ? nil : said.reason
        guard (cell.intent, cell.reason, cell.by) != (intent, reason, said.by) || returns else { return }
        changeIdle(agent, context) { cell in
            cell.intent = intent
            cell.reason = reason
            cell.by = said.by
            if returns {
                cell.rest = .ready
                cell.unanswered = 0
            }
        }
    }

    /// What an agent wants who has contacts and room for more: no more come, and it holds when the last is over.
    private mutating func settleAfterwards(
        _ intent: Intent, _ said: Said, _ agent: AgentID, _ context: HomeContext
    ) {
        guard let cell = agents[agent] else { return }
        let returns = intent == .available && cell.rest != .ready && (said.by == nil || cell.rest != .unreachable)
        let reason = intent == .available ? nil : said.reason
        let isNext = cell.nextIntent != nil
        let before = (
            cell.nextIntent ?? cell.intent, isNext ? cell.nextReason : cell.reason, isNext ? cell.nextBy : cell.by
        )
        guard before != (intent, reason, said.by) || returns else { return }
        changeIdle(agent, context) { cell in
            cell.nextIntent = intent
            cell.nextReason = reason
            cell.nextBy = said.by
            if returns {
                cell.rest = .ready
                cell.unanswered = 0
            }
        }
    }

    /// A sign of life.
    mutating func heard(_ agent: AgentID, _ context: HomeContext) {
        agents[agent]?.heardAt = context.now.monotonic
        guard let cell = agents[agent], cell.phase == .idle, cell.rest == .unreachable else { return }
        changeIdle(agent, context) { cell in
            cell.rest = cell.restAfterSilence(at: context.now)
            cell.interruptedRest = nil
        }
    }

    mutating func heartbeat(_ names: [AgentID], _ token: UInt64, _ context: HomeContext) {
        for agent in names where isHere(agent) { heard(agent, context) }
        replyHeard(names, token)
    }

    /// The desks say themselves what silence would say later.
    mutating func deskClosed(_ names: [AgentID], _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext) {
        for agent in names where isHere(agent) && !isRepeated(guarded, "closing", agent.text) {
            if let refusal = cannotRemember(guarded, "closing", agent.text) {
                return reply(token, .refused(refusal))
            }
            remember(guarded, "closing", agent.text, context)
            agents[agent]?.heardAt = context.now.monotonic - Timing.agentSilence - 1
            checkLiveness(agent, context)
        }
        replyHeard(names, token)
    }

    private mutating func replyHeard(_ names: [AgentID], _ token: UInt64) {
        reply(token, .heard(unknown: names.filter { !isHere($0) }))
    }

    private func isHere(_ agent: AgentID) -> Bool { agents[agent]?.hasMoved == false }

    func unknown(_ agent: AgentID) -> Refusal {
        Refusal(.notFound, "no agent \(agent) is logged in at \(site)", field: "agent")
    }
}

extension AgentSettings {
    /// What the configuration lets the agent take; nil where it leaves that to the login.
    fileprivate var ownChannels: [ChannelLimit]? { channels.isEmpty ? nil : channels }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// accept, reject, fail: what a desk or its PBX says to an offer.
extension Home {
    /// A3.
    mutating func accept(
        _ text: String, _ agent: AgentID, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        guard let cell = agents[agent], !cell.hasMoved else { return reply(token, .refused(unknown(agent))) }
        heard(agent, context)
        if let seat = cell.seats.first(where: { $0.isTalking && $0.offer.id.description == text }) {
            return replyConnected(token, seat.offer, context)
        }
        guard let offer = cell.offer, offer.id.description == text else { return refuseOver(text, token, context) }
        switch cell.phase {
        case .busy: replyConnected(token, offer, context)
        case .accepted: acceptTokens[agent, default: []].append(token)
        case .reserved where !cell.isRinging: refuseOver(text, token, context)
        case .reserved:
            if let refusal = conflict(guarded, version: cell.version, state: cell.activity.word) {
                return reply(token, .refused(refusal))
            }
            remember(guarded, "accept", agent.text, context)
            acceptTokens[agent, default: []].append(token)
            acceptOffer(offer, context)
        case .idle: refuseOver(text, token, context)
        }
    }

    mutating func acceptOffer(_ offer: Offer, _ context: HomeContext) {
        guard var cell = agents[offer.agent] else { return }
        cell.phase = .accepted(offer)
        cell.askPause = Timing.askFirst
        agents[offer.agent] = cell
        writes.append(.put(.agents, key: StoreKey.agent(offer.agent), value: cell.encoded()))
        say(.accept, offer, toContact: true)
        timers.set(.confirm(offer.agent, offer.id), at: context.now.monotonic + Timing.confirm)
        timers.set(.askContactHome(offer.agent, offer.id), at: context.now.monotonic + Timing.askFirst)
    }

    /// A4, by the desk's word.
    mutating func reject(
        _ text: String, _ agent: AgentID, _ reason: String?, _ guarded: RequestGuard, _ token: UInt64,
        _ context: HomeContext
    ) {
        guard let cell = agents[agent], !cell.hasMoved else { return reply(token, .refused(unknown(agent))) }
        heard(agent, context)
        guard !isRepeated(guarded, "reject", agent.text) else { return replyAgent(token, agent, context) }
        guard case .reserved(let offer) = cell.phase, offer.id.description == text, cell.isRinging else {
            return refuseOver(text, token, context)
        }
        if let refusal = conflict(guarded, version: cell.version, state: cell.activity.word) {
            return reply(token, .refused(refusal))
        }
        remember(guarded, "reject", agent.text, context)
        let pause = pauses(after: offer, context).afterRejectMs
        withdraw(offer, why: reason ?? "rejected", rest: .pausing(milliseconds: pause), context)
        replyAgent(token, agent, context)
    }

    /// A4, by the PBX's word.
    mutating func fail(
        _ text: String, _ cause: HomeRequest.FailCause, _ agent: AgentID?, _ guarded: RequestGuard, _ token: UInt64,
        _ context: HomeContext
    ) {
        let found = agentOrder.first { agents[$0]?.offer?.id.description == text }
        guard let found, agent ?? found == found, let cell = agents[found], case .reserved(let offer) = cell.phase,
            cell.isRinging
        else {
            return refuseOver(text, token, context)
        }
        remember(guarded, "fail", text, context)
        switch cause {
        case .busy, .declined:
            let pauses = pauses(after: offer, context)
            let pause = cause == .busy ? pauses.afterBusyMs : pauses.afterRejectMs
            withdraw(offer, why: cause.rawValue, rest: .pausing(milliseconds: pause), context)
        case .noAnswer, .unreachable: agentDidNotAnswer(offer, why: cause.rawValue, context)
        case .callerGone:
            withdraw(offer, why: cause.rawValue, rest: .ready, cause: .ended(.abandoned), context)
        }
        replyAgent(token, found, context)
    }

    /// How long an agent is asked nothing who does not want, or cannot be rung.
    private func pauses(after offer: Offer, _ context: HomeContext) -> OfferPauses {
        let topic = agents[offer.agent]?.contact?.topic
        return topic.flatMap { context.engine.configuration.topic($0)?.rules.pauses } ?? .usual
    }

    /// An offer was left without answer: after as many as the topic allows, the agent is `notResponding`.
    mutating func agentDidNotAnswer(_ offer: Offer, why: String = "no answer", _ context: HomeContext) {
        guard let cell = agents[offer.agent] else { return }
        let topic = cell.contact?.topic
        let settings = topic.flatMap { context.engine.configuration.topic($0) }
        let unanswered = cell.unanswered + 1
        agents[offer.agent]?.unanswered = unanswered
        let isOut = unanswered >= settings?.noAnswerMax ?? 1
        let rest: AgentCell.Rest =
            isOut
            ? .notResponding(milliseconds: settings?.noAnswerReturnMs ?? 300_000)
            : .pausing(milliseconds: Timing.rejectPauseMs)
        if isOut { agents[offer.agent]?.unanswered = 0 }
        withdraw(offer, why: why, rest: rest, context)
    }

    /// An offer that is not open: over, or never made.
    private mutating func refuseOver(_ text: String, _ token: UInt64, _ context: HomeContext) {
        guard let id = OfferID(text: text, generation: context.engine.generation) else {
            let refusal = Refusal(.badRequest, "an offer is written <epoch>.<seq>", field: "offer")
            return reply(token, .refused(refusal))
        }
        let isOfOwner = id.epoch <= context.engine.epoch && id.sequence <= context.engine.sequence && id.epoch > 0
        let isKnown = isOfOwner || id.isOfIsland
        let refusal =
            isKnown
            ? Refusal(.gone, "offer \(id) is over", field: "offer")
            : Refusal(.notFound, "no offer \(id) was made", field: "offer")
        reply(token, .refused(refusal))
    }
}

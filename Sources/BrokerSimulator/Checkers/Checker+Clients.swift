// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// What clients are told: nothing that is not stored, and never two things of one version.
extension Checker {
    mutating func asked(_ token: UInt64, _ request: HomeRequest, process: (node: Int, life: Int)?) {
        requests[token] = AskedRequest(request: request, at: now, process: process)
        switch request {
        case .enqueue(let order):
            asked.insert(order.id.text)
            let way = AskedWay(order)
            if ways[order.id, default: way] != way { otherWays.insert(order.id) }
            ways[order.id] = way
            if order.notBefore != nil || order.slotAt != nil { restarted.insert(order.id) }
        case .callback(let order, _):
            wanted.insert(order.id)
            sentBack.insert(order.id)
            if order.atTime || order.slotAt != nil { restarted.insert(order.id) }
        case .reached(let id, _):
            calls.said.insert(id)
            sentBack.insert(id)
        case .notReached(let id, _, _):
            wanted.insert(id)
            sentBack.insert(id)
        case .end(let id, _, _), .cancel(let id, _): wanted.insert(id)
        case .consult(let order, _): asked.insert(order.consult.text)
        case .handOver(let id, _):
            wanted.insert(id)
            sentBack.insert(id)
        case .requeue(let id, let order, _):
            wanted.insert(id)
            sentBack.insert(id)
            if order.restart { restarted.insert(id) }
        default: break
        }
    }

    mutating func replied(_ token: UInt64, _ reply: HomeReply, site: Int) {
        guard let asked = requests.removeValue(forKey: token) else {
            if !answeredTokens.insert(token).inserted { violate("C1", "request \(token) is answered twice") }
            return
        }
        answeredTokens.insert(token)
        switch (asked.request, reply) {
        case (_, .contact(let view, _)): told(view.cell, asked.request)
        case (.accept(let offer, _, _), .connectedRemotely):
            if !connected.contains(where: { $0.description == offer }) {
                violate("S3", "accept of \(offer) is answered connected before the contact's home stored it")
            }
        case (.accept(let offer, _, _), .refused(let refusal)) where refusal.code == .gone: judgeLate(offer, asked.at)
        case (.cancel, .cancelled(let id, _)): cancelledEarly.insert(id.text)
        case (.wrapUp(let order, _), .agent) where order.disposition != nil: remarked.append((order, site))
        case (.end, .leaving(let known, _, _, _)): endedByDesk.append((known.record.number, site))
        default: break
        }
    }

    /// A3: an accept that was there before the deadline connects, whether its node ran meanwhile or not.
    private mutating func judgeLate(_ offer: String, _ askedAt: Int64) {
        guard unanswered.contains(offer), let ring = rings[offer] else { return }
        guard askedAt + 2_000_000_000 < ring.at + ring.timeoutMs * 1_000_000 else { return }
        violate(
            "A3",
            "an accept of \(offer) for \(ring.contact) came \((askedAt - ring.at) / 1_000_000) ms after it rang, and "
                + "the agent is said not to have answered")
    }

    private mutating func told(_ cell: ContactCell, _ request: HomeRequest) {
        let number = cell.record.number
        guard let stored = contacts[number]?.cell else {
            return violate("I1", "an answer tells of \(number), which is not stored")
        }
        if cell.endedAt != nil, stored.endedAt == nil { violate("S3", "\(number) is answered ended and not stored so") }
        if case .accept = request, case .connected(let offer) = cell.phase, !connected.contains(offer.id) {
            violate("S3", "accept of \(offer.id) is answered connected before it was stored")
        }
        judgeAppointment(cell)
        if case .enqueue(let order) = request { judgeDialled(order, cell) }
        if cell.endedAt != nil, !cell.isInLog { rarities.count(.endedBeforeLog) }
        if isAcknowledged.insert(number).inserted { acknowledged.append(number) }
        switch request {
        case .requeue, .callback, .notReached, .handOver: requeued.insert(number)
        default: break
        }
        name(number, cell.record)
        // A number nobody was told of may be in the log: it is ended there as soon as its home hears of it.
        if let before = numberByName.updateValue(number, forKey: "\(cell.record.site)/\(cell.record.id)"),
            before != number
        {
            violate("I2", "\(cell.record.id) came once and was told \(before) and \(number)")
        }
    }

    /// W5: who has dialled a number is where it leads.
    private mutating func judgeDialled(_ order: EnqueueOrder, _ cell: ContactCell) {
        guard let dialled = order.dialled, cell.version == 1, !otherWays.contains(order.id),
            case .success(let route) = dialled.route(in: engine.configuration)
        else { return }
        let record = cell.record
        rarities.count(route.topic == nil ? .selfServed : .dialled)
        guard let topic = route.topic else {
            if cell.phase == .waiting { violate("W5", "\(record.number) waits, and should only hear something") }
            return
        }
        let rule = order.slotAt.flatMap { _ in engine.configuration.topic(topic)?.rules.appointments }
        let priority = order.priority ?? rule?.priority ?? route.priority ?? engine.configuration.topic(topic)?.priority
        guard record.topic != topic || record.priority != priority else { return }
        violate(
            "W5",
            "\(record.number) came by a number to \(record.topic) at \(record.priority), not to \(topic) at "
                + "\(priority ?? 0)")
    }

    /// I11: a number names one contact of one site.
    mutating func name(_ number: ContactNumber, _ record: ContactRecord) {
        let name = "\(record.site)/\(record.id)"
        if let before = nameByNumber.updateValue(name, forKey: number), before != name {
            violate("I11", "number \(number) is given to \(before) and \(name)")
        }
    }

    mutating func heard(_ news: ContactNews) {
        judgeEstimate(news)
        judgeAppointment(news.cell)
        switch news.kind {
        case .queued, .position: return
        case .calling(again: true): rarities.count(.callGoesOn)
        case .scheduled, .due, .calling, .reached, .offered, .revoked, .requeued, .relaxed, .connected, .ended, .noted,
            .consulting, .consulted, .conference, .consultEnded:
            break
        }
        judgeConsult(news)
        let number = news.cell.record.number
        let said = "\(news.cell.state) \(news.cell.turn)"
        if let before = contactVersions[number, default: [:]].updateValue(said, forKey: news.cell.version),
            before != said
        {
            violate("C2", "version \(news.cell.version) of contact \(number) is both \(before) and \(said)")
        }
        guard let stored = contacts[number]?.cell, stored.version >= news.cell.version else {
            return violate("S3", "contact \(number) is told before it is stored")
        }
    }

    /// W4: what a caller is told of the wait never rises, until it meets an agent or is due anew.
    private mutating func judgeEstimate(_ news: ContactNews) {
        let number = news.cell.record.number
        switch news.kind {
        case .queued(_, let estimateMs?), .position(_, let estimateMs?):
            rarities.count(.estimated)
            if let before = estimates[number], estimateMs > before {
                violate("W4", "\(number) was told \(before) ms, and then \(estimateMs) ms")
            }
            estimates[number] = estimateMs
        case .connected, .due, .reached, .ended: estimates[number] = nil
        case .queued, .position, .scheduled, .calling, .offered, .revoked, .requeued, .relaxed, .noted, .consulting,
            .consulted,
            .conference, .consultEnded:
            break
        }
    }

    /// C10: whoever is told that a colleague has answered, or is in conference, is in the conversation still.
    private mutating func judgeConsult(_ news: ContactNews) {
        switch news.kind {
        case .consulting: rarities.count(.consulting)
        case .consulted: rarities.count(.consulted)
        case .conference: rarities.count(.conference)
        case .requeued(why: "handover", _): rarities.count(.handedOver)
        case .relaxed(why: "handover"): rarities.count(.handoverOver)
        case .connected where news.cell.timeline.dropLast().last { $0.event != "offered" }?.why == "handover":
            rarities.count(.handoverTaken)
        default: break
        }
        guard let cell = contacts[news.cell.record.number]?.cell, let why = Self.consultFault(cell, contacts) else {
            return
        }
        violate("C10", why)
    }

    mutating func heard(_ news: AgentNews, site: Int, isPrompt: Bool) {
        let cell = news.view.cell
        let slot = Slot(agent: cell.agent, site: site)
        let said = "\(cell.activity) \(cell.intent) \(cell.turn)"
        if let before = agentVersions[slot, default: [:]].updateValue(said, forKey: cell.version), before != said {
            violate("C2", "version \(cell.version) of \(cell.agent) is both \(before) and \(said)")
        }
        guard let stored = agents[slot]?.cell, stored.version >= cell.version else {
            return violate("S3", "\(cell.agent) is told before it is stored")
        }
        if case .revoked(let offer, why: "no answer") = news.kind { unanswered.insert(offer.description) }
        guard case .offer(let offer, let again) = news.kind else { return }
        if !again, isPrompt { rings[offer.id.description] = (now, offer.timeoutMs, offer.contact) }
        if offered[offer.id] == nil {
            violate("I5", "\(cell.agent) is rung for \(offer.id), which is not in the log")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerEngine
import BrokerModel
import BrokerReplica
import Sealing

/// The way out: what a home says, as the contract's documents.
struct Documents: Sendable {
    let vault: CallerVault
    let site: SiteID

    // MARK: - Contacts

    func contact(_ view: ContactView, timeline: Bool) -> ContactDocument {
        let cell = view.cell
        var document = contact(cell.record, version: cell.version, state: cell.state)
        document.provisional = cell.isInLog || cell.endedAt != nil ? nil : true
        document.island = view.isAlone ? true : nil
        document.position = view.position
        document.estimatedWaitMs = view.estimatedWaitMs.map { Int($0) }
        document.notBeforeAt = cell.dueAt.map { Int($0.milliseconds) }
        document.slotAt = cell.slotAt.map { Int($0.milliseconds) }
        document.callingUntilAt = cell.calling.map { Int($0.until.milliseconds) }
        document.attempt = cell.calling?.attempt
        document.offer = cell.offer?.id.description
        document.agent = cell.offer?.agent.text
        document.agentSite = cell.offer?.agentSite.text
        document.agentAddress = cell.offer == nil ? nil : cell.agentAddress
        if !cell.others.isEmpty { document.offers = offers(cell) }
        if case .connected(let offer) = cell.phase {
            document.participants = participants(offer, view.consult)
        }
        document.consult = view.consult?.id.text
        if case .ended(let outcome) = cell.phase { document.outcome = OutcomeWord(rawValue: outcome.word) }
        document.endedAt = cell.endedAt.map { Int($0.milliseconds) }
        if timeline { document.timeline = self.timeline(cell) }
        return document
    }

    private func participants(_ offer: Offer, _ consult: ContactView.Consult?) -> [ParticipantDocument] {
        let own = ParticipantDocument(agent: offer.agent.text, role: "agent")
        guard let consult, let agent = consult.agent else { return [own] }
        return [own, ParticipantDocument(agent: agent.text, role: consult.isConference ? "conference" : "consulted")]
    }

    private func offers(_ cell: ContactCell) -> [ContactOfferDocument] {
        cell.openOffers.map { open in
            ContactOfferDocument(
                offer: open.id.description, agent: open.agent.text, agentSite: open.agentSite.text,
                agentAddress: cell.agentAddress(of: open.id),
                expiresAt: cell.expiresAt(of: open.id).map { Int($0.milliseconds) })
        }
    }

    /// A contact's chronology.
    func timeline(_ cell: ContactCell) -> [BrokerContract.TimelineEntry] {
        let events = cell.timeline.map(entry)
        guard !cell.remarks.isEmpty else { return events }
        // Both are in order already; what was said comes behind what happened at that instant.
        return (events + cell.remarks.map(entry)).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func entry(_ kept: ContactRemark) -> BrokerContract.TimelineEntry {
        BrokerContract.TimelineEntry(
            at: Int(kept.remark.at.milliseconds), event: ContactEventWord.noted.rawValue, agent: kept.agent.text,
            by: kept.remark.by?.text, disposition: kept.remark.disposition, note: kept.remark.note)
    }

    private func entry(_ entry: BrokerReplica.TimelineEntry) -> BrokerContract.TimelineEntry {
        BrokerContract.TimelineEntry(
            at: Int(entry.at.milliseconds), event: entry.event, agent: entry.agent?.text, why: entry.why,
            by: entry.by?.text)
    }

    /// A contact of another site, as the log knows it.
    func contact(_ known: ContactState, position: Int?, isAlone: Bool) -> ContactDocument {
        var document = contact(known.record, version: 0, state: known.word)
        document.island = isAlone ? true : nil
        document.position = position
        switch known.phase {
        case .waiting:
            document.notBeforeAt = known.record.routing.dueAt.map { Int($0.milliseconds) }
            document.slotAt = known.record.routing.slotAt.map { Int($0.milliseconds) }
        case .offered(let offer):
            document.offer = offer.id.description
            document.agent = offer.agent.text
            document.agentSite = offer.agentSite.text
        case .connected(let offer, let agent):
            document.offer = offer.description
            document.agent = agent.text
        }
        return document
    }

    /// A contact of another site that an agent of this one serves now.
    func connected(_ known: ContactState, _ agent: AgentView) -> ContactDocument {
        let talk = agent.cell.conversation(with: known.record.number)
        var document = contact(known.record, version: talk?.contactVersion ?? 0, state: "connected")
        document.offer = talk?.offer.id.description
        document.agent = agent.cell.agent.text
        document.agentSite = agent.site.text
        document.agentAddress = agent.cell.profile.address
        document.island = agent.isAlone ? true : nil
        document.participants = [ParticipantDocument(agent: agent.cell.agent.text, role: "agent")]
        return document
    }

    private func contact(_ record: ContactRecord, version: UInt64, state: String) -> ContactDocument {
        var document = ContactDocument(
            id: record.id.text, version: Int(version), claim: record.claim.description, topic: record.topic.text,
            site: record.site.text, priority: Int(record.priority),
            channel: ChannelWord(rawValue: record.channel.word) ?? .voice,
            state: ContactStateWord(rawValue: state) ?? .waiting, arrivedAt: Int(record.arrival.milliseconds))
        document.consultOf = record.routing.consult?.id.text
        return document
    }

    func event(_ news: ContactNews) -> ContactEvent {
        let cell = news.cell
        var event = ContactEvent(
            event: .queued, id: cell.record.id.text, version: Int(cell.version), at: Int(news.at.milliseconds),
            topic: cell.record.topic.text, priority: Int(cell.record.priority), claim: cell.record.claim.description)
        event.consultOf = cell.record.asksMore ? cell.record.routing.consult?.id.text : nil
        switch news.kind {
        case .queued(let position, let estimateMs):
            event.position = position
            event.estimatedWaitMs = estimateMs.map { Int($0) }
        case .scheduled(let why):
            event.event = .scheduled
            event.why = why
            event.notBeforeAt = cell.dueAt.map { Int($0.milliseconds) }
            event.slotAt = cell.slotAt.map { Int($0.milliseconds) }
        case .due: event.why = "due"
        case .reached: event.why = "reached"
        case .calling(let again): fill(&event, calling: cell, again: again, at: news.at)
        case .position(let position, let estimateMs):
            event.event = .position
            event.position = position
            event.estimatedWaitMs = estimateMs.map { Int($0) }
        case .offered(let offer):
            event.event = .offered
            fill(&event, offer, cell)
            event.expiresAt = cell.expiresAt(of: offer.id).map { Int($0.milliseconds) }
        case .revoked(let offer, let why, let position):
            event.event = .revoked
            event.offer = offer.description
            event.offersLeft = cell.offer == nil ? nil : cell.openOffers.count
            event.why = why
            event.position = position
        case .requeued(let why, let position):
            event.event = .requeued
            event.why = why
            event.position = position
        case .relaxed(let why):
            event.event = .relaxed
            event.why = why
        case .connected(let offer):
            event.event = .connected
            fill(&event, offer, cell)
        case .ended(let outcome):
            event.event = .ended
            event.outcome = OutcomeWord(rawValue: outcome.word)
            // An end without another reason has its outcome for one.
            let why = cell.timeline.last?.why
            event.reason = why == outcome.word ? nil : why
        case .consulting, .consulted, .conference, .consultEnded: fill(&event, news.kind)
        case .noted(let kept):
            event.event = .noted
            event.agent = kept.agent.text
            event.disposition = kept.remark.disposition
            event.note = kept.remark.note
            event.by = kept.remark.by?.text
            return event
        }
        event.by = cell.timeline.last?.by?.text
        return event
    }

    /// What whoever calls needs.
    private func fill(_ event: inout ContactEvent, calling cell: ContactCell, again: Bool, at now: PoolInstant) {
        event.event = .calling
        event.attempt = cell.calling?.attempt
        event.ringMs = cell.calling.map { max(0, Int($0.until.milliseconds - now.milliseconds)) }
        event.callerAddress = vault.calledNumber(cell.record)
        event.again = again ? true : nil
    }

    /// What is told of a consult to the contact it is about.
    private func fill(_ event: inout ContactEvent, _ kind: ContactNews.Kind) {
        switch kind {
        case .consulting(let asked):
            event.event = .consulting
            event.consult = asked.id.text
            event.topic = asked.topic.text
            event.priority = Int(asked.priority)
            event.agent = asked.routing.onlyAgent?.text
        case .consulted(let id, let offer):
            event.event = .consulted
            fill(&event, id, offer)
        case .conference(let id, let offer):
            event.event = .conference
            fill(&event, id, offer)
        case .consultEnded(let id, let outcome):
            event.event = .consultEnded
            event.consult = id.text
            event.outcome = OutcomeWord(rawValue: outcome.word)
        default: break
        }
    }

    /// Who is consulted; the offer is of the other contact.
    private func fill(_ event: inout ContactEvent, _ consult: ContactID, _ offer: Offer) {
        event.consult = consult.text
        event.agent = offer.agent.text
        event.agentSite = offer.agentSite.text
    }

    private func fill(_ event: inout ContactEvent, _ offer: Offer, _ cell: ContactCell) {
        event.offer = offer.id.description
        event.agent = offer.agent.text
        event.agentSite = offer.agentSite.text
        event.agentAddress = cell.agentAddress(of: offer.id)
    }

    // MARK: - Agents

    func agent(_ view: AgentView, at now: PoolInstant) -> AgentDocument {
        let cell = view.cell
        var document = AgentDocument(
            agent: cell.agent.text, version: Int(cell.version), site: view.site.text, node: cell.profile.node.text,
            intent: IntentWord(rawValue: cell.intent.word) ?? .offline, reason: cell.reason,
            activity: ActivityWord(rawValue: cell.activity.word) ?? .idle, topics: levels(cell.profile.topics),
            skills: levels(cell.profile.skills), channels: limits(cell.profile.channels),
            agentAddress: cell.profile.address, contacts: [], offers: [], since: Int(cell.since.milliseconds),
            seq: Int(view.sequence), island: view.isAlone ? true : nil)
        document.by = cell.by?.text
        document.contacts = cell.connected.map(\.id.text).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        var wrapping = cell.seats.filter { !$0.isTalking }.map(\.contact.id.text)
        if cell.activity == .wrapping, case .wrapping(let contact, _) = cell.rest, !wrapping.contains(contact.text) {
            wrapping.append(contact.text)
        }
        document.wrapping = wrapping.isEmpty ? nil : wrapping
        let room = cell.seats.isEmpty ? [] : cell.room(view.costs)
        document.room = room.isEmpty ? nil : limits(room)
        if cell.isRinging, case .reserved(let offer) = cell.phase, let contact = cell.contact {
            document.offers = [self.offer(offer, contact, cell, at: now)]
        }
        return document
    }

    /// An agent as the log knows them.
    func agent(_ known: AgentState, contacts: [ContactID]) -> AgentDocument {
        var document = AgentDocument(
            agent: known.agent.text, version: Int(known.version), site: known.site.text, node: known.profile.node.text,
            intent: IntentWord(rawValue: known.intent.word) ?? .offline, reason: known.reason,
            activity: ActivityWord(rawValue: known.activity.word) ?? .idle, topics: levels(known.profile.topics),
            skills: levels(known.profile.skills), channels: limits(known.profile.channels),
            agentAddress: known.profile.address, contacts: contacts.map(\.text),
            since: Int(known.since.milliseconds),
            seq: Int(known.sequence))
        if case .offered = known.phase, known.activity == .idle { document.activity = .offered }
        return document
    }

    private func levels(_ topics: [TopicLevel]) -> [String: Int] {
        Dictionary(topics.map { ($0.topic.text, Int($0.level)) }) { first, _ in first }
    }

    private func levels(_ skills: [SkillLevel]) -> [String: Int] {
        Dictionary(skills.map { ($0.skill.text, Int($0.level)) }) { first, _ in first }
    }

    private func limits(_ channels: [ChannelLimit]) -> [String: Int] {
        Dictionary(channels.map { ($0.channel.word, Int($0.contacts)) }) { first, _ in first }
    }

    private func offer(_ offer: Offer, _ contact: ContactRecord, _ cell: AgentCell, at now: PoolInstant)
        -> OfferDocument
    {
        let opened = vault.open(contact)
        var document = OfferDocument(
            offer: offer.id.description, contact: contact.id.text, claim: contact.claim.description,
            topic: contact.topic.text, priority: Int(contact.priority),
            channel: ChannelWord(rawValue: contact.channel.word) ?? .voice, caller: masked(contact.caller),
            waitedMs: max(0, Int(now.milliseconds - contact.arrival.milliseconds)),
            expiresAt: Int(cell.expiresAt?.milliseconds ?? now.milliseconds + offer.timeoutMs),
            attributes: opened?.details.attributes, contactSite: contact.site.text,
            customer: opened?.details.customer, language: opened?.details.language)
        document.consultOf = contact.routing.consult?.id.text
        document.consultBy = contact.routing.consult?.agent.text
        return document
    }

    private func masked(_ caller: BrokerModel.SealedCaller?) -> String? {
        guard let caller, !caller.callerHash.isEmpty else { return nil }
        return Sealing.SealedCaller.masked(lastTwoDigits: caller.lastDigits)
    }

    func event(_ news: AgentNews) -> AgentEvent {
        let cell = news.view.cell
        var event = AgentEvent(
            event: .state, id: cell.agent.text, version: Int(cell.version), at: Int(news.at.milliseconds),
            seq: Int(news.view.sequence))
        switch news.kind {
        case .offer(let offer, _):
            guard let contact = news.contact else { return event }
            return .offer(
                self.offer(offer, contact, cell, at: news.at), agent: cell.agent.text, version: Int(cell.version),
                at: Int(news.at.milliseconds), seq: Int(news.view.sequence))
        case .revoked(let offer, let why):
            event.event = .revoked
            event.offer = offer.description
            event.why = why
        case .connected(let offer):
            event.event = .connected
            event.offer = offer.id.description
            event.contact = news.contact?.id.text
            // The serving agent sees the number when connected.
            let opened = news.contact.flatMap { vault.open($0) }
            event.caller = opened.flatMap { $0.number.isEmpty ? nil : $0.number }
            event.callerAddress = news.contact.flatMap { vault.callbackAddress($0) } ?? opened?.details.callerAddress
        case .ended(let contact, let outcome):
            event.event = .ended
            event.contact = contact.text
            event.outcome = OutcomeWord(rawValue: outcome.word)
        case .state:
            event.intent = IntentWord(rawValue: cell.intent.word)
            event.activity = ActivityWord(rawValue: cell.activity.word)
            event.reason = cell.reason
            event.by = cell.by?.text
        }
        return event
    }

    // MARK: - Lists

    func slots(_ page: SlotPage) -> SlotsDocument {
        SlotsDocument(
            topic: page.topic.text, seq: Int(page.sequence), slotMs: Int(page.rule.slotMs),
            perSlot: Int(page.rule.perSlot),
            slots: page.slots.map { SlotDocument(slotAt: Int($0.at.milliseconds), free: $0.free) },
            nextAt: page.next.map { Int($0.milliseconds) })
    }

    func waiting(
        _ topic: TopicID, sequence: UInt64, total: Int, _ contacts: [ContactState], firstPosition: Int, next: ContactID?
    ) -> WaitingDocument {
        let rows = contacts.enumerated().map { index, contact in
            WaitingContact(
                id: contact.record.id.text, claim: contact.record.claim.description, site: contact.record.site.text,
                priority: Int(contact.record.priority), arrivedAt: Int(contact.record.arrival.milliseconds),
                position: firstPosition + index)
        }
        return WaitingDocument(topic: topic.text, seq: Int(sequence), total: total, contacts: rows, next: next?.text)
    }
}

extension ContactState {
    /// The contract's word for where the contact is.
    fileprivate var word: String {
        switch phase {
        case .waiting: record.routing.dueAt == nil ? "waiting" : "scheduled"
        case .offered: "offered"
        case .connected: "connected"
        }
    }
}

extension Refusal {
    /// The refusal as clients see it.
    var contractError: ContractError {
        let code: ErrorCode =
            switch self.code {
            case .badRequest: .badRequest
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .conflict: .conflict
            case .gone: .gone
            case .closed: .closed
            case .full: .full
            case .unavailable: .unavailable
            }
        return ContractError(
            code: code, message: message, field: field, state: state, retryAfterMs: retryAfterMs.map { Int($0) })
    }
}

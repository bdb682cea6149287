// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

@testable import BrokerReplica

/// Watches what is on the disks, in the log and what clients hear, and writes down what may never be (protocol §8).
struct Checker {
    private(set) var faults: [String] = []
    private(set) var contacts: [ContactNumber: ContactCell] = [:]
    private(set) var agents: [AgentID: AgentCell] = [:]
    private var leftByContact: [ContactNumber: Set<OfferID>] = [:]
    private var leftByAgent: [AgentID: Set<OfferID>] = [:]
    private var accepted: Set<OfferID> = []
    private var connected: Set<OfferID> = []
    /// Contacts whose callers were told a state.
    private(set) var acknowledged: [ContactNumber: String] = [:]
    /// Contacts whose conversation a desk of another site was told to have ended.
    private(set) var endedByDesk: [ContactNumber] = []
    /// Contacts their own site sent back to the line: of two who decide at once, the contact's home hears one first.
    private(set) var requeued: Set<ContactNumber> = []
    private var idByNumber: [ContactNumber: ContactID] = [:]
    private var engine = Engine()
    private var digest = Digest.none
    private(set) var offersLogged = 0
    private(set) var connections = 0
    private var requests: [UInt64: HomeRequest] = [:]
    private(set) var contactVersions: [ContactNumber: [UInt64: String]] = [:]
    private(set) var agentVersions: [AgentID: [UInt64: String]] = [:]

    mutating func fault(_ what: String) { if faults.count < 10 { faults.append(what) } }

    // MARK: - Disks

    mutating func stored(_ write: StoreWrite, at node: NodeID) {
        guard case .put(let shelf, _, let value) = write else { return }
        do {
            switch shelf {
            case .contacts: stored(try ContactCell(decoding: value))
            case .agents: stored(try AgentCell(decoding: value))
            case .meta, .requests: break
            }
        } catch { fault("\(node) stored what does not read back: \(error)") }
    }

    private mutating func stored(_ cell: ContactCell) {
        let number = cell.record.number
        if let before = contacts[number] {
            if before.record.id != cell.record.id { fault("I11: number \(number) names two contacts") }
            if cell.turn < before.turn { fault("the turn of contact \(number) went back on the disk") }
            if before.endedAt != nil, cell.endedAt == nil { fault("S4: contact \(number) came back from its end") }
            if let offer = before.offer, cell.offer?.id != offer.id {
                leftByContact[number, default: []].insert(offer.id)
            }
            if case .connected(let old) = before.phase, case .connected(let new) = cell.phase, old.id != new.id {
                fault("S1: contact \(number) went from one agent to another without being released")
            }
        }
        if let offer = cell.offer, leftByContact[number]?.contains(offer.id) == true {
            fault("S4: contact \(number) takes offer \(offer.id) again")
        }
        if case .connected(let offer) = cell.phase {
            if !accepted.contains(offer.id) {
                fault("contact \(number) is connected by \(offer.id), accepted by nobody")
            }
            if connected.insert(offer.id).inserted { connections += 1 }
        }
        contacts[number] = cell
    }

    private mutating func stored(_ cell: AgentCell) {
        if let before = agents[cell.agent] {
            if cell.turn < before.turn { fault("the turn of \(cell.agent) went back on the disk") }
            if let offer = before.offer, cell.offer?.id != offer.id {
                leftByAgent[cell.agent, default: []].insert(offer.id)
                if cell.offer != nil {
                    fault("S2: \(cell.agent) went from one offer to another without being released")
                }
            }
        }
        if let offer = cell.offer, leftByAgent[cell.agent]?.contains(offer.id) == true {
            fault("S4: \(cell.agent) takes offer \(offer.id) again")
        }
        if case .accepted(let offer) = cell.phase { accepted.insert(offer.id) }
        if case .busy(let offer) = cell.phase, !connected.contains(offer.id) {
            fault("\(cell.agent) is busy by \(offer.id), which never connected")
        }
        agents[cell.agent] = cell
    }

    // MARK: - Clients

    mutating func asked(_ token: UInt64, _ request: HomeRequest) { requests[token] = request }

    mutating func replied(_ token: UInt64, _ reply: HomeReply, of node: NodeID) {
        guard let request = requests.removeValue(forKey: token) else {
            return fault("request \(token) is answered twice")
        }
        switch (request, reply) {
        case (_, .contact(let view, _)):
            let number = view.cell.record.number
            guard let stored = contacts[number] else { return fault("an answer about \(number), which is not stored") }
            if view.cell.endedAt != nil, stored.endedAt == nil {
                fault("S3: \(number) is answered ended and not stored so")
            }
            if case .accept = request, view.cell.state == "connected",
                !connected.contains(where: { $0 == view.cell.offer?.id })
            {
                fault("accept answered connected before the contact's home stored it")
            }
            acknowledged[number] = stored.state
            if case .requeue = request { requeued.insert(number) }
            if idByNumber.updateValue(view.cell.record.id, forKey: number) ?? view.cell.record.id != view.cell.record.id
            {
                fault("I11: claim number \(number) given to two contacts")
            }
        case (.accept(let offer, _, _), .connectedRemotely):
            if !connected.contains(where: { $0.description == offer }) {
                fault("accept of \(offer) answered before its time")
            }
        case (.end, .leaving(let known, _, _)): endedByDesk.append(known.record.number)
        default: break
        }
    }

    mutating func heard(_ news: ContactNews) {
        switch news.kind {
        case .queued, .position: return
        case .offered, .revoked, .requeued, .connected, .ended: break
        }
        let number = news.cell.record.number
        let said = "\(news.cell.state) \(news.cell.turn)"
        if let before = contactVersions[number, default: [:]].updateValue(said, forKey: news.cell.version),
            before != said
        {
            fault("version \(news.cell.version) of contact \(number) is both \(before) and \(said)")
        }
        guard let stored = contacts[number], stored.version >= news.cell.version else {
            return fault("contact \(number) is told before it is stored")
        }
    }

    mutating func heard(_ news: AgentNews) {
        let cell = news.view.cell
        let said = "\(cell.activity) \(cell.intent) \(cell.turn)"
        if let before = agentVersions[cell.agent, default: [:]].updateValue(said, forKey: cell.version), before != said
        {
            fault("version \(cell.version) of \(cell.agent) is both \(before) and \(said)")
        }
        guard let stored = agents[cell.agent], stored.version >= cell.version else {
            return fault("\(cell.agent) is told before it is stored")
        }
    }

    // MARK: - The log

    /// Folds a message of the log and judges each offer: nobody better waited for that agent.
    mutating func logged(_ bytes: [UInt8]) {
        let authenticator = PlainAuthenticator()
        guard let batch = try? Batch(decoding: bytes, with: authenticator) else { return }
        guard batch.previous == digest, batch.firstSequence == engine.sequence + 1 else {
            return fault("batch \(batch.firstSequence) of epoch \(batch.epoch) is not chained")
        }
        if batch.epoch < engine.epoch { fault("I12: epoch \(batch.epoch) after \(engine.epoch)") }
        for event in batch.events {
            if case .offered(let offer)? = event { judge(offer) }
            if case .enqueued(let record, _)? = event,
                idByNumber.updateValue(record.id, forKey: record.number) ?? record.id != record.id
            {
                fault("I11: the log gives number \(record.number) to two contacts")
            }
            engine.apply(event, at: batch.time)
        }
        digest = authenticator.digest(of: bytes)
    }

    private mutating func judge(_ offer: Offer) {
        offersLogged += 1
        guard let contact = engine.contact(offer.contact), let agent = engine.agent(offer.agent) else {
            return fault("an offer of nobody")
        }
        if contact.phase != .waiting { fault("I3: \(offer.contact) is offered while \(contact.phase)") }
        if agent.phase != .idle || !agent.isReady { fault("I4: \(offer.agent) is offered while \(agent.phase)") }
        for level in agent.profile.topics {
            let better = engine.waiting(level.topic, after: nil, limit: 1).first { $0.key < contact.key }
            if let better { fault("I6: \(offer.contact) is offered before \(better.record.number)") }
        }
    }

    /// The state the whole log tells.
    var folded: Engine { engine }
}

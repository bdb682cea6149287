// SPDX-License-Identifier: Apache-2.0
import BrokerContract

@testable import LoadHarness
@testable import PoolKit

/// A broker of one topic in a few lines, which answers at once and can be told to break what it promises.
struct PretendBroker {
    /// What it does wrong.
    enum Fault: CaseIterable {
        /// Forgets a contact that it has acknowledged.
        case loses
        /// Connects a contact with two agents.
        case connectsTwice
        /// Goes on with a contact that has ended.
        case wakesTheDead
        /// Asks an agent who is in conversation.
        case asksTheBusy
        /// Serves who came last first.
        case servesLastFirst
        /// Gives a claim number twice.
        case repeatsClaim
        /// Connects a contact with two agents in the same version, as two homes would.
        case connectsTwiceAtOnce
        /// Asks an agent two things in the same version.
        case asksTwiceAtOnce
        /// Says two things of a contact in the same version.
        case rewritesContact
        /// Says two things of an agent in the same version.
        case rewritesAgent
        /// Gives a redial another claim number than that of the contact it continues.
        case renumbersRedial

        /// The check that has to find it.
        var check: Check {
            switch self {
            case .loses: .lost
            case .connectsTwice, .connectsTwiceAtOnce, .wakesTheDead, .asksTheBusy, .asksTwiceAtOnce: .twice
            case .servesLastFirst: .order
            case .repeatsClaim, .renumbersRedial: .claim
            case .rewritesContact, .rewritesAgent: .document
            }
        }
    }

    private struct Contact {
        var version = 1
        var agent: String?
        var offer: String?
        var isConnected = false
    }

    private let fault: Fault?
    /// Whether it never offers every second contact: by no check a fault, but not what a broker is for.
    private let skips: Bool
    /// Whether agents wrap up until they say that they have finished.
    private let wraps: Bool
    private var contacts: [String: Contact] = [:]
    private var line: [String] = []
    private var idle: [String] = []
    private var taken = 0
    private var versions: [String: Int] = [:]
    private var ended: [String: Int] = [:]
    private var claims = 0
    private var seq = 1
    private var hasErred = false
    private var out: [PartInput] = []
    private var now: Int64 = 0

    init(_ fault: Fault? = nil, skips: Bool = false, wraps: Bool = false) {
        self.fault = fault
        self.skips = skips
        self.wraps = wraps
    }

    /// Takes a request, and says what is answered and published.
    mutating func take(_ send: Send, at now: Int64) throws -> [PartInput] {
        self.now = now
        out = []
        seq += 1
        switch send.operation {
        case .agentLogin: login(try LoginRequest.decode(send.body).agent, send)
        case .contactEnqueue: enqueue(try EnqueueRequest.decode(send.body), send)
        case .contactCancel: end(try CancelRequest.decode(send.body).id, send)
        case .contactEnd: end(try EndRequest.decode(send.body).id, send)
        case .offerAccept: accept(try OfferAcceptRequest.decode(send.body), send)
        case .agentWrapUp: rest(try WrapUpRequest.decode(send.body).agent, send)
        case .contactGet: get(try ContactGetRequest.decode(send.body).id ?? "", send)
        default: answer(send, Answer())
        }
        match()
        return out
    }

    private mutating func login(_ agent: String, _ send: Send) {
        idle.append(agent)
        answer(send, Answer(version: 1))
        say(agent, .state)
    }

    private mutating func enqueue(_ request: EnqueueRequest, _ send: Send) {
        let id = request.id
        claims += errs(.repeatsClaim, after: 3) ? 0 : 1
        let isRenumbered = request.claim != nil && errs(.renumbersRedial, after: 3)
        let claim = isRenumbered ? "\(9_000 + claims)" : request.claim ?? "\(1_000 + claims)"
        answer(send, Answer(version: 1, state: .waiting, claim: claim))
        if errs(.loses, after: 3) { return }
        contacts[id] = Contact()
        line.append(id)
        out.append(.contact(HeardContact(word: .queued, id: id, version: 1, claim: claim), at: now))
    }

    private mutating func end(_ id: String, _ send: Send) {
        guard var contact = contacts.removeValue(forKey: id) else {
            return answer(send, Answer(version: ended[id], state: ended[id] == nil ? nil : .ended))
        }
        line.removeAll { $0 == id }
        contact.version += 1
        ended[id] = contact.version
        answer(send, Answer(version: contact.version, state: .ended))
        out.append(.contact(HeardContact(word: .ended, id: id, version: contact.version), at: now))
        if errs(.wakesTheDead, after: 3) {
            out.append(.contact(HeardContact(word: .offered, id: id, version: contact.version + 1), at: now))
        }
        guard let agent = contact.agent else { return }
        say(agent, contact.isConnected ? .ended : .revoked, contact: id)
        if !wraps { idle.append(agent) }
    }

    private mutating func rest(_ agent: String, _ send: Send) {
        idle.append(agent)
        answer(send, Answer(version: versions[agent] ?? 0))
        say(agent, .state)
    }

    private mutating func accept(_ request: OfferAcceptRequest, _ send: Send) {
        guard let id = contacts.first(where: { $0.value.offer == request.offer })?.key, var contact = contacts[id],
            !contact.isConnected
        else {
            return answer(send, Answer(refusal: .gone))
        }
        contact.version += 1
        contact.isConnected = true
        answer(send, Answer(version: contact.version, state: .connected))
        say(request.agent, .connected, contact: id)
        out.append(
            .contact(HeardContact(word: .connected, id: id, version: contact.version, agent: request.agent), at: now))
        if errs(.connectsTwice, after: 3) {
            contact.version += 1
            out.append(.contact(HeardContact(word: .connected, id: id, version: contact.version, agent: "b"), at: now))
        }
        if errs(.connectsTwiceAtOnce, after: 3) {
            out.append(.contact(HeardContact(word: .connected, id: id, version: contact.version, agent: "b"), at: now))
        }
        if errs(.asksTheBusy, after: 3) { say(request.agent, .offer, contact: id) }
        contacts[id] = contact
    }

    private mutating func get(_ id: String, _ send: Send) {
        guard contacts[id] != nil || ended[id] != nil else { return answer(send, Answer(refusal: .notFound)) }
        answer(send, Answer(version: ended[id], state: ended[id] == nil ? .waiting : .ended))
    }

    private mutating func match() {
        while !line.isEmpty, !idle.isEmpty {
            let id = fault == .servesLastFirst ? line.removeLast() : line.removeFirst()
            taken += 1
            if skips, taken.isMultiple(of: 2) { continue }
            let agent = idle.removeFirst()
            contacts[id]?.agent = agent
            contacts[id]?.version += 1
            seq += 1
            contacts[id]?.offer = "1.\(seq)"
            say(agent, .offer, contact: id)
            let version = contacts[id]?.version ?? 0
            out.append(.contact(HeardContact(word: .offered, id: id, version: version, agent: agent), at: now))
            if errs(.rewritesContact, after: 3) {
                out.append(.contact(HeardContact(word: .revoked, id: id, version: version), at: now))
            }
            if errs(.asksTwiceAtOnce, after: 3) { say(agent, .offer, contact: "L1-c999", isSameVersion: true) }
            if errs(.rewritesAgent, after: 3) { say(agent, .state, isSameVersion: true) }
        }
    }

    private mutating func say(
        _ agent: String, _ word: AgentEventWord, contact: String? = nil, isSameVersion: Bool = false
    ) {
        versions[agent, default: 0] += isSameVersion ? 0 : 1
        seq += isSameVersion ? 1 : 0
        let event = HeardAgent(
            word: word, id: agent, version: versions[agent] ?? 0, seq: seq, offer: word == .offer ? "1.\(seq)" : nil,
            contact: contact, activity: word == .state ? .idle : nil)
        out.append(.agent(event, at: now))
    }

    private mutating func answer(_ send: Send, _ answer: Answer) {
        out.append(.answer(token: send.token, answer, at: now))
    }

    /// Whether the fault is made now: once, after so many contacts.
    private mutating func errs(_ wrong: Fault, after contacts: Int) -> Bool {
        guard fault == wrong, claims >= contacts, !hasErred else { return false }
        hasErred = true
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import NATSClient

/// An agent's desk: shows what happens, does what the agent (or `--auto`) decides, and survives the loss of nodes and
/// connections by keeping each deed until it is answered and by asking how things stand after every gap.
///
/// Runs on the command's one thread.
final class Desk {
    private static let heartbeatEach = Duration.seconds(5)
    private static let retryAfter = Duration.milliseconds(500)
    private static let leaveWithin = Duration.seconds(5)

    private let client: Client
    private let mailbox: Mailbox<DeskEvent>
    private let site: String
    private let login: LoginRequest
    /// How long to talk; nil when a person decides.
    private let talk: Duration?
    private let session = UUID().uuidString.prefix(8).lowercased()

    private var offers: [String: Int] = [:]
    /// Conversations, oldest first, and when each is to end by itself.
    private var talks: [(contact: String, endsAt: ContinuousClock.Instant?)] = []
    private var wraps: [String] = []
    private var deeds: [DeskDeed] = [.login]
    private var heartbeatAt = ContinuousClock.now + heartbeatEach
    private var deedAt = ContinuousClock.now
    private var isCutOff = false
    private var isLeaving = false
    private var served = 0

    /// A desk nobody sits at yet.
    init(client: Client, mailbox: Mailbox<DeskEvent>, site: String, login: LoginRequest, talk: Duration?) {
        self.client = client
        self.mailbox = mailbox
        self.site = site
        self.login = login
        self.talk = talk
    }

    /// Works until the agent leaves.
    ///
    /// - Throws: `refused` when the broker does not let the agent in.
    func run() throws {
        while !isLeaving {
            var wake = min(heartbeatAt, deeds.isEmpty ? heartbeatAt : deedAt)
            for case let endsAt? in talks.map(\.endsAt) { wake = min(wake, endsAt) }
            switch mailbox.next(until: wake) {
            case .event(let event): take(event)
            case .line(let line): take(line)
            case .leave: isLeaving = true
            case .connection(.disconnected): cutOff("the connection to NATS is lost")
            case .connection(.reconnected): add(.look)
            case .connection, nil: break
            }
            endTalks()
            if heartbeatAt <= .now { heartbeat() }
            if deedAt <= .now { try work() }
        }
        leave()
    }

    // MARK: What happens

    private func take(_ event: AgentEvent) {
        switch event.event {
        case .offer:
            guard let offer = event.offer else { return }
            show(
                offer, claim: event.claim, topic: event.topic, priority: event.priority, caller: event.caller,
                waitedMs: event.waitedMs, site: event.contactSite, expiresAt: event.expiresAt)
        case .revoked:
            guard let offer = event.offer, offers.removeValue(forKey: offer) != nil else { return }
            deeds.removeAll { $0 == .accept(offer: offer) || $0 == .reject(offer: offer) }
            Console.report("offer \(offer) is over\(event.why.map { ": \($0)" } ?? "")")
        case .connected: event.contact.map { begin($0, caller: event.caller) }
        case .ended: event.contact.map { finish($0, outcome: event.outcome) }
        case .state: takeState(event)
        }
    }

    private func takeState(_ event: AgentEvent) {
        guard let activity = event.activity else { return }
        if activity == .notResponding || activity == .unreachable { missed(activity) }
        if activity == .idle { wraps = [] }
    }

    private func show(
        _ offer: String, claim: String?, topic: String?, priority: Int?, caller: String?, waitedMs: Int?,
        site: String?, expiresAt: Int?
    ) {
        guard offers.updateValue(expiresAt ?? 0, forKey: offer) == nil else { return }
        var text = "offer \(offer)  claim \(claim ?? "–")  topic \(topic ?? "–")"
        if let priority { text += "  priority \(priority)" }
        if let caller { text += "  caller \(caller)" }
        if let waitedMs { text += "  waited \(Wording.duration(milliseconds: waitedMs))" }
        if let site { text += "  from \(site)" }
        if talk == nil {
            let left = expiresAt.map { ", \(Wording.duration(milliseconds: $0 - Wording.now)) left" } ?? ""
            text += "  (Enter accepts, r rejects\(left))"
        }
        Console.report(text)
        if talk != nil { add(.accept(offer: offer)) }
    }

    private func begin(_ contact: String, caller: String?) {
        guard !isTalking(contact) else { return }
        talks.append((contact, talk.map { .now + $0 }))
        offers.removeAll()
        deeds.removeAll { if case .accept = $0 { true } else { false } }
        let who = caller.map { "  caller \($0)" } ?? ""
        Console.report("connected  contact \(contact)\(who)\(talk == nil ? "  (Enter ends the conversation)" : "")")
    }

    private func isTalking(_ contact: String) -> Bool { talks.contains { $0.contact == contact } }

    private func finish(_ contact: String, outcome: OutcomeWord?) {
        guard isTalking(contact) else { return }
        talks.removeAll { $0.contact == contact }
        deeds.removeAll { $0 == .end(contact: contact) }
        served += 1
        wraps.append(contact)
        Console.report("ended  contact \(contact)  \(outcome?.rawValue ?? "over")")
        add(talk == nil ? .look : .wrapUp(contact: contact))
    }

    private func endTalks() {
        for index in talks.indices {
            guard let endsAt = talks[index].endsAt, endsAt <= .now else { continue }
            talks[index].endsAt = nil
            add(.end(contact: talks[index].contact))
        }
    }

    private func missed(_ activity: ActivityWord) {
        Console.report("the broker says \(activity.rawValue); available again")
        add(.want(.available))
    }

    // MARK: What the agent says

    private func take(_ line: String) {
        switch line {
        case "q", "quit": isLeaving = true
        case "b": add(.want(.onBreak))
        case "a": add(.want(.available))
        case "r": offers.keys.sorted().first.map { add(.reject(offer: $0)) }
        case "":
            if let offer = offers.keys.sorted().first {
                add(.accept(offer: offer))
            } else if let talk = talks.first {
                add(.end(contact: talk.contact))
            } else if let contact = wraps.first {
                add(.wrapUp(contact: contact))
            }
        default: Console.report("Enter: next step, r: reject, b: break, a: available, q: leave")
        }
    }

    // MARK: What is to be told

    private func add(_ deed: DeskDeed) {
        guard !deeds.contains(deed) else { return }
        if deeds.isEmpty { deedAt = .now }
        deeds.append(deed)
    }

    /// Does the deeds in their order; one that finds nobody is tried again later, with all behind it.
    private func work() throws {
        while let deed = deeds.first {
            do {
                try perform(deed)
            } catch {
                guard error.isRetriable else {
                    deeds.removeAll { $0 == deed }
                    try refused(deed, error)
                    continue
                }
                cutOff(error.text(site))
                deedAt = .now + Self.retryAfter
                return
            }
            restored()
            deeds.removeAll { $0 == deed }
        }
    }

    private func perform(_ deed: DeskDeed) throws(RequestFailure) {
        let agent = login.agent
        switch deed {
        case .login:
            let document: AgentDocument = try client.request(site, login)
            let topics = document.topics.keys.sorted().joined(separator: ", ")
            Console.report("\(agent) is logged in at \(document.site), \(document.intent.rawValue), for \(topics)")
            take(document)
        case .look:
            let document: AgentDocument = try client.request(site, AgentGetRequest(agent: agent))
            take(document)
        case .accept(let offer):
            let contact: ContactDocument = try client.request(
                site, OfferAcceptRequest(offer: offer, agent: agent, requestId: name("accept", offer)),
                timeout: .seconds(5))
            offers[offer] = nil
            if contact.state == .connected { begin(contact.id, caller: nil) }
        case .reject(let offer):
            let _: DeskReply = try client.request(
                site, OfferRejectRequest(offer: offer, agent: agent, requestId: name("reject", offer)))
            offers[offer] = nil
        case .end(let contact):
            let document: ContactDocument = try client.request(
                site, EndRequest(id: contact, reason: "the agent ended it", requestId: name("end", contact)))
            if document.state != .connected { finish(contact, outcome: document.outcome) }
        case .wrapUp(let contact):
            let _: DeskReply = try client.request(
                site, WrapUpRequest(agent: agent, contact: contact, requestId: name("wrapup", contact)))
            wraps.removeAll { $0 == contact }
        case .want(let intent):
            let document: AgentDocument = try client.request(site, AgentStateRequest(agent: agent, intent: intent))
            if talk == nil { Console.report("\(document.intent.rawValue), \(document.activity.rawValue)") }
        }
    }

    /// Takes the whole state: what was missed is made up for.
    private func take(_ document: AgentDocument) {
        for offer in document.offers ?? [] {
            show(
                offer.offer, claim: offer.claim, topic: offer.topic, priority: offer.priority, caller: offer.caller,
                waitedMs: offer.waitedMs, site: offer.contactSite, expiresAt: offer.expiresAt)
        }
        let open = Set((document.offers ?? []).map(\.offer))
        offers = offers.filter { open.contains($0.key) }
        takeContacts(document)
        switch document.activity {
        case .notResponding, .unreachable: missed(document.activity)
        case .busy, .wrapping, .idle, .offered: break
        }
        if document.intent == .offline, !isLeaving { add(.want(.available)) }
    }

    /// Begins and finishes what the document says of conversations and wrap-ups.
    private func takeContacts(_ document: AgentDocument) {
        for gone in talks.map(\.contact) where !document.contacts.contains(gone) { finish(gone, outcome: nil) }
        for contact in document.contacts { begin(contact, caller: nil) }
        wraps = document.wrapping ?? []
        if talk != nil { for contact in wraps { add(.wrapUp(contact: contact)) } }
        if talk == nil, talks.isEmpty, !wraps.isEmpty { Console.report("wrap-up  (Enter ends it)") }
    }

    private func refused(_ deed: DeskDeed, _ failure: RequestFailure) throws {
        switch deed {
        case .login: throw failure.asCommandFailure(site)
        case .accept(let offer), .reject(let offer):
            if offers.removeValue(forKey: offer) != nil {
                Console.report("offer \(offer) is over: \(failure.text(site))")
            }
        // The wrap-up is over by itself, or the topic has none.
        case .wrapUp(let contact): wraps.removeAll { $0 == contact }
        case .end(let contact):
            Console.report(failure.text(site))
            if isTalking(contact) { add(.look) }
        case .look:
            // The broker does not know the agent (any more).
            add(.login)
        case .want: Console.report(failure.text(site))
        }
    }

    private func heartbeat() {
        heartbeatAt = .now + Self.heartbeatEach
        do throws(RequestFailure) {
            let reply: DeskReply = try client.request(site, HeartbeatRequest(agent: login.agent))
            if isCutOff { add(.look) }
            restored()
            if reply.unknown?.contains(login.agent) == true { add(.login) }
        } catch {
            if error.isRetriable {
                cutOff(error.text(site))
                heartbeatAt = .now + .seconds(1)
            } else {
                add(.login)
            }
        }
    }

    /// A name for a request that is the same whenever it is repeated, and only then.
    private func name(_ deed: String, _ id: String) -> String {
        "\(deed)-\(session)-\(String(id.map { $0 == "." ? "-" : $0 }.suffix(40)))"
    }

    private func cutOff(_ reason: String) {
        guard !isCutOff else { return }
        isCutOff = true
        Console.report("\(reason); trying again")
    }

    private func restored() {
        guard isCutOff else { return }
        isCutOff = false
        Console.report("\(site) answers again")
        add(.look)
    }

    // MARK: The end

    /// Finishes what is open and goes offline; gives up after a few seconds, for then heartbeats stop anyway.
    private func leave() {
        deeds = offers.keys.sorted().map { .reject(offer: $0) }
        deeds += wraps.map { .wrapUp(contact: $0) }
        for talk in talks { deeds += [.end(contact: talk.contact), .wrapUp(contact: talk.contact)] }
        let end = ContinuousClock.now + Self.leaveWithin
        for deed in deeds + [.want(.offline)] {
            while true {
                do {
                    try perform(deed)
                } catch  where error.isRetriable && .now < end {
                    usleep(200_000)
                    continue
                } catch {
                    break
                }
                break
            }
        }
        let how = ContinuousClock.now < end ? "is offline" : "leaves; the broker will find out by itself"
        Console.report("\(login.agent) \(how)  served \(served)")
    }
}

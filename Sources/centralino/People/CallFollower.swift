// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient

/// Puts a contact into the line and says what becomes of it, whatever becomes of nodes and connections meanwhile.
struct CallFollower {
    private static let askEach = Duration.seconds(5)

    private let client: Client
    private let mailbox: Mailbox<CallEvent>
    private let site: String
    private let request: EnqueueRequest
    private let staysToTheEnd: Bool
    private let begun = ContinuousClock.now

    private var version = 0
    private var state: ContactStateWord?
    private var position: Int?
    private var offer: String?
    private var outcome: OutcomeWord?
    private var hasClaim = false
    private var isCutOff = false

    /// A call that has not begun.
    init(
        client: Client, mailbox: Mailbox<CallEvent>, site: String, request: EnqueueRequest, staysToTheEnd: Bool
    ) {
        self.client = client
        self.mailbox = mailbox
        self.site = site
        self.request = request
        self.staysToTheEnd = staysToTheEnd
    }

    /// Follows the contact until it is connected, or over.
    ///
    /// - Throws: `refused` when it ends unserved, by itself.
    mutating func run() throws {
        var askAt = ContinuousClock.now
        while true {
            switch mailbox.next(until: askAt) {
            case .hangUp: return try hangUp()
            case .event(let event): take(event)
            case .connection(.disconnected): cutOff("the connection to NATS is lost")
            case .connection(.reconnected), nil: askAt = .now + (try ask() ? Self.askEach : .milliseconds(300))
            case .connection: break
            }
            if state == .connected, !staysToTheEnd { return }
            if let outcome { return try end(outcome) }
        }
    }

    private func end(_ outcome: OutcomeWord) throws {
        Console.report("ended: \(outcome.rawValue)")
        if outcome != .handled, outcome != .abandoned, outcome != .transferred {
            throw CommandFailure(.refused, "The contact ended unserved: \(outcome.rawValue).")
        }
    }

    /// Enqueues, which repeated answers with the state that is.
    ///
    /// - Returns: Whether it was answered.
    private mutating func ask() throws -> Bool {
        do throws(RequestFailure) {
            let contact: ContactDocument = try client.request(site, request)
            restored()
            take(contact)
            return true
        } catch {
            guard error.isRetriable else { throw error.asCommandFailure(site) }
            cutOff(error.text(site))
            return false
        }
    }

    private mutating func take(_ contact: ContactDocument) {
        if !hasClaim {
            hasClaim = true
            let isProvisional = contact.provisional == true ? " (provisional: the place is not committed yet)" : ""
            let claim = contact.claim ?? "not known yet"
            Console.report(
                "claim \(claim)  topic \(contact.topic ?? "–")  \(site)  priority \(contact.priority)  id \(request.id)"
                    + isProvisional)
        }
        guard contact.version >= version else { return }
        version = contact.version
        show(contact.state, contact.position, contact.estimatedWaitMs, contact.agent, contact.agentSite, contact.offer)
        if contact.state == .ended { outcome = contact.outcome ?? .failed }
    }

    private mutating func take(_ event: ContactEvent) {
        guard event.version > version else { return }
        version = event.version
        switch event.event {
        case .queued, .position, .requeued, .relaxed:
            show(.waiting, event.position, event.estimatedWaitMs, nil, nil, nil)
        case .scheduled: show(.scheduled, nil, nil, nil, nil, nil)
        case .offered: show(.offered, nil, nil, event.agent, event.agentSite, event.offer)
        case .revoked where event.offersLeft != nil: break
        case .revoked: show(.waiting, nil, nil, nil, nil, nil)
        case .connected: show(.connected, nil, nil, event.agent, event.agentSite, event.offer)
        case .ended: outcome = event.outcome ?? .failed
        case .calling: Console.report("being called")
        case .noted, .consulting, .consulted, .conference, .consultEnded: break
        }
    }

    private mutating func show(
        _ new: ContactStateWord, _ place: Int?, _ waitMs: Int?, _ agent: String?, _ agentSite: String?,
        _ newOffer: String?
    ) {
        let isNew = new != state || newOffer != offer
        let who = agent.map { "\($0) (\(agentSite ?? "?"))" } ?? "an agent"
        switch new {
        case .waiting:
            if state == .offered { Console.report("back in the line, with the same place") }
            if let place, place != position || isNew {
                let about = waitMs.map { ", about \(Wording.duration(milliseconds: $0))" } ?? ""
                Console.report("position \(place)\(about)")
            }
        case .offered where isNew: Console.report("\(who) is being asked")
        case .connected where isNew:
            let waited = Wording.duration(milliseconds: Int((ContinuousClock.now - begun) / .milliseconds(1)))
            Console.report("connected to \(who) after \(waited)")
        case .scheduled where isNew: Console.report("scheduled for later")
        default: break
        }
        state = new
        offer = newOffer
        position = place ?? position
    }

    /// The caller leaves: for good, so it insists.
    private func hangUp() throws {
        if state == .connected {
            let contact: ContactDocument = try client.insist(
                site,
                EndRequest(id: request.id, reason: "the caller hung up", requestId: "end-\(request.id.suffix(40))"))
            Console.report("hung up; the conversation is over: \(contact.outcome?.rawValue ?? "ended")")
        } else {
            let contact: ContactDocument = try client.insist(
                site, CancelRequest(id: request.id, reason: "the caller hung up"))
            Console.report("hung up; the contact is cancelled: \(contact.outcome?.rawValue ?? contact.state.rawValue)")
        }
    }

    private mutating func cutOff(_ reason: String) {
        guard !isCutOff else { return }
        isCutOff = true
        Console.report("\(reason); trying again")
    }

    private mutating func restored() {
        guard isCutOff else { return }
        isCutOff = false
        Console.report("\(site) answers again")
    }
}

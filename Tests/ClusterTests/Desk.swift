// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Synchronization

/// An agent's desk: logs in, gives signs of life each 5 s on a thread of its own, hears its events and, if told to,
/// accepts what is offered and ends it at once on another thread.
final class Desk: Sendable {
    /// What a desk does with an offer.
    enum Habit: Sendable {
        /// Nothing: the test decides.
        case none
        /// Accepts it, and ends the conversation as soon as it has begun.
        case accepting
    }

    /// A conversation the desk was told of.
    struct Conversation: Sendable {
        let contact: String
        let offer: String
        let at: ContinuousClock.Instant
    }

    private struct State {
        var events: [Heard<AgentEvent>] = []
        var pending: [AgentEvent] = []
        var seen: Set<String> = []
        var conversations: [Conversation] = []
        var refusals: [String] = []
        var isOver = false
    }

    let agent: String
    let client: SiteClient
    private let habit: Habit
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let beat = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()

    /// Logs an agent in.
    ///
    /// - Parameters:
    ///   - agent: Who.
    ///   - client: The site's client; the desk closes it.
    ///   - topics: Level by topic.
    ///   - habit: What to do with offers.
    ///   - intent: What the agent wants at first.
    init(
        _ agent: String, _ client: SiteClient, topics: [String: Int], habit: Habit = .none, intent: IntentWord? = nil
    ) throws {
        self.agent = agent
        self.client = client
        self.habit = habit
        let subject = client.subjects.agentEvent(client.site, agent)
        try client.connection.subscribe(subject) { [weak self] handle in
            let message = handle.take()
            guard let event = try? Contract.decode(AgentEvent.self, message.bytes) else { return }
            self?.hear(event)
        }
        try client.connection.flush(timeout: .seconds(5))
        let login = LoginRequest(agent: agent, topics: topics, intent: intent)
        _ = try client.repeating("login of \(agent)") { try $0.ask(login, as: AgentDocument.self) }
        run { $0.keepAlive() }
        if habit == .accepting { run { $0.serve() } }
    }

    deinit { client.close() }

    /// What it has heard, in order.
    var events: [Heard<AgentEvent>] { state.withLock { $0.events } }

    /// The conversations it has had, in order.
    var conversations: [Conversation] { state.withLock { $0.conversations } }

    /// What it was refused, by code.
    var refusals: [String] { state.withLock { $0.refusals } }

    /// Goes offline and ends the threads.
    func leave() {
        stop()
        _ = try? client.repeating("leaving", within: .seconds(5)) { try $0.state(agent, .offline) }
        client.close()
    }

    /// Ends the threads: the agent falls silent.
    func stop() {
        state.withLock { $0.isOver = true }
        wake.signal()
        beat.signal()
        ended.wait()
    }

    // MARK: - By the test

    /// Waits for an offer that is not one of those.
    func waitForOffer(not known: Set<String> = [], within limit: Duration = .seconds(20)) throws -> AgentEvent {
        try Eventually.value("an offer to \(agent)", within: limit) {
            events.lazy.map(\.document).first { event in
                event.event == .offer && event.offer.map { !known.contains($0) } ?? false
            }
        }
    }

    /// Waits for an event about an offer or a contact.
    @discardableResult
    func wait(
        for word: AgentEventWord, within limit: Duration = .seconds(20), _ matches: (AgentEvent) -> Bool
    ) throws -> AgentEvent {
        try Eventually.value("\(word) at \(agent)", within: limit) {
            events.lazy.map(\.document).first { $0.event == word && matches($0) }
        }
    }

    /// Accepts an offer.
    @discardableResult
    func accept(_ offer: String) throws -> ContactDocument {
        let contact = try client.ask(OfferAcceptRequest(offer: offer, agent: agent), as: ContactDocument.self)
        let conversation = Conversation(contact: contact.id, offer: offer, at: .now)
        state.withLock { $0.conversations.append(conversation) }
        return contact
    }

    // MARK: - By itself

    private func run(_ body: @escaping @Sendable (Desk) -> Void) {
        ended.enter()
        let thread = Thread { [self] in
            body(self)
            NATSThread.release()
            ended.leave()
        }
        thread.start()
    }

    private var isOver: Bool { state.withLock { $0.isOver } }

    private func hear(_ event: AgentEvent) {
        state.withLock { state in
            state.events.append(Heard(site: client.site, document: event, at: .now))
            if event.event == .offer { state.pending.append(event) }
        }
        if event.event == .offer { wake.signal() }
    }

    private func keepAlive() {
        while !isOver {
            // Lost ones are of no account: the next comes in 5 s, and silence counts from 15.
            _ = try? client.ask(HeartbeatRequest(agent: agent), as: AgentDocument.self, timeout: .seconds(2))
            _ = beat.wait(timeout: .now() + 5)
        }
    }

    private func serve() {
        while !isOver {
            if wake.wait(timeout: .now() + 1) == .timedOut { askAnew() }
            while let offer = state.withLock({ $0.pending.isEmpty ? nil : $0.pending.removeFirst() }) {
                if let id = offer.offer { serve(id) }
            }
        }
    }

    /// Events may be missed: the agent's document has what is open.
    private func askAnew() {
        guard let document = try? client.agent(agent) else { return }
        for contact in document.contacts { finish(contact) }
        for offer in document.offers ?? [] { serve(offer.offer) }
    }

    private func serve(_ offer: String) {
        guard state.withLock({ $0.seen.insert(offer).inserted }) else { return }
        do {
            finish(try accept(offer).id)
        } catch let error as ContractError {
            state.withLock { $0.refusals.append(error.code.rawValue) }
        } catch {
            // Not answered: an offer that is still open comes again.
            _ = state.withLock { $0.seen.remove(offer) }
        }
    }

    private func finish(_ contact: String) {
        while !isOver {
            do {
                _ = try client.end(contact)
                return
            } catch let error as ContractError where error.code != .unavailable {
                return
            } catch {
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }
}

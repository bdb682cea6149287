// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import NATSClient
import Synchronization

/// What clients were told: every event and presence document of a pool, and the answers that a test hands in.
final class History: Sendable {
    /// An enqueue that was acknowledged.
    struct Acknowledgement: Sendable {
        let site: String
        let contact: ContactDocument
        /// When the enqueue was first sent, where the test says so.
        let askedAt: ContinuousClock.Instant
        /// When the acknowledgement came.
        let at: ContinuousClock.Instant
    }

    struct State: Sendable {
        var contactEvents: [Heard<ContactEvent>] = []
        var agentEvents: [Heard<AgentEvent>] = []
        var presences: [Heard<AgentDocument>] = []
        var stats: [Heard<StatsDocument>] = []
        var acknowledgements: [String: Acknowledgement] = [:]
        /// Ids in the order in which they were acknowledged.
        var order: [String] = []
        /// What could not be read.
        var unreadable: [String] = []
        /// By contact: when it was first heard to be offered or connected.
        var firstOffered: [String: ContinuousClock.Instant] = [:]
        /// By contact: when it was heard to have ended.
        var ended: [String: ContinuousClock.Instant] = [:]
    }

    private let content = Mutex(State())
    private let client: SiteClient

    /// Listens to everything a pool publishes.
    ///
    /// - Parameter client: Whose connection to listen on; closed by `close()`.
    init(_ client: SiteClient) throws {
        self.client = client
        let subjects = client.subjects
        let listened = [
            subjects.contactEventWildcard(), subjects.agentEventWildcard(), subjects.presenceWildcard(),
            subjects.stats,
        ]
        for subject in listened {
            try client.connection.subscribe(subject) { [weak self] handle in
                let message = handle.take()
                self?.hear(message.subject, message.bytes, ContinuousClock.now)
            }
        }
        try client.connection.flush(timeout: .seconds(5))
    }

    /// Stops listening.
    func close() { client.close() }

    /// Everything so far.
    var state: State { content.withLock { $0 } }

    /// Looks at everything so far without copying it.
    func look<Result: Sendable>(_ body: (borrowing State) throws -> Result) rethrows -> Result {
        try content.withLock { try body($0) }
    }

    /// Keeps an acknowledgement of an enqueue.
    func acknowledged(_ contact: ContactDocument, at site: String, askedAt: ContinuousClock.Instant = .now) {
        let acknowledgement = Acknowledgement(site: site, contact: contact, askedAt: askedAt, at: .now)
        content.withLock { state in
            if state.acknowledgements.updateValue(acknowledgement, forKey: contact.id) == nil {
                state.order.append(contact.id)
            }
        }
    }

    /// Waits until a contact is heard to have been offered, or to have been connected.
    ///
    /// - Returns: When it was heard.
    func waitForOffer(of contact: String, within limit: Duration) throws -> ContinuousClock.Instant {
        try Eventually.value("an offer of \(contact)", within: limit) { look { $0.firstOffered[contact] } }
    }

    private func hear(_ subject: String, _ bytes: [UInt8], _ now: ContinuousClock.Instant) {
        do {
            switch client.subjects.parse(subject) {
            case .contactEvent(let site, _): hear(try Contract.decode(ContactEvent.self, bytes), site, now)
            case .agentEvent(let site, _):
                let event = try Contract.decode(AgentEvent.self, bytes)
                content.withLock { $0.agentEvents.append(Heard(site: site, document: event, at: now)) }
            case .presence(let site, _):
                let document = try Contract.decode(AgentDocument.self, bytes)
                content.withLock { $0.presences.append(Heard(site: site, document: document, at: now)) }
            case .stats:
                let document = try Contract.decode(StatsDocument.self, bytes)
                content.withLock { $0.stats.append(Heard(site: "", document: document, at: now)) }
            default: throw TestKitError("a subject that is not of the contract")
            }
        } catch {
            let text = String(decoding: bytes.prefix(200), as: UTF8.self)
            content.withLock { $0.unreadable.append("\(subject): \(error): \(text)") }
        }
    }

    private func hear(_ event: ContactEvent, _ site: String, _ now: ContinuousClock.Instant) {
        content.withLock { state in
            state.contactEvents.append(Heard(site: site, document: event, at: now))
            switch event.event {
            case .offered, .connected: if state.firstOffered[event.id] == nil { state.firstOffered[event.id] = now }
            case .ended: if state.ended[event.id] == nil { state.ended[event.id] = now }
            default: break
            }
        }
    }
}

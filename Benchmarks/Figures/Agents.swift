// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import NATSClient
import Synchronization

/// Desks that serve at once: accept what rings, end it when connected, end the wrap-up when there is one.
final class Agents: Sendable {
    private let clients: [SiteClient]
    private let perSite: Int
    private let withWrapUp: Bool
    private let seen = Mutex<Set<String>>([])
    private let onOffer: @Sendable (_ contact: String, _ at: Int64) -> Void
    private let onLife: @Sendable () -> Void
    let failures = Atomic<Int>(0)

    init(
        _ clients: [SiteClient], perSite: Int, withWrapUp: Bool,
        onOffer: @escaping @Sendable (_ contact: String, _ at: Int64) -> Void, onLife: @escaping @Sendable () -> Void
    ) {
        self.clients = clients
        self.perSite = perSite
        self.withWrapUp = withWrapUp
        self.onOffer = onOffer
        self.onLife = onLife
    }

    private func names(_ client: SiteClient) -> [String] { (0..<perSite).map { "\(client.site)-a\($0)" } }

    /// Logs everybody in and keeps them alive for the run.
    func begin() throws {
        for client in clients {
            try client.connection.subscribe(client.subjects.agentEventWildcard(client.site)) { [weak self] handle in
                let now = Pace.now
                self?.hear(Fields(handle.take().bytes), client, now)
            }
            for name in names(client) {
                _ = try client.ask(.agentLogin, #"{"agent":"\#(name)","topics":{"bench":1},"intent":"available"}"#)
            }
        }
    }

    /// Tells that everybody is there.
    func beat() {
        for client in clients {
            let list = names(client).map { "\"\($0)\"" }.joined(separator: ",")
            client.send(.agentHeartbeat, #"{"agents":[\#(list)]}"#) { _, _ in }
        }
    }

    private func hear(_ fields: Fields, _ client: SiteClient, _ now: Int64) {
        guard let agent = fields.text("id") else { return }
        switch fields.text("event") {
        case "offer":
            guard let offer = fields.text("offer"), let contact = fields.text("contact"),
                let site = fields.text("contactSite"), seen.withLock({ $0.insert(offer).inserted })
            else { return }
            onOffer(contact, now)
            client.send(.offerAccept, #"{"offer":"\#(offer)","agent":"\#(agent)"}"#) { [weak self] _, isError in
                guard !isError else { return self?.fail() ?? () }
                self?.end(contact, at: site)
            }
        case "ended":
            guard withWrapUp, let contact = fields.text("contact") else { return onLife() }
            client.send(.agentWrapUp, #"{"agent":"\#(agent)","contact":"\#(contact)"}"#) { [weak self] _, isError in
                if isError { self?.fail() } else { self?.onLife() }
            }
        default: break
        }
    }

    private func end(_ contact: String, at site: String) {
        let client = clients.first { $0.site == site }
        client?.send(.contactEnd, #"{"id":"\#(contact)"}"#) { [weak self] _, isError in if isError { self?.fail() } }
    }

    private func fail() { failures.add(1, ordering: .relaxed) }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit

/// What every acknowledged contact has become, asked at the end of a run.
struct Ledger {
    /// One line for each contact that was lost, or was not served exactly once.
    private(set) var violations: [String] = []
    private(set) var served = 0

    /// Asks for every acknowledged contact at its site.
    init(_ cluster: CentralinoCluster, _ history: History) throws {
        let clients = try CentralinoCluster.sites.indices.map { try cluster.client(at: $0) }
        defer { for client in clients { client.close() } }
        let state = history.state
        for id in state.order {
            guard let acknowledgement = state.acknowledgements[id],
                let client = clients.first(where: { $0.site == acknowledgement.site })
            else { continue }
            do {
                let contact = try client.repeating("contact.get") { try $0.contact(id) }
                judge(contact, acknowledgement.contact)
            } catch {
                violations.append("\(id) was acknowledged at \(acknowledgement.site), and is lost: \(error)")
            }
        }
    }

    private mutating func judge(_ contact: ContactDocument, _ acknowledged: ContactDocument) {
        if contact.claim != acknowledged.claim {
            violations.append("\(contact.id) had claim \(acknowledged.claim ?? "-"), now \(contact.claim ?? "-")")
        }
        let events = contact.timeline?.map(\.event) ?? []
        let connected = events.count { $0 == "connected" }
        let sentBack = events.count { $0 == "requeued" }
        guard contact.state == .ended, contact.outcome == .handled, connected - sentBack == 1 else {
            violations.append("\(contact.id) is \(contact.state) \(contact.outcome?.rawValue ?? "") after \(events)")
            return
        }
        served += 1
    }
}

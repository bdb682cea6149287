// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

extension Heard {
    /// One line, if it is about a contact; for who looks into a failure.
    func line(about number: ContactNumber) -> String? {
        switch self {
        case .stored(.put(.contacts, _, let value), let node):
            guard let cell = try? ContactCell(decoding: value), cell.record.number == number else { return nil }
            let about = cell.record.routing.consult.map { ", asked about \($0.contact)" } ?? ""
            return "node \(node) stores contact \(cell.state) turn \(cell.turn) \(Self.name(cell.offer))\(about)"
        case .stored(.put(.agents, _, let value), let node):
            guard let cell = try? AgentCell(decoding: value), cell.offers.contains(where: { $0.contact == number })
            else {
                return nil
            }
            return "node \(node) stores \(cell.agent) \(cell.activity) turn \(cell.turn) \(Self.name(cell.offer))"
        case .logged(let bytes):
            guard let batch = try? Batch(decoding: bytes, with: PlainAuthenticator()) else { return nil }
            let lines = batch.events.compactMap { $0.flatMap { Self.line($0, about: number) } }
            return lines.isEmpty ? nil : lines.joined(separator: "; ")
        case .reply(let token, .contact(let view, _), let node):
            guard view.cell.record.number == number else { return nil }
            return "node \(node) answers \(token): \(view.cell.state)"
        case .reply(let token, .leaving(let known, _, let outcome, _), let node):
            return known.record.number == number ? "node \(node) answers \(token): leaving, \(outcome)" : nil
        case .agentNews(let news, let node):
            guard news.contact?.number == number else { return nil }
            return "node \(node) tells \(news.view.cell.agent): \(news.kind.word)"
        case .contactNews(let news, let node):
            guard news.cell.record.number == number else { return nil }
            return "node \(node) tells \(news.kind), version \(news.cell.version), turn \(news.cell.turn)"
        case .said(let word, let offer, _, let node):
            return offer.contact == number ? "node \(node) says \(word) of \(offer.id)" : nil
        case .decidedAlone(let events, let node):
            return events.compactMap { Self.line($0, about: number) }.map { "alone at node \(node), \($0)" }.first
        case .adopted(let writes, let node):
            let lines = writes.compactMap { Heard.stored($0, node: node).line(about: number) }
            return "node \(node) holds the home" + lines.map { "; " + $0 }.joined()
        case .islandBegan(_, _, let node): return "node \(node) is an island"
        case .notice(.islandEnded, let node): return "node \(node) is no island any more"
        case .recovered(let image):
            return "generation \(image.engine.generation) begins; the contact is "
                + (image.engine.contact(number).map { "\($0.phase)" } ?? "not in it")
        case .stored, .reply, .notice, .spinning, .halted: return nil
        }
    }

    private static func name(_ offer: Offer?) -> String { offer.map { "offer \($0.id)" } ?? "" }

    private static func line(_ event: Event, about number: ContactNumber) -> String? {
        switch event {
        case .enqueued(let record, let turn): record.number == number ? "log: \(record.id) enters, turn \(turn)" : nil
        case .contactReported(let report):
            report.number == number ? "log: contact \(report.phase) turn \(report.turn)" : nil
        case .offered(let offer): offer.contact == number ? "log: offer \(offer.id) to \(offer.agent)" : nil
        case .slotBooked(let booked, let turn, let at):
            booked == number ? "log: the slot at \(at.milliseconds) is kept, turn \(turn)" : nil
        case .homeTaken(let home): "log: \(home.node) holds the home of \(home.site)"
        case .heirsListed(let site, let heirs): "log: heirs of \(site): \(heirs)"
        case .siteDetached(let site): "log: \(site) detached"
        case .siteAttached(let site): "log: \(site) attached"
        case .epochBegan(let epoch, let node): "log: epoch \(epoch) of \(node)"
        case .configured(let configuration, _): "log: configuration \(configuration.revision)"
        case .rangeReserved, .agentReported: nil
        }
    }
}

extension AgentNews.Kind {
    /// A word for it.
    fileprivate var word: String {
        switch self {
        case .offer(let offer, let again): again ? "offer \(offer.id) again" : "offer \(offer.id)"
        case .revoked(let offer, let why): "revoked \(offer), \(why)"
        case .connected(let offer): "connected \(offer.id)"
        case .ended(_, let outcome): "ended, \(outcome)"
        case .state: "state"
        }
    }
}

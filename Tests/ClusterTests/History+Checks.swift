// SPDX-License-Identifier: Apache-2.0
import BrokerContract

// What must be true of every history. Each check returns one line for each thing that is wrong.
extension History {
    /// Every check that holds whatever happened to servers and nodes.
    var violations: [String] {
        let state = state
        return state.unreadable + Self.claims(state) + Self.contacts(state) + Self.agents(state)
            + Self.contradictions(state)
    }

    /// Every claim number was given to one contact.
    private static func claims(_ state: State) -> [String] {
        var owners: [String: String] = [:]
        return state.order.compactMap { id in
            guard let contact = state.acknowledgements[id]?.contact else { return nil }
            guard let claim = contact.claim else { return "\(id) was acknowledged without a claim number" }
            guard let other = owners.updateValue(id, forKey: claim), other != id else { return nil }
            return "claim \(claim) was given to \(other) and to \(id)"
        }
    }

    /// By version, a contact is never connected again before it was sent back, and never anything after its end.
    private static func contacts(_ state: State) -> [String] {
        Dictionary(grouping: state.contactEvents.map(\.document), by: \.id).flatMap { id, events -> [String] in
            var found: [String] = []
            let versions = Set(events.map(\.version))
            var connected: ContactEvent?
            var ended: ContactEvent?
            for event in events.sorted(by: { $0.version < $1.version }) {
                if let ended, event.version > ended.version { found.append("\(id): \(event.event) after its end") }
                switch event.event {
                case .connected:
                    // Where versions are missing between the two, what was missed may have been the way back.
                    if let before = connected, before.offer != event.offer,
                        (before.version...event.version).allSatisfy(versions.contains)
                    {
                        found.append("\(id) connected to \(event.agent ?? "?") while to \(before.agent ?? "?")")
                    }
                    connected = event
                case .requeued: connected = nil
                case .ended: ended = event
                default: break
                }
            }
            return found
        }
    }

    /// By version, an agent is never connected to a second contact before the first has ended.
    ///
    /// Where versions are missing between the two, what was missed may have been the end.
    private static func agents(_ state: State) -> [String] {
        var found = state.presences.filter { $0.document.contacts.count > 1 }.map {
            "\($0.document.agent) has \($0.document.contacts) at once"
        }
        for (agent, events) in Dictionary(grouping: state.agentEvents.map(\.document), by: \.id) {
            let versions = Set(events.map(\.version))
            var connected: AgentEvent?
            for event in events.sorted(by: { $0.version < $1.version }) {
                switch event.event {
                case .connected:
                    if let before = connected, before.offer != event.offer,
                        (before.version...event.version).allSatisfy(versions.contains)
                    {
                        let contacts = "\(before.contact ?? "?") and \(event.contact ?? "?")"
                        found.append("\(agent) has \(contacts) at once")
                    }
                    connected = event
                case .ended: connected = nil
                default: break
                }
            }
        }
        return found
    }

    /// No version was published with two contents.
    private static func contradictions(_ state: State) -> [String] {
        var found: [String] = []
        var ofContacts: [String: ContactEvent] = [:]
        for event in state.contactEvents.map(\.document) where event.event != .position {
            let before = ofContacts.updateValue(event, forKey: "\(event.id)/\(event.version)")
            guard let before, (before.event, before.offer) != (event.event, event.offer) else { continue }
            found.append("\(event.id) version \(event.version) is \(before.event) and \(event.event)")
        }
        var ofAgents: [String: AgentEvent] = [:]
        for event in state.agentEvents.map(\.document) {
            let before = ofAgents.updateValue(event, forKey: "\(event.id)/\(event.version)")
            guard let before, (before.event, before.offer) != (event.event, event.offer) else { continue }
            found.append("\(event.id) version \(event.version) is \(before.event) and \(event.event)")
        }
        return found
    }

    /// Versions that nobody published, one line for each contact or agent: none, where no home died.
    var gaps: [String] {
        let state = state
        var versions: [String: Set<Int>] = [:]
        for event in state.contactEvents.map(\.document) { versions[event.id, default: []].insert(event.version) }
        for event in state.agentEvents.map(\.document) {
            versions["agent " + event.id, default: []].insert(event.version)
        }
        for document in state.presences.map(\.document) {
            versions["agent " + document.agent, default: []].insert(document.version)
        }
        return versions.sorted { $0.key < $1.key }.compactMap { name, seen in
            // An agent may have been there before we listened; every contact of ours began while we did.
            let first = name.hasPrefix("agent ") ? seen.min() ?? 1 : 1
            let missing = Set(first...max(first, seen.max() ?? first)).subtracting(seen).sorted()
            return missing.isEmpty ? nil : "\(name): versions \(missing) of \(seen.max() ?? 0) were not published"
        }
    }

    /// The versions missing in all.
    var missingVersions: Int {
        let state = state
        var versions: [String: Set<Int>] = [:]
        for event in state.contactEvents.map(\.document) { versions[event.id, default: []].insert(event.version) }
        return versions.values.reduce(0) { $0 + max(0, ($1.max() ?? 0) - $1.count) }
    }

    /// How often each contact was connected, by agents' events: more than once without a requeue is served twice.
    func servedTwice(requeued: Set<String> = []) -> [String] {
        var offers: [String: Set<String>] = [:]
        for event in state.agentEvents.map(\.document) where event.event == .connected {
            guard let contact = event.contact, let offer = event.offer else { continue }
            offers[contact, default: []].insert(offer)
        }
        return offers.filter { $0.value.count > 1 && !requeued.contains($0.key) }.map {
            "\($0.key) was served by the offers \($0.value.sorted())"
        }
    }
}

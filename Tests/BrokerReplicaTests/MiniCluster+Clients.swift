// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

@testable import BrokerReplica

// What callers and desks do, in words.
extension MiniCluster {
    static func order(
        _ id: String, topic: String = "pec", priority: UInt8? = nil, requirements: [SkillLevel] = [],
        content: String = "", channel: Channel = .voice
    ) -> EnqueueOrder {
        EnqueueOrder(
            id: ContactID(trusted: id), topic: TopicID(trusted: topic), priority: priority, channel: channel,
            caller: nil,
            requirements: requirements, claim: nil, waitedMs: 0, fingerprint: Array((id + content).utf8))
    }

    mutating func enqueue(_ site: String, _ id: String, topic: String = "pec", priority: UInt8? = nil) -> HomeReply? {
        ask(site, .enqueue(Self.order(id, topic: topic, priority: priority)))
    }

    static func login(
        _ agent: String, topics: [String] = ["pec"], intent: Intent? = nil, channels: [ChannelLimit]? = nil
    ) -> HomeRequest {
        .login(
            LoginOrder(
                agent: AgentID(trusted: agent),
                topics: topics.map { TopicLevel(topic: TopicID(trusted: $0), level: 1) },
                skills: nil, channels: channels, address: nil, intent: intent))
    }

    mutating func login(_ site: String, _ agent: String, topics: [String] = ["pec"]) -> HomeReply? {
        ask(site, Self.login(agent, topics: topics), within: 4_000)
    }

    mutating func accept(_ site: String, _ agent: String) -> HomeReply? {
        guard let offer = openOffer(site, agent) else { return nil }
        return ask(site, .accept(offer: offer.id.description, AgentID(trusted: agent), RequestGuard()), within: 4_000)
    }

    mutating func intent(_ site: String, _ agent: String, _ intent: Intent, _ guarded: RequestGuard = RequestGuard())
        -> HomeReply?
    {
        ask(site, .setIntent(AgentID(trusted: agent), intent, reason: nil, guarded))
    }

    mutating func end(_ site: String, _ id: String, _ guarded: RequestGuard = RequestGuard()) -> HomeReply? {
        ask(site, .end(ContactID(trusted: id), reason: nil, guarded))
    }

    mutating func contact(_ site: String, _ id: String) -> ContactCell? {
        ask(site, .contactGet(ContactID(trusted: id)))?.contact
    }

    mutating func agent(_ site: String, _ agent: String) -> AgentCell? {
        if case .agent(let view)? = ask(site, .agentGet(AgentID(trusted: agent))) { view.cell } else { nil }
    }

    /// The offer that rings at an agent's desk.
    func openOffer(_ site: String, _ agent: String) -> Offer? {
        let news = self[site].agentNews.last { $0.view.cell.agent.text == agent }
        guard let cell = news?.view.cell, cell.isRinging, case .reserved(let offer) = cell.phase else { return nil }
        return offer
    }
}

extension HomeReply {
    var contact: ContactCell? { if case .contact(let view, _) = self { view.cell } else { nil } }
    var position: Int? { if case .contact(let view, _) = self { view.position } else { nil } }
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
    var isConnected: Bool {
        switch self {
        case .contact(let view, _): view.cell.state == "connected"
        case .connectedRemotely: true
        default: false
        }
    }
}

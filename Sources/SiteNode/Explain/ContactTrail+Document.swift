// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerEngine
import BrokerModel
import BrokerReplica
import QueueCore

extension ContactTrail {
    /// The trail as the contract tells it.
    var document: ExplanationDocument {
        var order: [ContactNumber] = []
        var contacts: [ContactNumber: ExplainedContactDocument] = [:]
        func meet(_ number: ContactNumber) {
            guard contacts[number] == nil else { return }
            order.append(number)
            contacts[number] = ExplainedContactDocument(
                number: ClaimNumber(number).description, isComplete: false, events: [])
        }
        for record in foundAtBegin {
            meet(record.number)
            contacts[record.number]?.describe(record)
        }
        for entry in entries {
            meet(entry.contact)
            if case .entered(let record) = entry.fact {
                contacts[entry.contact]?.describe(record)
                contacts[entry.contact]?.isComplete = true
            }
            contacts[entry.contact]?.events.append(entry.document)
        }
        return ExplanationDocument(
            contacts: order.compactMap { contacts[$0] },
            readFromAt: beginsAfter == 0 ? 0 : Int(beginsAt.milliseconds), readUpToAt: Int(endsAt.milliseconds),
            isCut: isCut)
    }
}

extension ExplainedContactDocument {
    fileprivate mutating func describe(_ record: ContactRecord) {
        id = record.id.text
        claim = record.claim.description
        site = record.site.text
        channel = record.channel.word
        requires = record.requirements.levels
        consultOf = record.routing.consult?.id.text
        arrivedAt = Int(record.arrival.milliseconds)
    }
}

extension TrailEntry {
    fileprivate var document: ExplainedEventDocument {
        var document = ExplainedEventDocument(at: Int(at.milliseconds), seq: Int(sequence), event: word)
        switch fact {
        case .entered(let record):
            document.topic = record.topic.text
            document.priority = Int(record.priority)
        case .offered(let offer, let explanation):
            document.offer = offer.id.description
            document.agent = offer.agent.text
            document.agentSite = offer.agentSite.text
            document.ring = offer.isOfRing ? "\(offer.id.epoch).\(offer.ring)" : nil
            document.choice = explanation.map(ExplainedChoiceDocument.init)
        case .reported(let report):
            document.topic = report.topic.text
            document.priority = Int(report.priority)
            switch report.phase {
            case .waiting: break
            case .connected(let offer, let agent):
                document.offer = offer.description
                document.agent = agent.text
                document.island = offer.isOfIsland ? true : nil
            case .ended(let outcome): document.outcome = outcome.word
            }
        }
        return document
    }

    private var word: String {
        switch fact {
        case .entered: "entered"
        case .offered: "offered"
        case .reported(let report):
            switch report.phase {
            case .waiting: "waiting"
            case .connected: "connected"
            case .ended: "ended"
            }
        }
    }
}

extension ExplainedChoiceDocument {
    fileprivate init(_ explanation: Explanation) {
        self.init(
            strategy: explanation.strategy.word, revision: Int(explanation.revision),
            agingMs: explanation.agingMs.map { Int($0) }, position: explanation.position, waiting: explanation.waiting,
            at: Int(explanation.time.milliseconds),
            candidates: explanation.candidates.map(ExplainedAgentDocument.init),
            others: explanation.others.map(ExplainedAgentDocument.init), leftOut: explanation.agentsLeftOut,
            heads: explanation.heads.map(ExplainedHeadDocument.init))
    }
}

extension ExplainedAgentDocument {
    fileprivate init(_ agent: ExplainedAgent) {
        self.init(
            agent: agent.agent.text, site: agent.site.text, level: Int(agent.level),
            standing: agent.standing.rawValue, rank: Int(agent.rank))
    }
}

extension ExplainedHeadDocument {
    fileprivate init(_ head: ExplainedHead) {
        let record = head.contact
        self.init(
            topic: record.topic.text, channel: record.channel.word, requires: record.requirements.levels,
            contact: record.id.text, claim: record.claim.description, priority: Int(record.priority),
            arrivedAt: Int(record.arrival.milliseconds), seq: Int(head.key.sequence), waiting: head.waiting)
    }
}

extension [SkillLevel] {
    fileprivate var levels: [String: Int]? {
        isEmpty ? nil : Dictionary(map { ($0.skill.text, Int($0.level)) }) { first, _ in first }
    }
}

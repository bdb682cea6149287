// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// An event of an agent, as far as the harness reads it.
struct HeardAgent: Hashable, Sendable {
    let word: AgentEventWord
    let id: String
    let version: Int
    var seq: Int?
    var offer: String?
    var contact: String?
    var activity: ActivityWord?
}

extension HeardAgent {
    /// Reads an event; nil when it is none of the contract, or of a word that is not known yet.
    init?(_ fields: PlainFields) {
        guard let word = fields.text("event").flatMap(AgentEventWord.init(rawValue:)), let id = fields.text("id"),
            let version = fields.integer("version")
        else { return nil }
        self.init(
            word: word, id: id, version: version, seq: fields.integer("seq"), offer: fields.text("offer"),
            contact: fields.text("contact"), activity: fields.text("activity").flatMap(ActivityWord.init(rawValue:)))
    }
}

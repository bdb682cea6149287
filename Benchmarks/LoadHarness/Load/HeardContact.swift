// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// An event of a contact, as far as the harness reads it.
struct HeardContact: Hashable, Sendable {
    let word: ContactEventWord
    let id: String
    let version: Int
    var agent: String?
    var claim: String?
    var outcome: OutcomeWord?
}

extension HeardContact {
    /// Reads an event; nil when it is none of the contract, or of a word that is not known yet.
    init?(_ fields: PlainFields) {
        guard let word = fields.text("event").flatMap(ContactEventWord.init(rawValue:)), let id = fields.text("id"),
            let version = fields.integer("version")
        else { return nil }
        self.init(
            word: word, id: id, version: version, agent: fields.text("agent"), claim: fields.text("claim"),
            outcome: fields.text("outcome").flatMap(OutcomeWord.init(rawValue:)))
    }
}

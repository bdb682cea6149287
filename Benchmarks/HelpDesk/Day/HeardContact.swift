// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// An event of a contact, as far as a day needs it.
struct HeardContact: Hashable, Sendable {
    /// What happened.
    let word: ContactEventWord
    /// The contact.
    let id: String
    /// The contact's version after it.
    let version: Int
    /// The agent (`offered`, `connected`).
    var agent: String?
    /// How it ended (`ended`).
    var outcome: OutcomeWord?
}

extension HeardContact {
    /// Reads an event; nil when it is of a word that is not known yet.
    ///
    /// - Throws: `ContractError` when it does not bear what all events bear.
    init?(_ bytes: [UInt8]) throws(ContractError) {
        let fields = try PlainFields(bytes)
        guard let text = fields.text("event"), let id = fields.text("id"), let version = fields.integer("version")
        else { throw .badRequest("an event bears event, id and version") }
        guard let word = ContactEventWord(rawValue: text) else { return nil }
        self.init(
            word: word, id: id, version: version, agent: fields.text("agent"),
            outcome: fields.text("outcome").flatMap(OutcomeWord.init(rawValue:)))
    }
}

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
    /// Reads an event; nil when it is of a word that is not known yet.
    ///
    /// - Throws: `ContractError` when it does not bear what all events bear.
    init?(_ fields: PlainFields) throws(ContractError) {
        let common = try HeardCommon(fields)
        guard let word = ContactEventWord(rawValue: common.word) else { return nil }
        self.init(
            word: word, id: common.id, version: common.version, agent: fields.text("agent"),
            claim: fields.text("claim"),
            outcome: fields.text("outcome").flatMap(OutcomeWord.init(rawValue:)))
    }
}

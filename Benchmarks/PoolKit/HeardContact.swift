// SPDX-License-Identifier: Apache-2.0
package import BrokerContract

/// An event of a contact, as far as a measurement reads it.
package struct HeardContact: Hashable, Sendable {
    package let word: ContactEventWord
    package let id: String
    package let version: Int
    package var agent: String?
    package var claim: String?
    package var outcome: OutcomeWord?
}

extension HeardContact {
    /// Reads an event; nil when it is of a word that is not known yet.
    ///
    /// - Throws: `ContractError` when it does not bear what all events bear.
    package init?(_ fields: PlainFields) throws(ContractError) {
        let common = try HeardCommon(fields)
        guard let word = ContactEventWord(rawValue: common.word) else { return nil }
        self.init(
            word: word, id: common.id, version: common.version, agent: fields.text("agent"),
            claim: fields.text("claim"),
            outcome: fields.text("outcome").flatMap(OutcomeWord.init(rawValue:)))
    }
}

// SPDX-License-Identifier: Apache-2.0
package import BrokerContract

/// An event of an agent, as far as a measurement reads it.
package struct HeardAgent: Hashable, Sendable {
    package let word: AgentEventWord
    package let id: String
    package let version: Int
    package var seq: Int?
    package var offer: String?
    package var contact: String?
    package var activity: ActivityWord?
}

extension HeardAgent {
    /// Reads an event; nil when it is of a word that is not known yet.
    ///
    /// - Throws: `ContractError` when it does not bear what all events bear.
    package init?(_ fields: PlainFields) throws(ContractError) {
        let common = try HeardCommon(fields)
        guard let word = AgentEventWord(rawValue: common.word) else { return nil }
        self.init(
            word: word, id: common.id, version: common.version, seq: fields.integer("seq"), offer: fields.text("offer"),
            contact: fields.text("contact"), activity: fields.text("activity").flatMap(ActivityWord.init(rawValue:)))
    }
}

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
    /// Reads an event; nil when it is of a word that is not known yet.
    ///
    /// - Throws: `ContractError` when it does not bear what all events bear.
    init?(_ fields: PlainFields) throws(ContractError) {
        let common = try HeardCommon(fields)
        guard let word = AgentEventWord(rawValue: common.word) else { return nil }
        self.init(
            word: word, id: common.id, version: common.version, seq: fields.integer("seq"), offer: fields.text("offer"),
            contact: fields.text("contact"), activity: fields.text("activity").flatMap(ActivityWord.init(rawValue:)))
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// An event of an agent, as far as a day needs it.
struct HeardAgent: Hashable, Sendable {
    /// What happened.
    let word: AgentEventWord
    /// The agent.
    let id: String
    /// The agent's version after it.
    let version: Int
    /// The log sequence it follows from; nil for what is not committed.
    var seq: Int?
    /// The offer (`offer`, `revoked`, `connected`).
    var offer: String?
    /// The contact (`offer`, `connected`, `ended`).
    var contact: String?
}

extension HeardAgent {
    /// Reads an event; nil when it is of a word that is not known yet.
    ///
    /// - Throws: `ContractError` when it does not bear what all events bear.
    init?(_ bytes: [UInt8]) throws(ContractError) {
        let fields = try PlainFields(bytes)
        guard let text = fields.text("event"), let id = fields.text("id"), let version = fields.integer("version")
        else { throw .badRequest("an event bears event, id and version") }
        guard let word = AgentEventWord(rawValue: text) else { return nil }
        self.init(
            word: word, id: id, version: version, seq: fields.integer("seq"), offer: fields.text("offer"),
            contact: fields.text("contact"))
    }
}

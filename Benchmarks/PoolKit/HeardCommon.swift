// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What all events bear.
struct HeardCommon {
    let word: String
    let id: String
    let version: Int

    /// - Throws: `ContractError` when one of them is missing.
    init(_ fields: PlainFields) throws(ContractError) {
        guard let word = fields.text("event"), let id = fields.text("id"), let version = fields.integer("version"),
            fields.integer("at") != nil
        else {
            throw .badRequest("an event bears event, id, version and at")
        }
        self.word = word
        self.id = id
        self.version = version
    }
}

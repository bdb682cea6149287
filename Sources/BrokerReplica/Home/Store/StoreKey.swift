// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Keys of the home's records.
enum StoreKey {
    static let numbers = Array("numbers".utf8)
    static let seen = Array("seen".utf8)
    static let island = Array("island".utf8)
    static let held = Array("held".utf8)
    static let copy = Array("copy".utf8)
    static let cancelPrefix = "cancel/"
    static let farewellPrefix = "farewell/"
    static let remarkPrefix = "remark/"

    /// Big endian, so that the store's order is the numbers'.
    static func contact(_ number: ContactNumber) -> [UInt8] {
        withUnsafeBytes(of: number.value.bigEndian) { Array($0) }
    }

    /// The contact's number, from its key.
    static func contact(from key: [UInt8]) -> ContactNumber? {
        guard key.count == 8 else { return nil }
        let value = key.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return value > 0 && value <= Limits.contactNumberMax ? ContactNumber(value) : nil
    }

    static func agent(_ agent: AgentID) -> [UInt8] { Array(agent.text.utf8) }

    static func cancel(_ contact: ContactID) -> [UInt8] { Array((cancelPrefix + contact.text).utf8) }

    static func farewell(_ offer: OfferID) -> [UInt8] {
        Array("\(farewellPrefix)\(offer.generation).\(offer)".utf8)
    }

    static func remark(_ offer: OfferID) -> [UInt8] { Array("\(remarkPrefix)\(offer.generation).\(offer)".utf8) }

    static func request(_ key: String) -> [UInt8] { Array(key.utf8) }
}

// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

@Suite("Plain fields")
struct PlainFieldsTests {
    @Test("Texts, integers and truth are read where they stand at the top, and nowhere else")
    func fields() throws {
        let text = #"{"id":"c1","version":7,"no":false,"yes":true,"inner":{"id":"x","offer":"1.2"},"seq":-3,"e":"\""}"#
        let fields = try PlainFields(Array(text.utf8))
        #expect(fields.text("id") == "c1" && fields.integer("version") == 7 && fields.integer("seq") == -3)
        #expect(fields.isTrue("yes") && !fields.isTrue("no") && !fields.isTrue("id") && !fields.isTrue("other"))
        #expect(fields.text("offer") == nil && fields.text("version") == nil && fields.integer("id") == nil)
        #expect(fields.text("e") == nil, "escapes are for a decoder")
    }

    @Test("It reads what the contract's own reader reads of an event")
    func events() throws {
        let event = ContactEvent(event: .offered, id: "c", version: 2, at: 5, offer: "3.4", agent: "anna")
        let fields = try PlainFields(Contract.encode(event))
        #expect(fields.text("event") == "offered" && fields.text("offer") == "3.4" && fields.text("agent") == "anna")
        #expect(fields.integer("version") == 2 && fields.integer("at") == 5 && fields.integer("seq") == nil)
    }

    @Test("What is no JSON object is refused", arguments: ["", "[]", "{", #"{"id":"c1"} x"#, #"{"a":1,"a":2}"#])
    func refused(_ text: String) {
        #expect(throws: ContractError.self) { try PlainFields(Array(text.utf8)) }
    }
}

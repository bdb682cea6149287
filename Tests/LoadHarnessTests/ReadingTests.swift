// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import PoolKit

@Suite("What is read of events and answers")
struct ReadingTests {
    private func fields(_ text: String) throws -> PlainFields { try PlainFields(Array(text.utf8)) }

    @Test("Events are read")
    func events() throws {
        let text = #"{"event":"connected","id":"caller-4","version":7,"at":1,"seq":9,"agent":"agent-2","offer":"1.2"}"#
        let event = try #require(try HeardContact(fields(text)))
        #expect(event == HeardContact(word: .connected, id: "caller-4", version: 7, agent: "agent-2"))
        let offer = #"{"event":"offer","id":"agent-2","version":3,"at":1,"seq":9,"offer":"1.2","contact":"caller-4"}"#
        let heard = try #require(try HeardAgent(fields(offer)))
        #expect(heard.seq == 9 && heard.offer == "1.2" && heard.contact == "caller-4" && heard.word == .offer)
    }

    @Test("Answers are read; what is not of the contract is as good as none")
    func answers() {
        #expect(Answer(Array("{}".utf8), code: 410).refusal == .gone)
        #expect(Answer(Array(#"{"provisional":true}"#.utf8), code: nil) == Answer(isProvisional: true))
        #expect(Answer([], code: nil).refusal == .unavailable)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness

@Suite("Agent and claim checks")
struct AgentCheckTests {
    private func findings(_ events: [HeardAgent]) -> Int {
        var check = AgentCheck()
        return events.count { check.hears($0) != nil }
    }

    private func event(
        _ word: AgentEventWord, _ version: Int, offer: String? = nil, contact: String? = nil
    ) -> HeardAgent {
        HeardAgent(word: word, id: "a", version: version, offer: offer, contact: contact)
    }

    @Test("One after the other is in order, also when an offer rings again")
    func good() {
        let work = [
            event(.state, 1), event(.offer, 2, offer: "1.1"), event(.offer, 2, offer: "1.1"),
            event(.revoked, 3, offer: "1.1"), event(.offer, 4, offer: "1.2"),
            event(.connected, 5, offer: "1.2", contact: "c"), event(.ended, 6, contact: "c"), event(.state, 7),
            event(.offer, 8, offer: "1.3"),
        ]
        #expect(findings(work) == 0)
    }

    @Test("An offer beside an offer, and an offer or a conversation beside a conversation, are found")
    func beside() {
        #expect(findings([event(.offer, 1, offer: "1.1"), event(.offer, 2, offer: "1.2")]) == 1)
        let busy = [event(.offer, 1, offer: "1.1"), event(.connected, 2, offer: "1.1", contact: "c")]
        #expect(findings(busy + [event(.offer, 3, offer: "1.2")]) == 1)
        #expect(findings(busy + [event(.connected, 3, offer: "1.2", contact: "d")]) == 1)
    }

    @Test("A claim number of two callers is found, that of a redial is not")
    func claims() {
        var check = ClaimCheck()
        #expect(
            check.hears("123", of: 1) == nil && check.hears("123", of: 1) == nil && check.hears("456", of: 2) == nil)
        #expect(check.hears("123", of: 3) != nil)
        #expect(check.count == 2)
    }
}

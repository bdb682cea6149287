// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness
@testable import PoolKit

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

    @Test("What ended while something was missed is not held against the broker")
    func gaps() {
        #expect(findings([event(.offer, 1, offer: "1.1"), event(.offer, 3, offer: "1.2")]) == 0)
        let busy = [event(.offer, 1, offer: "1.1"), event(.connected, 2, offer: "1.1", contact: "c")]
        #expect(findings(busy + [event(.offer, 4, offer: "1.2")]) == 0)
        #expect(findings(busy + [event(.connected, 5, offer: "1.2", contact: "d")]) == 0)
        // What is heard after the gap is.
        #expect(findings(busy + [event(.offer, 4, offer: "1.2"), event(.offer, 5, offer: "1.3")]) == 1)
    }

    @Test("A version that is told as two things is found; two offers or conversations are so by another check")
    func versions() {
        func checks(_ events: [HeardAgent]) -> [Check] {
            var check = AgentCheck()
            return events.compactMap { check.hears($0)?.check }
        }
        let asked = event(.offer, 2, offer: "1.1", contact: "c")
        #expect(checks([event(.state, 1), asked, event(.offer, 2, offer: "1.2", contact: "d")]) == [.twice])
        #expect(checks([event(.state, 1), asked, event(.state, 2)]) == [.document])
        let answered = event(.connected, 3, offer: "1.1", contact: "c")
        let ended = event(.ended, 4, contact: "c")
        #expect(checks([asked, answered, ended, event(.connected, 3, contact: "d")]) == [.twice])
        #expect(checks([asked, answered, ended, answered, ended]).isEmpty)
        // An offer that rings again is the same thing, whichever version it bears.
        #expect(checks([asked, event(.state, 3), event(.offer, 3, offer: "1.1", contact: "c")]).isEmpty)
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

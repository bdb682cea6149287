// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@Suite struct NameTests {
    @Test func namesAndIdsHaveTheirGrammar() {
        for good in ["a", "site-1", "0", String(repeating: "z", count: 32)] { #expect(SiteID(good) != nil, "\(good)") }
        for bad in ["", "Roma", "a.b", "a*", "a>", "a b", "è", "a_b", "a\0", String(repeating: "z", count: 33)] {
            #expect(SiteID(bad) == nil, "\(bad)")
            #expect(NodeID(bad) == nil, "\(bad)")
        }
        for good in ["a", "A_b-9", String(repeating: "Z", count: 64)] { #expect(ContactID(good) != nil, "\(good)") }
        for bad in ["", "a.b", "a*", ">", "a b", "à", "a/b", "\n", String(repeating: "z", count: 65)] {
            #expect(ContactID(bad) == nil, "\(bad)")
            #expect(AgentID(bad) == nil, "\(bad)")
            #expect(TopicID(bad) == nil, "\(bad)")
        }
    }

    @Test func wordsReadBack() {
        for channel in Channel.allCases { #expect(Channel(word: channel.word) == channel) }
        for intent in Intent.allCases { #expect(Intent(word: intent.word) == intent) }
        #expect(Intent.onBreak.word == "break")
        #expect(Outcome.selfServed.word == "selfServed" && Activity.notResponding.word == "notResponding")
        #expect(Set(Activity.allCases.map(\.word)).count == Activity.allCases.count)
    }

    @Test func offersReadAsClientsWriteThem() {
        let id = OfferID(generation: 2, epoch: 7, sequence: 123)
        #expect(id.description == "7.123")
        #expect(OfferID(text: "7.123", generation: 2) == id)
        for bad in ["", "7", "7.", ".1", "7.1.2", "a.b", "-1.2", "7.99999999999999999999"] {
            #expect(OfferID(text: bad, generation: 2) == nil, "\(bad)")
        }
    }

    @Test func turnsGrowAndATermIsAboveAllOfTheOneBefore() {
        let first = Turn(term: 1)
        #expect(first < first.next && first.next.term == 1)
        #expect(Turn(first.value + 1 << 39) < Turn(term: 2))
        #expect(first.next.description == "1.1")
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness
@testable import PoolKit

@Suite("Order check")
struct OrderCheckTests {
    /// Contact 0 has its place at 5, contact 1 comes at 10: who is offered first, and with which seq?
    private func finding(
        priorities: (Int, Int) = (100, 100), topics: (Int, Int) = (0, 0), channels: [ChannelWord] = [.voice],
        placeToldAt: Int64? = 5, laterSeq: Int? = 7, earlierAgentSeq: Int? = 8, earlierIsHeardFirst: Bool = false
    ) -> String? {
        var check = OrderCheck()
        check.comes(0, topic: topics.0, priority: priorities.0, channel: .voice, at: 1)
        check.comes(1, topic: topics.1, priority: priorities.1, channel: .voice, at: 10)
        if let placeToldAt { check.placeIsTold(of: 0, at: placeToldAt) }
        check.placeIsTold(of: 1, at: 11)
        let order = earlierIsHeardFirst ? [0, 1] : [1, 0]
        return order.compactMap { contact in
            contact == 0
                ? check.isOffered(0, seq: 9, agentSeq: earlierAgentSeq, channels: channels)
                : check.isOffered(1, seq: laterSeq, agentSeq: 3, channels: channels)
        }.first
    }

    @Test("A contact that is overtaken is found, whichever offer is heard first")
    func overtaken() throws {
        let what = try #require(finding())
        #expect(what.contains("contact 0") && what.contains("contact 1"))
        #expect(finding(earlierIsHeardFirst: true) != nil)
        #expect(finding(priorities: (200, 100)) != nil)
        #expect(finding(laterSeq: 8) != nil)
    }

    @Test("What is right or left open by the contract is not found")
    func kept() {
        // The later one is more urgent; stands in another line; its agent does not take the earlier one's channel.
        #expect(finding(priorities: (100, 200)) == nil)
        #expect(finding(topics: (0, 1)) == nil)
        #expect(finding(channels: [.mail]) == nil)
        // The earlier one's place was told only after the later one came, or never.
        #expect(finding(placeToldAt: 10) == nil)
        #expect(finding(placeToldAt: nil) == nil)
        // The earlier one's agent was free before: its offer may have been decided first.
        #expect(finding(laterSeq: 9) == nil)
        #expect(finding(laterSeq: nil) == nil)
        #expect(finding(earlierAgentSeq: nil) == nil)
    }

    @Test("Only first offers of contacts that have not ended are compared")
    func firstOffers() {
        var check = OrderCheck()
        for contact in 0..<3 {
            check.comes(contact, topic: 0, priority: 100, channel: .voice, at: Int64(contact) * 10)
            check.placeIsTold(of: contact, at: Int64(contact) * 10 + 1)
        }
        check.ends(0)
        #expect(check.isOffered(2, seq: 5, agentSeq: 1, channels: [.voice]) == nil)
        #expect(check.isOffered(0, seq: 9, agentSeq: 8, channels: [.voice]) == nil)
        #expect(check.compared == 0)
        #expect(check.isOffered(1, seq: 9, agentSeq: 8, channels: [.voice]) != nil)
        #expect(check.isOffered(1, seq: 9, agentSeq: 8, channels: [.voice]) == nil)
        #expect(check.compared == 1)
    }

    @Test("Whose first offer may have been missed is not compared, nor who waited while a site was cut off")
    func missed() {
        /// Contact 0 waits before contact 1 comes, and is offered after it; and something happens to it in between.
        func findings(_ happens: (inout OrderCheck) -> Void) -> Int {
            var check = OrderCheck()
            for contact in 0..<2 {
                let due = Int64(contact) * 10
                check.comes(contact, topic: 0, priority: 100, channel: .voice, at: due)
                check.hears(event(.queued, 1, contact), of: contact, at: due + 1)
            }
            happens(&check)
            return [(1, 7, 3), (0, 9, 8)].count { contact, seq, agentSeq in
                check.isOffered(contact, seq: seq, agentSeq: agentSeq, channels: [.voice]) != nil
            }
        }
        #expect(findings { _ in } == 1)
        func findings(_ word: ContactEventWord, _ version: Int) -> Int {
            findings { $0.hears(event(word, version, 0), of: 0, at: 12) }
        }
        #expect(findings(.offered, 2) == 1 && findings(.position, 1) == 1)
        for word in [ContactEventWord.revoked, .requeued, .ended] { #expect(findings(word, 2) == 0, "\(word)") }
        #expect(findings(.offered, 4) == 0)
        let forgetful = findings { $0.forgetWaiting() }
        let over = findings { $0.end() }
        #expect(forgetful == 0 && over == 0)
    }

    private func event(_ word: ContactEventWord, _ version: Int, _ contact: Int) -> HeardContact {
        HeardContact(word: word, id: "c\(contact)", version: version)
    }

    @Test("A line served last in, first out is found; one in order is not, however its offers are heard")
    func lines() {
        func findings(_ order: [Int]) -> Int {
            var check = OrderCheck()
            for contact in order.sorted() {
                check.comes(contact, topic: 0, priority: 100, channel: .voice, at: Int64(contact) * 10)
                check.placeIsTold(of: contact, at: Int64(contact) * 10 + 1)
            }
            return order.enumerated().count { turn, contact in
                check.isOffered(contact, seq: turn + 1, agentSeq: turn, channels: [.voice]) != nil
            }
        }
        let all = Array(0..<1_000)
        #expect(findings(all) == 0)
        #expect(findings(all.reversed()) == 999)
    }
}

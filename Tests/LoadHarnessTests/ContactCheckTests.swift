// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness
@testable import PoolKit

@Suite("Contact check")
struct ContactCheckTests {
    private func event(
        _ word: ContactEventWord, _ version: Int, agent: String? = nil, outcome: OutcomeWord? = nil
    ) -> HeardContact {
        HeardContact(word: word, id: "c", version: version, agent: agent, outcome: outcome)
    }

    private func findings(_ events: [HeardContact]) -> [Check] {
        var check = ContactCheck()
        return events.compactMap { check.hears($0)?.check }
    }

    @Test("A life with rejects, requeues and repeated words is in order")
    func good() {
        let life = [
            event(.queued, 1), event(.position, 1), event(.offered, 2), event(.revoked, 3), event(.offered, 4),
            event(.offered, 4), event(.connected, 5, agent: "a"), event(.requeued, 6), event(.offered, 7),
            event(.connected, 8, agent: "b"), event(.ended, 9), event(.ended, 9), event(.connected, 8, agent: "b"),
        ]
        #expect(findings(life).isEmpty)
        var check = ContactCheck()
        for event in life { _ = check.hears(event) }
        #expect(check.wasConnected && check.endVersion == 9 && check.gaps == 0)
    }

    @Test("Two conversations at once are found")
    func twoConversations() {
        #expect(
            findings([event(.queued, 1), event(.connected, 2, agent: "a"), event(.connected, 3, agent: "b")]) == [
                .twice
            ]
        )
    }

    @Test("Whatever follows an end is found", arguments: [ContactEventWord.offered, .connected, .ended, .requeued])
    func afterTheEnd(_ word: ContactEventWord) {
        #expect(findings([event(.queued, 1), event(.ended, 2), event(word, 3)]) == [.twice])
    }

    @Test("A conversation after an answered cancel is found, one before it is not")
    func afterCancel() {
        var check = ContactCheck()
        _ = check.hears(event(.queued, 1))
        check.isAnsweredEnded(4)
        #expect(check.hears(event(.offered, 2)) == nil)
        #expect(check.hears(event(.connected, 3, agent: "a")) == nil)
        #expect(check.hears(event(.ended, 4)) == nil)
        #expect(check.hears(event(.connected, 5, agent: "a"))?.check == .twice)
    }

    @Test("Two conversations in the same version are found, also when the contact went on since")
    func sameVersion() {
        let first = [event(.queued, 1), event(.connected, 2, agent: "a")]
        #expect(findings(first + [event(.connected, 2, agent: "b")]) == [.twice])
        #expect(findings(first + [event(.requeued, 3), event(.connected, 2, agent: "b")]) == [.twice])
        #expect(findings([event(.ended, 1, outcome: .handled), event(.ended, 1, outcome: .abandoned)]) == [.document])
    }

    @Test("A conversation whose end was missed is not held against the broker")
    func missed() {
        let first = [event(.queued, 1), event(.connected, 2, agent: "a")]
        #expect(findings(first + [event(.connected, 5, agent: "b")]).isEmpty)
        #expect(findings(first + [event(.connected, 5, agent: "b"), event(.connected, 6, agent: "a")]) == [.twice])
    }

    @Test("A version that is two things is found, one that is missing is counted")
    func versions() {
        #expect(findings([event(.queued, 1), event(.offered, 2), event(.revoked, 2)]) == [.document])
        var check = ContactCheck()
        _ = check.hears(event(.offered, 2))
        _ = check.hears(event(.ended, 5))
        #expect(check.gaps == 3)
    }
}

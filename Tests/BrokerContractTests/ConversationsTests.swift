// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

/// Who spoke with a caller, and for how long, by the chronology alone.
struct ConversationsTests {
    private static func conversations(_ events: [(Int, String)], until now: Int? = nil) -> Conversations {
        Conversations(
            events.map { TimelineEntry(at: $0.0, event: $0.1, agent: $0.1 == "connected" ? "anna" : nil) }, until: now)
    }

    @Test(arguments: ["requeued", "scheduled", "ended"]) func whatEndsOne(word: String) {
        let told = Self.conversations([(0, "queued"), (5, "offered"), (10, "connected"), (40, word), (90, "queued")])
        #expect(told.talkedMs == 30 && told.firstAt == 10 && told.agents == ["anna"])
    }

    @Test func aCallbackIsAConversationOfItsOwn() {
        let told = Self.conversations([
            (10, "connected"), (40, "scheduled"), (500, "queued"), (600, "connected"), (650, "ended"),
        ])
        #expect(told.talkedMs == 80 && told.firstAt == 10 && told.agents.count == 2)
    }

    @Test func oneThatGoesOnCountsUntilNow() {
        #expect(Self.conversations([(10, "connected"), (20, "position")], until: 70).talkedMs == 60)
        #expect(Self.conversations([(10, "connected")]).talkedMs == 0)
        #expect(Self.conversations([(10, "connected"), (30, "ended")], until: 70).talkedMs == 20)
        #expect(Self.conversations([]) == Conversations([]))
    }
}

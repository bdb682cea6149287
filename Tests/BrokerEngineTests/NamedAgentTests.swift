// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore
import Testing

@testable import BrokerEngine

/// A contact that is for one agent.
@Suite struct NamedAgentTests {
    private static func asked(_ name: String) -> Routing {
        var routing = Routing.plain
        routing.onlyAgent = AgentID(trusted: name)
        return routing
    }

    @Test func onlyThatAgentIsOfferedItWhateverTheyServe() {
        var pool = Pool(topics: ["pec", "firma"])
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        pool.agent("bruno", "milano", Pool.profile(["firma"]), ready: false)
        let needed = [SkillLevel(skill: SkillID(trusted: "it"), level: 9)]
        let number = pool.enter("roma", "pec", requirements: needed, routing: Self.asked("bruno"))
        #expect(pool.offer("anna") == nil, "anna serves the topic and is not meant")
        pool.agent("bruno", "milano")
        #expect(pool.offer("bruno")?.contact == number)
        #expect(pool.isSameEverywhere)
    }

    @Test func itIsInTheOneOrderWithAllElseTheAgentCouldTake() {
        var pool = Pool(topics: ["pec", "firma"])
        pool.agent("anna", "roma", Pool.profile(["firma"]), ready: false)
        let first = pool.enter("roma", "firma")
        pool.wait(10)
        let named = pool.enter("roma", "pec", routing: Self.asked("anna"))
        pool.wait(10)
        let last = pool.enter("roma", "firma")
        let urgent = pool.enter("roma", "pec", priority: 120, routing: Self.asked("anna"))
        for expected in [urgent, first, named, last] {
            pool.agent("anna")
            #expect(pool.offer("anna")?.contact == expected)
            pool.connect("anna")
            pool.report(expected, .ended(.handled))
        }
        #expect(pool.isSameEverywhere)
    }

    @Test func itCountsInItsTopicsLine() {
        var pool = Pool(topics: ["pec"])
        let named = pool.enter("roma", "pec", routing: Self.asked("nobody-yet"))
        pool.wait(10)
        let other = pool.enter("roma", "pec")
        #expect(pool.owner.position(of: named) == 1 && pool.owner.position(of: other) == 2)
        #expect(pool.line("pec") == [named, other])
        #expect(pool.owner.waitingCount(TopicID(trusted: "pec")) == 2)
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        #expect(pool.offer("anna")?.contact == other)
        // Whom nobody knew is known from the first login on.
        pool.agent("nobody-yet", "napoli", Pool.profile([]))
        #expect(pool.offer("nobody-yet")?.contact == named)
        #expect(pool.isSameEverywhere)
    }

    @Test func theWishIsTakenAwayAndThePlaceStays() {
        var pool = Pool(topics: ["pec"])
        pool.agent("bruno", "roma", Pool.profile(["pec"]), ready: false)
        let named = pool.enter("roma", "pec", routing: Self.asked("bruno"))
        let key = pool.owner.contact(named)?.key
        pool.wait(10)
        _ = pool.enter("roma", "pec")
        pool.report(named, .waiting, routing: .plain)
        #expect(pool.owner.contact(named)?.key == key)
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        #expect(pool.offer("anna")?.contact == named)
        #expect(pool.isSameEverywhere)
    }

    @Test func anOfferNotTakenLeavesTheWish() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        pool.agent("bruno", "roma", Pool.profile(["pec"]))
        let named = pool.enter("roma", "pec", routing: Self.asked("bruno"))
        pool.agent("bruno", ready: false)
        pool.report(named, .waiting)
        #expect(pool.offer("anna") == nil)
        pool.agent("bruno")
        #expect(pool.offer("bruno")?.contact == named)
        #expect(pool.isSameEverywhere)
    }

    @Test func onlyAnAgentOfItsChannelAndAnAttachedSiteIsAsked() {
        var pool = Pool(topics: ["pec"])
        var chat = Pool.profile(["pec"])
        chat.channels = [ChannelLimit(channel: .chat, contacts: 1)]
        pool.agent("bruno", "milano", chat)
        let named = pool.enter("roma", "pec", routing: Self.asked("bruno"))
        #expect(pool.offer("bruno") == nil)
        pool.step(.detach(SiteID(trusted: "milano")))
        pool.agent("bruno", "milano", Pool.profile(["pec"]))
        #expect(pool.offer("bruno") == nil)
        pool.step(.attach(SiteID(trusted: "milano")))
        #expect(pool.offer("bruno")?.contact == named)
        #expect(pool.isSameEverywhere)
    }

    /// Nobody else looks at such lines, so a thousand of them cost them nothing; and nothing is left of them.
    @Test func linesAreFoundFromTheirAgentAndGoWithTheirLastContact() {
        var pool = Pool(topics: ["pec"])
        let numbers = (0..<1_000).map { pool.enter("roma", "pec", routing: Self.asked("agent-\($0)")) }
        #expect(pool.owner.topics[0].askingLines.isEmpty && pool.owner.topics[0].namedLines.count == 1_000)
        #expect(pool.owner.position(of: numbers[999]) == 1_000)
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        #expect(pool.offer("anna") == nil)
        #expect(pool.isSameEverywhere)
        for number in numbers { pool.report(number, .ended(.abandoned)) }
        #expect(pool.owner.topics[0].namedLines.isEmpty && pool.owner.linesByAgent.isEmpty)
        #expect(pool.isSameEverywhere)
    }
}

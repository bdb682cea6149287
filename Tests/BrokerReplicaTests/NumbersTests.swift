// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// A dialled number says topic and priority; what is only played serves the caller.
@Suite struct NumbersTests {
    private static let pec = TopicID(trusted: "pec")
    private static let firma = TopicID(trusted: "firma")

    private static func configuration(with numbers: Bool = true) -> Configuration {
        let menu = [
            Route.Choice(digit: 0x31, route: Route(topic: pec, priority: 130)),
            Route.Choice(digit: 0x32, route: Route(topic: firma)),
            Route.Choice(digit: 0x39, route: Route(play: TopicID(trusted: "faq"))),
        ]
        return Configuration(
            revision: 0, agingMs: nil, waitingMax: nil,
            topics: [TopicSettings(topic: pec), TopicSettings(topic: firma)], agents: [],
            numbers: numbers
                ? [
                    NumberSettings(number: DialledNumber(trusted: "+1"), route: Route(topic: pec, priority: 120)),
                    NumberSettings(number: DialledNumber(trusted: "+2"), route: Route(priority: 110, menu: menu)),
                ] : [], document: "{\"numbers\":\(numbers)}")
    }

    private static func cluster() -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        _ = cluster.ask("roma", .configure(configuration(), ifRevision: nil), within: 4_000)
        return cluster
    }

    private static func dial(
        _ cluster: inout MiniCluster, _ id: String, _ number: String, _ digits: String = "", priority: UInt8? = nil
    ) -> HomeReply? {
        var order = MiniCluster.order(id, priority: priority)
        order.topic = nil
        order.dialled = Dialled(number: DialledNumber(trusted: number), digits: Array(digits.utf8))
        return cluster.ask("roma", .enqueue(order))
    }

    @Test func aNumberSaysTopicAndPriority() {
        var cluster = Self.cluster()
        let plain = Self.dial(&cluster, "c1", "+1")?.contact
        #expect(plain?.record.topic == Self.pec && plain?.record.priority == 120 && plain?.state == "waiting")
        #expect(Self.dial(&cluster, "c2", "+1", priority: 5)?.contact?.record.priority == 5, "what is said goes before")
        let chosen = Self.dial(&cluster, "c3", "+2", "1")?.contact
        #expect(chosen?.record.topic == Self.pec && chosen?.record.priority == 130)
        let other = Self.dial(&cluster, "c4", "+2", "2")?.contact
        #expect(other?.record.topic == Self.firma && other?.record.priority == 110, "the number's own")
    }

    @Test func whatLeadsNowhereIsRefusedInWords() {
        var cluster = Self.cluster()
        let unknown = Self.dial(&cluster, "c1", "+3")?.refusal
        #expect(unknown?.code == .notFound && unknown?.field == "number")
        let missing = Self.dial(&cluster, "c1", "+2")?.refusal
        #expect(missing?.code == .badRequest && missing?.field == "digits")
        #expect(missing?.message.contains("1 for pec, 2 for firma, 9 to hear faq") == true)
        let wrong = Self.dial(&cluster, "c1", "+2", "3")?.refusal
        #expect(wrong?.field == "digits" && wrong?.message.hasPrefix("3 is no choice: 1 for pec") == true)
        #expect(Self.dial(&cluster, "c1", "+1", "1")?.refusal?.field == "digits", "there is no menu")
        #expect(Self.dial(&cluster, "c1", "+2", "12")?.refusal?.field == "digits", "nor is there another")
        #expect(cluster.contact("roma", "c1") == nil, "nothing remains of who was refused")
    }

    @Test func whoIsServedByWhatIsPlayedHasEndedAndIsInTheLog() {
        var cluster = Self.cluster()
        let served = Self.dial(&cluster, "c1", "+2", "9")?.contact
        #expect(served?.phase == .ended(.selfServed) && served?.version == 1 && served?.record.topic.text == "faq")
        #expect(
            cluster["roma"].contactNews.last.map { if case .ended(.selfServed) = $0.kind { true } else { false } }
                == true)
        cluster.run(milliseconds: 1_000)
        for site in ["roma", "milano", "napoli"] {
            let engine = cluster[site].replica.engine
            let figures = engine.statistics(TopicID(trusted: "faq"))
            #expect(figures.arrived == 1 && figures.lostOtherwise == 1 && figures.answered == 0, "\(site)")
            #expect(engine.contactCount == 0)
        }
        #expect(Self.dial(&cluster, "c1", "+2", "9")?.contact?.record.number == served?.record.number, "said again")
        #expect(
            cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))?.contact?.phase == .ended(.selfServed),
            "it has ended already")
    }

    @Test func aRepetitionIsAnsweredThoughTheNumberIsGone() {
        var cluster = Self.cluster()
        let first = Self.dial(&cluster, "c1", "+1")?.contact
        _ = cluster.ask("roma", .configure(Self.configuration(with: false), ifRevision: nil), within: 4_000)
        #expect(Self.dial(&cluster, "c1", "+1")?.contact?.record == first?.record)
        #expect(Self.dial(&cluster, "c2", "+1")?.refusal?.code == .notFound)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore
import Testing

@testable import BrokerEngine

/// Contacts that are an agent's question about another.
@Suite struct ConsultTests {
    private static let pec = TopicID(trusted: "pec")

    private static func asked(by agent: String, about number: ContactNumber) -> Routing {
        var routing = Routing.plain
        routing.consult = Consult(
            contact: number, id: ContactID(trusted: "c1"), agent: AgentID(trusted: agent))
        return routing
    }

    @Test func everybodyButTheAskerMayAnswer() {
        for steps in [[], [RelaxStep(afterMs: 1_000)]] {
            var topic = TopicSettings(topic: Self.pec)
            topic.rules.relax = steps
            var pool = Pool(topics: [topic])
            pool.agent("anna", "roma", Pool.profile(["pec"]))
            let number = pool.enter("roma", "pec", routing: Self.asked(by: "anna", about: ContactNumber(900)))
            #expect(pool.offer("anna") == nil, "nobody answers their own question")
            pool.agent("anna", ready: false)
            pool.agent("anna")
            #expect(pool.offer("anna") == nil, "nor by coming free")
            pool.agent("bruno", "milano", Pool.profile(["pec"]))
            #expect(pool.offer("bruno")?.contact == number)
            #expect(pool.isSameEverywhere)
        }
    }

    @Test func itIsNobodyWhoCame() {
        var pool = Pool(topics: ["pec"])
        let number = pool.enter("roma", "pec", routing: Self.asked(by: "anna", about: ContactNumber(900)))
        #expect(pool.owner.waitingCount(Self.pec) == 1, "it stands in line")
        pool.agent("bruno", "milano", Pool.profile(["pec"]))
        pool.connect("bruno")
        #expect(pool.owner.statistics(Self.pec).connected == 1)
        pool.report(number, .ended(.handled))
        let other = pool.enter("roma", "pec", routing: Self.asked(by: "anna", about: ContactNumber(900)))
        pool.report(other, .ended(.abandoned))
        let figures = pool.owner.statistics(Self.pec)
        #expect(figures.arrived == 0 && figures.answered == 0 && figures.abandoned == 0)
        #expect(figures.shortAbandoned == 0 && figures.connected == 0 && figures.offered == 0)
        #expect(pool.isSameEverywhere)
    }
}

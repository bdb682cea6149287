// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// A line that nobody could serve lets nobody in, or sends away who waits, where its topic says so.
@Suite struct VacancyTests {
    private static func cluster(refuse: Set<Vacancy> = [], leave: Set<Vacancy> = []) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.wrapUpMs = 0
        topic.rules.vacancy = VacancyRule(refuse: refuse, leave: leave, leaveAfterMs: 10_000)
        cluster.configure([topic])
        return cluster
    }

    private static func phase(_ cluster: inout MiniCluster, _ id: String) -> ContactCell.Phase? {
        cluster.contact("roma", id)?.phase
    }

    @Test func nobodyIsLetInWhileNobodyIsThere() {
        var cluster = Self.cluster(refuse: [.noAgents])
        let refusal = cluster.enqueue("roma", "c1")?.refusal
        #expect(refusal?.code == .closed)
        #expect(refusal?.state == "noAgents")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 500)
        #expect(cluster.enqueue("roma", "c1")?.refusal == nil, "an agent of any site is an agent")
        _ = cluster.intent("milano", "anna", .onBreak)
        cluster.run(milliseconds: 500)
        #expect(cluster.enqueue("roma", "c2")?.refusal == nil, "a break is another reason")
        // Repeated, a request of before is answered with what it has led to.
        _ = cluster.intent("milano", "anna", .offline)
        cluster.run(milliseconds: 500)
        #expect(cluster.enqueue("roma", "c2")?.refusal == nil)
        #expect(cluster.enqueue("roma", "c3")?.refusal?.code == .closed)
    }

    /// What was before a node's image is not known: it counts for nothing.
    @Test func aVacancyCountsFromTheImageWithWhichANodeBegins() throws {
        var cluster = Self.cluster(leave: [.allUnreachable])
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 30_000)
        let engine = cluster["roma"].replica.follower.engine
        #expect(engine.vacancy(of: TopicID(trusted: "pec"))?.why == .allUnreachable)
        let again = try Engine(decoding: engine.encoded())
        #expect(again.vacancy(of: TopicID(trusted: "pec"))?.since == again.time)
    }

    @Test func whoWaitsIsSentAwayAfterAWhile() {
        var cluster = Self.cluster(leave: [.allOnBreak])
        _ = cluster.login("milano", "anna")
        _ = cluster.intent("milano", "anna", .onBreak)
        cluster.run(milliseconds: 20_000)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 9_500)
        let before = Self.phase(&cluster, "c1")
        #expect(before == .waiting, "it has waited for less, however long the break is")
        cluster.run(milliseconds: 1_500)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .ended(.rejected))
        let why = cluster.contact("roma", "c1")?.timeline.last?.why
        #expect(why == "allOnBreak")
        let figures = cluster["roma"].replica.follower.engine.statistics(TopicID(trusted: "pec"))
        #expect(figures.abandoned == 0, "who is sent away has not given up")
    }

    @Test func somebodyWhoComesBackKeepsTheLine() {
        var cluster = Self.cluster(leave: [.allOnBreak])
        _ = cluster.login("milano", "anna")
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 8_000)
        _ = cluster.login("napoli", "bruno")
        cluster.run(milliseconds: 500)
        guard let offer = cluster.openOffer("napoli", "bruno") else {
            Issue.record("nothing rings")
            return
        }
        _ = cluster.ask("napoli", .reject(offer: offer.id.description, AgentID(trusted: "bruno"), reason: nil, .init()))
        _ = cluster.intent("napoli", "bruno", .offline)
        cluster.run(milliseconds: 8_000)
        let before = Self.phase(&cluster, "c1")
        #expect(before == .waiting, "nobody is there since then only")
        cluster.run(milliseconds: 7_000)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .ended(.rejected))
    }

    @Test func aSiteThatIsCutOffSendsNobodyAway() {
        var cluster = Self.cluster(refuse: [.noAgents, .allUnreachable], leave: Set(Vacancy.allCases))
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 500)
        cluster.cutOff = ["roma"]
        cluster.run(milliseconds: 12_000)
        #expect(cluster["roma"].replica.home.island != nil)
        #expect(cluster.enqueue("roma", "c1")?.refusal == nil)
        cluster.run(milliseconds: 20_000)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .waiting)
    }
}

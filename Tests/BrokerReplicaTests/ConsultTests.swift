// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// An agent in conversation asks a colleague, has the colleague speak with the caller, and hands the caller over: the
/// caller's home, the agent's and the colleague's are three sites.
@Suite struct ConsultTests {
    private static let home = "napoli"

    private static func topic(_ name: String, wrapUpMs: Int64 = 0) -> TopicSettings {
        var topic = TopicSettings(topic: TopicID(trusted: name))
        topic.wrapUpMs = wrapUpMs
        topic.offerTimeoutMs = 4_000
        return topic
    }

    /// Anna at roma is in conversation with c1 of napoli; bruno at milano serves firma, where work has a wrap-up.
    private static func cluster() -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        cluster.configure([topic("pec"), topic("firma", wrapUpMs: 30_000)])
        _ = cluster.login("roma", "anna")
        _ = cluster.enqueue(home, "c1", priority: 110)
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        _ = cluster.login("milano", "bruno", topics: ["firma"])
        cluster.run(milliseconds: 300)
        return cluster
    }

    @discardableResult private static func ask(
        _ cluster: inout MiniCluster, _ id: String = "q1", topic: String? = "firma", agent: String? = nil,
        about contact: String = "c1", at site: String = home
    ) -> HomeReply? {
        let order = ConsultOrder(
            id: ContactID(trusted: contact), consult: ContactID(trusted: id), topic: topic.map(TopicID.init(trusted:)),
            agent: agent.map(AgentID.init(trusted:)))
        return cluster.ask(site, .consult(order, RequestGuard()))
    }

    private static func handOver(_ cluster: inout MiniCluster, _ id: String = "c1") -> HomeReply? {
        cluster.ask(home, .handOver(ContactID(trusted: id), RequestGuard()))
    }

    private static func conference(_ cluster: inout MiniCluster, _ id: String = "c1") -> HomeReply? {
        cluster.ask(home, .conference(ContactID(trusted: id), RequestGuard()))
    }

    /// Bruno has answered.
    private static func consulted() -> MiniCluster {
        var cluster = cluster()
        ask(&cluster)
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("milano", "bruno")?.isConnected == true)
        cluster.run(milliseconds: 300)
        return cluster
    }

    private static func consult(_ cluster: inout MiniCluster) -> ContactView.Consult? {
        guard case .contact(let view, _)? = cluster.ask(home, .contactGet(ContactID(trusted: "c1"))) else { return nil }
        return view.consult
    }

    private static func events(_ cluster: MiniCluster, _ id: String = "c1") -> [TimelineEntry] {
        cluster[home].contactNews.last { $0.cell.record.id.text == id }?.cell.timeline ?? []
    }

    private static func talks(_ cluster: inout MiniCluster, _ site: String, _ agent: String) -> [String] {
        cluster.agent(site, agent)?.connected.map(\.id.text) ?? []
    }

    private static func isIdle(_ cluster: inout MiniCluster, _ site: String, _ agent: String) -> Bool {
        let cell = cluster.agent(site, agent)
        return cell?.phase == .idle && cell?.rest == .ready && cell?.seats.isEmpty == true
    }

    @Test func theQuestionIsAContactAndTheConversationGoesOn() {
        var cluster = Self.cluster()
        let reply = Self.ask(&cluster)?.contact
        #expect(reply?.state == "waiting" && reply?.record.priority == 110 && reply?.record.topic.text == "firma")
        #expect(reply?.record.claim == cluster.contact(Self.home, "c1")?.record.claim)
        #expect(reply?.record.routing.consult?.agent.text == "anna")
        #expect(Self.consult(&cluster)?.id.text == "q1" && Self.consult(&cluster)?.agent == nil)
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("milano", "bruno")?.isConnected == true)
        cluster.run(milliseconds: 300)
        #expect(Self.consult(&cluster)?.agent?.text == "bruno" && Self.consult(&cluster)?.isConference == false)
        #expect(Self.talks(&cluster, "roma", "anna") == ["c1"] && Self.talks(&cluster, "milano", "bruno") == ["q1"])
        _ = cluster.end(Self.home, "q1")
        cluster.run(milliseconds: 500)
        let cell = cluster.contact(Self.home, "c1")
        #expect(cell?.state == "connected" && cell?.consult == nil && Self.talks(&cluster, "roma", "anna") == ["c1"])
        #expect(Self.isIdle(&cluster, "milano", "bruno"), "a question has no wrap-up")
        let words = Self.events(cluster).map(\.event)
        #expect(words.suffix(4) == ["connected", "consulting", "consulted", "consultEnded"])
        #expect(Self.events(cluster).last?.why == "q1")
        let versions = cluster[Self.home].contactNews.filter { $0.cell.record.id.text == "c1" }.compactMap {
            news -> UInt64? in
            if case .position = news.kind { nil } else { news.cell.version }
        }
        #expect(versions == Array(1...UInt64(versions.count)), "each version has one event")
    }

    @Test func itEndsWithTheConversationHoweverThatEnds() {
        let callback = CallbackOrder(id: ContactID(trusted: "c1"), notBefore: nil, atTime: false, address: nil)
        let endings: [(site: String, request: HomeRequest)] = [
            (Self.home, .cancel(ContactID(trusted: "c1"), reason: nil)),
            ("roma", .end(ContactID(trusted: "c1"), reason: nil, RequestGuard())),
            (Self.home, .requeue(ContactID(trusted: "c1"), RequeueOrder(), RequestGuard())),
            (Self.home, .callback(callback, RequestGuard())),
        ]
        for (site, request) in endings {
            var cluster = Self.consulted()
            _ = cluster.intent("roma", "anna", .onBreak)
            #expect(cluster.ask(site, request)?.refusal == nil)
            cluster.run(milliseconds: 1_000)
            let question = cluster.contact(Self.home, "q1")
            #expect(question?.phase == .ended(.handled), "\(request)")
            #expect(cluster.contact(Self.home, "c1")?.consult == nil)
            #expect(Self.isIdle(&cluster, "milano", "bruno"))
        }
        var cluster = Self.cluster()
        Self.ask(&cluster)
        _ = cluster.end(Self.home, "c1")
        #expect(cluster.contact(Self.home, "q1")?.phase == .ended(.abandoned), "nobody had answered")
        cluster.run(milliseconds: 1_000)
        #expect(Self.isIdle(&cluster, "milano", "bruno"))
    }

    @Test func theColleagueHasTheCallerWithoutAnsweringAgain() {
        var cluster = Self.consulted()
        // Others wait for bruno, and who is urgent.
        _ = cluster.enqueue("roma", "urgent", topic: "firma", priority: 200)
        cluster.run(milliseconds: 300)
        #expect(Self.handOver(&cluster)?.contact?.state != "ended")
        cluster.run(milliseconds: 700)
        let cell = cluster.contact(Self.home, "c1")
        #expect(cell?.talk?.agent.text == "bruno" && cell?.record.priority == 110 && cell?.consult == nil)
        #expect(cell?.record.routing.onlyAgent == nil && cell?.record.routing.handover == nil)
        #expect(Self.talks(&cluster, "milano", "bruno") == ["c1"])
        #expect(Self.isIdle(&cluster, "roma", "anna"))
        #expect(cluster.contact(Self.home, "q1")?.phase == .ended(.transferred))
        let words = Self.events(cluster).map(\.event)
        #expect(words.suffix(3) == ["requeued", "offered", "connected"])
        #expect(Self.events(cluster).last { $0.event == "requeued" }?.why == "handover")
        #expect(cluster.contact("roma", "urgent")?.state == "waiting")
        _ = cluster.end("milano", "c1")
        cluster.run(milliseconds: 500)
        #expect(cluster.contact(Self.home, "c1")?.phase == .ended(.handled))
    }

    @Test func aConferenceIsTheSameWithAnotherRole() {
        var cluster = Self.cluster()
        #expect(Self.conference(&cluster)?.refusal?.code == .conflict, "nobody is consulted")
        Self.ask(&cluster)
        #expect(Self.conference(&cluster)?.refusal?.code == .conflict, "nobody has answered")
        cluster.run(milliseconds: 300)
        _ = cluster.accept("milano", "bruno")
        cluster.run(milliseconds: 300)
        let version = cluster.contact(Self.home, "c1")?.version ?? 0
        for _ in 0..<2 { #expect(Self.conference(&cluster)?.contact?.version == version + 1, "once") }
        #expect(Self.consult(&cluster)?.isConference == true)
        // The colleague leaves by being sent back to a line: the conference is over, somebody else may answer.
        _ = cluster.ask("milano", .requeue(ContactID(trusted: "q1"), RequeueOrder(), RequestGuard()))
        cluster.run(milliseconds: 300)
        #expect(Self.consult(&cluster)?.isConference == false && Self.consult(&cluster)?.agent == nil)
        cluster.run(milliseconds: 300)
        _ = cluster.accept("milano", "bruno")
        cluster.run(milliseconds: 300)
        #expect(Self.conference(&cluster)?.refusal == nil)
        #expect(Self.handOver(&cluster)?.refusal == nil)
        cluster.run(milliseconds: 700)
        #expect(Self.talks(&cluster, "milano", "bruno") == ["c1"] && Self.isIdle(&cluster, "roma", "anna"))
    }

    @Test func whoCannotTakeOverLosesTheCallerToEverybody() {
        var cluster = Self.consulted()
        cluster.kill("milano")
        #expect(Self.handOver(&cluster)?.refusal == nil)
        let cell = cluster.contact(Self.home, "c1")
        #expect(cell?.state == "waiting" && cell?.record.routing.onlyAgent?.text == "bruno")
        cluster.run(milliseconds: 4_000)
        #expect(Self.isIdle(&cluster, "roma", "anna"), "it is bruno's alone")
        cluster.run(milliseconds: 2_500)
        #expect(cluster.openOffer("roma", "anna") != nil, "it is everybody's")
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        #expect(cluster.contact(Self.home, "c1")?.record.priority == 110)
        cluster.restart("milano")
        cluster.run(milliseconds: 6_000)
        #expect(cluster.contact(Self.home, "q1")?.phase == .ended(.transferred))
        #expect(Self.talks(&cluster, "milano", "bruno") == [] && Self.talks(&cluster, "roma", "anna") == ["c1"])
    }

    @Test func whereverANodeFallsBothSidesAgree() {
        for fallen in [Self.home, "roma", "milano"] {
            for milliseconds in stride(from: Int64(0), through: 90, by: 15) {
                var cluster = Self.consulted()
                cluster.faults.storeMs = 10
                cluster.post(Self.home, .handOver(ContactID(trusted: "c1"), RequestGuard()))
                cluster.run(milliseconds: milliseconds)
                cluster.kill(fallen)
                cluster.run(milliseconds: 200)
                cluster.restart(fallen)
                cluster.run(milliseconds: 12_000)
                let what = Comment("\(fallen) falls after \(milliseconds) ms")
                let (caller, question) = (cluster.contact(Self.home, "c1"), cluster.contact(Self.home, "q1"))
                switch (caller?.talk?.agent.text, question?.endedAt) {
                case ("anna"?, nil):
                    #expect(question?.talk?.agent.text == "bruno" && caller?.consult != nil, what)
                    #expect(Self.talks(&cluster, "roma", "anna") == ["c1"], what)
                    #expect(Self.talks(&cluster, "milano", "bruno") == ["q1"], what)
                case ("bruno"?, _?):
                    #expect(Self.talks(&cluster, "milano", "bruno") == ["c1"], what)
                    #expect(Self.talks(&cluster, "roma", "anna") == [], what)
                case (nil, _?):
                    // Nobody's desk has been heard of: it waits, and who is back has it.
                    #expect(caller?.state != "ended" && caller?.consult == nil, what)
                    #expect(Self.talks(&cluster, "milano", "bruno") == [], what)
                    #expect(Self.talks(&cluster, "roma", "anna") == [], what)
                default: Issue.record("\(what): \(caller?.state ?? "") and \(question?.state ?? "")")
                }
            }
        }
    }

    @Test func whatIsLostWithAStoreEndsTheQuestion() {
        var cluster = Self.consulted()
        cluster.kill(Self.home)
        cluster.start(Self.home, incarnation: 99, rejoin: true)
        cluster.run(milliseconds: 4_000)
        #expect(cluster.contact(Self.home, "q1")?.phase == .ended(.handled))
        #expect(Self.isIdle(&cluster, "milano", "bruno"))
        #expect(cluster.contact(Self.home, "c1")?.consult == nil)
    }

    @Test func whatIsRefused() {
        var cluster = Self.cluster()
        func code(_ reply: HomeReply?) -> Refusal.Code? { reply?.refusal?.code }
        _ = cluster.enqueue(Self.home, "waits", topic: "pec")
        #expect(code(Self.ask(&cluster, about: "waits")) == .conflict, "it is with nobody")
        #expect(code(Self.ask(&cluster, about: "nobody")) == .notFound)
        #expect(code(Self.ask(&cluster, at: "roma")) == .notFound, "it goes to the contact's own site")
        #expect(code(Self.ask(&cluster, topic: "other")) == .notFound)
        #expect(code(Self.ask(&cluster, agent: "nobody")) == .notFound)
        #expect(Self.ask(&cluster, agent: "anna")?.refusal?.field == "agent", "nobody asks themselves")
        #expect(code(Self.ask(&cluster, "waits")) == .conflict, "the id is another contact's")
        let first = Self.ask(&cluster)?.contact?.record.number
        #expect(first != nil && Self.ask(&cluster)?.contact?.record.number == first, "a repetition")
        #expect(code(Self.ask(&cluster, topic: "pec")) == .conflict, "the same id with other content")
        #expect(code(Self.ask(&cluster, "q2")) == .conflict, "one at a time")
        #expect(code(cluster.ask(Self.home, .enqueue(MiniCluster.order("q1")))) == .conflict)
        cluster.run(milliseconds: 300)
        _ = cluster.accept("milano", "bruno")
        #expect(code(Self.ask(&cluster, "q2", about: "q1")) == .conflict, "no question about a question")
        let callback = CallbackOrder(id: ContactID(trusted: "q1"), notBefore: nil, atTime: false, address: nil)
        #expect(code(cluster.ask(Self.home, .callback(callback, RequestGuard()))) == .conflict)
        _ = cluster.ask(Self.home, .cancel(ContactID(trusted: "early"), reason: nil))
        _ = cluster.end(Self.home, "q1")
        #expect(code(Self.ask(&cluster, "early")) == .conflict, "cancelled before it came")
        #expect(Self.ask(&cluster, "q3", agent: "bruno")?.refusal == nil, "another after the first")
    }

    @Test func aSiteThatIsCutOffConsultsAmongItsOwn() {
        var cluster = MiniCluster()
        cluster.configure([Self.topic("pec")])
        guard let site = cluster.roles?.others[0] else { return }
        _ = cluster.login(site, "anna")
        _ = cluster.enqueue(site, "c1")
        cluster.run(milliseconds: 300)
        _ = cluster.accept(site, "anna")
        _ = cluster.login(site, "bruno")
        cluster.run(milliseconds: 300)
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        #expect(cluster[site].replica.isIsland)
        #expect(Self.ask(&cluster, topic: nil, at: site)?.refusal == nil)
        cluster.run(milliseconds: 300)
        #expect(cluster.accept(site, "bruno")?.isConnected == true)
        #expect(cluster.ask(site, .handOver(ContactID(trusted: "c1"), RequestGuard()))?.refusal == nil)
        cluster.run(milliseconds: 500)
        #expect(Self.talks(&cluster, site, "bruno") == ["c1"])
        cluster.cutOff = []
        cluster.run(milliseconds: 15_000)
        #expect(!cluster[site].replica.isIsland)
        #expect(Self.talks(&cluster, site, "bruno") == ["c1"] && Self.talks(&cluster, site, "anna") == [])
        let number = cluster.contact(site, "c1")?.record.number ?? ContactNumber(0)
        let known = cluster[site].replica.follower.engine.contact(number)
        if case .connected(_, let agent)? = known?.phase {
            #expect(agent.text == "bruno")
        } else {
            Issue.record("the log has \(String(describing: known?.phase))")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Repeating is safe: the same request again answers with what is, and does nothing more.
    @Suite struct IdempotenceTests {
        /// The code of what a body throws; nil when it throws nothing.
        private func refusal<Value>(_ body: () throws -> Value) throws -> ContractError? {
            do {
                _ = try body()
                return nil
            } catch let error as ContractError {
                return error
            }
        }

        @Test(.timeLimit(.minutes(3))) func repeatingIsSafe() throws {
            let cluster = try CentralinoCluster(topics: [
                "pec": #"{"wrapUp":0,"offerTimeout":"30s"}"#, "other": #"{"wrapUp":0,"offerTimeout":"30s"}"#,
                "slow": #"{"wrapUp":"60s","offerTimeout":"30s"}"#, "agents": #"{"wrapUp":0}"#,
            ])
            try cluster.explaining {
                let history = try History(cluster.client(at: 2))
                defer { history.close() }
                let roma = try cluster.client(at: 0)
                defer { roma.close() }
                try enqueueing(cluster, roma)
                try cancelling(roma)
                try loggingIn(cluster)
                let desk = try Desk("anna", cluster.client(at: 1), topics: ["other": 1])
                defer { desk.leave() }
                try offersComeAgain(roma, desk)
                try conversation(roma, desk)
                try wrappingUp(cluster, roma)
                cluster.expectNone(history.violations + history.gaps, "idempotence")
            }
        }

        private func enqueueing(_ cluster: CentralinoCluster, _ roma: SiteClient) throws {
            let subject = roma.subjects.request("roma", .contactEnqueue)
            let first = try roma.connection.request(
                subject, Array(#"{"id":"c1","topic":"pec","priority":7,"attributes":{"a":1,"b":"x"}}"#.utf8),
                timeout: .seconds(5))
            let contact = try Contract.decode(ContactDocument.self, first.bytes)
            // Another order of members is the same content.
            let second = try roma.connection.request(
                subject, Array(#"{ "topic":"pec", "attributes":{"a":1,"b":"x"}, "priority":7, "id":"c1" }"#.utf8),
                timeout: .seconds(5))
            #expect(try Contract.decode(ContactDocument.self, second.bytes) == contact)
            for request in [
                EnqueueRequest(id: "c1", topic: "other", priority: 7),
                EnqueueRequest(id: "c1", topic: "pec", priority: 8),
                EnqueueRequest(id: "c1", topic: "pec", priority: 7, caller: "+3906"),
            ] {
                #expect(try refusal { try roma.enqueue(request) }?.code == .conflict, "\(request)")
            }
            // Many at once are one.
            let claims = Collected()
            DispatchQueue.concurrentPerform(iterations: 12) { _ in
                guard let client = try? cluster.client(at: 0) else { return }
                defer { client.close() }
                let request = EnqueueRequest(id: "c2", topic: "pec")
                if let claim = (try? client.repeating("enqueue") { try $0.enqueue(request) })?.claim {
                    claims.add(claim)
                }
            }
            #expect(claims.values.count == 12 && Set(claims.values).count == 1)
            try Eventually.equal("arrived", 2) { try roma.stats("pec").arrived }
        }

        private func cancelling(_ roma: SiteClient) throws {
            let ended = try roma.cancel("c1")
            #expect(ended.state == .ended && ended.outcome == .abandoned)
            #expect(try roma.cancel("c1") == ended)
            let again = try roma.enqueue(
                EnqueueRequest(id: "c1", topic: "pec", priority: 7, attributes: JSONObject(#"{"a":1,"b":"x"}"#)))
            #expect(again.state == .ended && again.claim == ended.claim)
            // A cancel that overtakes its enqueue.
            #expect(try roma.cancel("early").state == .ended)
            #expect(try roma.cancel("early").state == .ended)
            let late = try roma.enqueue(EnqueueRequest(id: "early", topic: "pec"))
            #expect(late.state == .ended)
            #expect(try roma.waiting("pec").map(\.id) == ["c2"])
            #expect(try refusal { try roma.contact("nobody") }?.code == .notFound)
            #expect(try refusal { try roma.end("nobody") }?.code == .notFound)
            try Eventually.equal("arrived", 2) { try roma.stats("pec").arrived }
        }

        private func loggingIn(_ cluster: CentralinoCluster) throws {
            let client = try cluster.client(at: 2)
            defer { client.close() }
            let login = LoginRequest(agent: "carla", topics: ["agents": 2])
            let first = try client.ask(login, as: AgentDocument.self)
            #expect(first.intent == .available && first.topics == ["agents": 2])
            let away = try client.ask(
                AgentStateRequest(
                    agent: "carla", intent: .onBreak, reason: "tea", requestId: "r1", ifVersion: first.version),
                as: AgentDocument.self)
            #expect(away.intent == .onBreak && away.version == first.version + 1)
            let again = try client.ask(login, as: AgentDocument.self)
            #expect(again.intent == .onBreak && again.reason == "tea" && again.version == away.version)
            let stale = AgentStateRequest(agent: "carla", intent: .available, ifVersion: first.version)
            let conflict = try refusal { try client.ask(stale, as: AgentDocument.self) }
            #expect(conflict?.code == .conflict && conflict?.field == "ifVersion")
            let back = try client.ask(
                AgentStateRequest(agent: "carla", intent: .available, requestId: "r2"), as: AgentDocument.self)
            #expect(back.intent == .available)
            // r1 was done before: nothing happens, whatever it says.
            let repeated = try client.ask(
                AgentStateRequest(agent: "carla", intent: .onBreak, reason: "tea", requestId: "r1"),
                as: AgentDocument.self)
            #expect(repeated.intent == .available && repeated.version == back.version)
            _ = try client.state("carla", .offline)
        }

        /// An open offer is sent again each two seconds, is the same each time, and is in the agent's document.
        private func offersComeAgain(_ roma: SiteClient, _ desk: Desk) throws {
            _ = try roma.enqueue(EnqueueRequest(id: "o1", topic: "other", attributes: JSONObject(#"{"k":"v"}"#)))
            let event = try desk.waitForOffer()
            let offer = try #require(event.offer)
            #expect(event.contact == "o1" && event.attributes?.text.contains("\"k\"") == true)
            let document = try desk.client.agent("anna")
            #expect(document.offers?.map(\.offer) == [offer] && document.version == event.version)
            #expect(document.activity == .offered && document.contacts.isEmpty)
            try Eventually.isTrue("the offer three times") { desk.events.count { $0.document.offer == offer } >= 3 }
            let heard = desk.events.filter { $0.document.offer == offer }
            for (first, second) in zip(heard, heard.dropFirst()) {
                let pause = second.at - first.at
                #expect(pause > .milliseconds(1_500) && pause < .milliseconds(2_800), "again after \(pause)")
                #expect(first.document.version == second.document.version)
                #expect(first.document.expiresAt == second.document.expiresAt)
            }
            let foreign = OfferAcceptRequest(offer: offer, agent: "carla")
            #expect(try refusal { try desk.client.ask(foreign, as: ContactDocument.self) }?.code == .notFound)
            for wrong in ["999999.1", "1.999999999"] {
                let request = OfferAcceptRequest(offer: wrong, agent: "anna")
                #expect(try refusal { try desk.client.ask(request, as: ContactDocument.self) }?.code == .notFound)
            }
        }

        private func conversation(_ roma: SiteClient, _ desk: Desk) throws {
            let offer = try #require(desk.waitForOffer().offer)
            let contact = try desk.accept(offer)
            #expect(contact.state == .connected && contact.id == "o1" && contact.agent == "anna")
            #expect(try desk.accept(offer).state == .connected)
            let known = try roma.contact("o1")
            let stale = EndRequest(id: "o1", ifVersion: known.version + 5)
            #expect(try refusal { try roma.ask(stale, as: ContactDocument.self) }?.code == .conflict)
            // Sent back and answered again: the repeat of the first requeue must not send it back again.
            let requeue = RequeueRequest(id: "o1", requestId: "q1", ifVersion: known.version)
            #expect(try roma.ask(requeue, as: ContactDocument.self).state == .waiting)
            try desk.wait(for: .ended) { $0.contact == "o1" }
            let second = try desk.waitForOffer(not: [offer])
            try desk.accept(try #require(second.offer))
            #expect(try roma.ask(requeue, as: ContactDocument.self).state == .connected)
            #expect(try refusal { try desk.accept(offer) }?.code == .gone)
            let end = EndRequest(id: "o1", requestId: "e1")
            let ended = try roma.ask(end, as: ContactDocument.self)
            #expect(ended.state == .ended && ended.outcome == .handled)
            #expect(try roma.ask(end, as: ContactDocument.self) == ended)
            #expect(try roma.end("o1") == ended)
            try Eventually.equal("anna", .idle) { try desk.client.agent("anna").activity }
            try rejecting(roma, desk)
        }

        private func rejecting(_ roma: SiteClient, _ desk: Desk) throws {
            let known = Set(desk.events.compactMap(\.document.offer))
            _ = try roma.enqueue(EnqueueRequest(id: "o2", topic: "other"))
            let offer = try #require(desk.waitForOffer(not: known).offer)
            let reject = OfferRejectRequest(offer: offer, agent: "anna", requestId: "j1")
            let after = try desk.client.ask(reject, as: AgentDocument.self)
            #expect(after.offers?.isEmpty == true)
            #expect(try desk.client.ask(reject, as: AgentDocument.self).version == after.version)
            let unnamed = OfferRejectRequest(offer: offer, agent: "anna")
            #expect(try refusal { try desk.client.ask(unnamed, as: AgentDocument.self) }?.code == .gone)
            #expect(try roma.cancel("o2").state == .ended)
        }

        private func wrappingUp(_ cluster: CentralinoCluster, _ roma: SiteClient) throws {
            let desk = try Desk("dario", cluster.client(at: 2), topics: ["slow": 1])
            defer { desk.leave() }
            _ = try roma.enqueue(EnqueueRequest(id: "w1", topic: "slow"))
            try desk.accept(try #require(desk.waitForOffer().offer))
            _ = try desk.client.end("w1")
            #expect(try desk.client.agent("dario").activity == .wrapping)
            let request = WrapUpRequest(agent: "dario", contact: "w1", disposition: "solved", requestId: "w")
            let done = try desk.client.ask(request, as: AgentDocument.self)
            #expect(done.activity == .idle)
            #expect(try desk.client.ask(request, as: AgentDocument.self).version == done.version)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Replies and events as clients see them, member by member.
struct DocumentTests {
    /// Encodes to the golden text, and reads it back.
    private func expect<Document: Codable & Equatable>(
        _ document: Document, _ golden: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try sortedJSON(document) == golden, sourceLocation: sourceLocation)
        #expect(try Contract.decode(Document.self, bytes(golden)) == document, sourceLocation: sourceLocation)
        #expect(
            try Contract.decode(Document.self, Contract.encode(document)) == document, sourceLocation: sourceLocation)
    }

    private let contact = ContactDocument(
        id: "c-1", version: 2, claim: "000017", topic: "pec", site: "roma", priority: 120, channel: .voice,
        state: .waiting, arrivedAt: 1_790_000_000_000)

    @Test func aContact() throws {
        try expect(
            contact,
            #"{"arrivedAt":1790000000000,"channel":"voice","claim":"000017","id":"c-1","priority":120,"#
                + #""site":"roma","state":"waiting","topic":"pec","version":2}"#)
        var full = contact
        full.state = .ended
        full.provisional = true
        full.position = 1
        full.estimatedWaitMs = 9_000
        full.notBeforeAt = 5
        full.offer = "3.7"
        full.agent = "anna"
        full.agentSite = "milano"
        full.agentAddress = "sip:anna@milano"
        full.participants = [ParticipantDocument(agent: "anna", role: "agent")]
        full.outcome = .handled
        full.endedAt = 6
        full.timeline = [
            TimelineEntry(at: 1, event: "queued", seq: 2),
            TimelineEntry(
                at: 3, event: "requeued", seq: 4, agent: "anna", agentSite: "milano", offer: "3.7", why: "reject",
                topic: "firma", priority: 9, outcome: .failed, reason: "lunch"),
        ]
        try expect(
            full,
            #"{"agent":"anna","agentAddress":"sip:anna@milano","agentSite":"milano","arrivedAt":1790000000000,"#
                + #""channel":"voice","claim":"000017","endedAt":6,"estimatedWaitMs":9000,"id":"c-1","notBeforeAt":5,"#
                + #""offer":"3.7","outcome":"handled","participants":[{"agent":"anna","role":"agent"}],"position":1,"#
                + #""priority":120,"provisional":true,"site":"roma","state":"ended","timeline":[{"at":1,"#
                + #""event":"queued","seq":2},{"agent":"anna","agentSite":"milano","at":3,"event":"requeued","#
                + #""offer":"3.7","outcome":"failed","priority":9,"reason":"lunch","seq":4,"topic":"firma","#
                + #""why":"reject"}],"topic":"pec","version":2}"#)
    }

    @Test func aContactOfASiteThatIsCutOff() throws {
        var alone = contact
        alone.provisional = true
        alone.island = true
        try expect(
            alone,
            #"{"arrivedAt":1790000000000,"channel":"voice","claim":"000017","id":"c-1","island":true,"priority":120,"#
                + #""provisional":true,"site":"roma","state":"waiting","topic":"pec","version":2}"#)
    }

    @Test func aCancelledContactThatNeverCame() throws {
        try expect(
            ContactDocument(
                id: "c-1", version: 1, claim: nil, topic: nil, site: "roma", priority: 0, channel: .voice,
                state: .ended, arrivedAt: 1, outcome: .abandoned),
            #"{"arrivedAt":1,"channel":"voice","id":"c-1","outcome":"abandoned","priority":0,"site":"roma","#
                + #""state":"ended","version":1}"#)
    }

    @Test func contacts() throws {
        try expect(ContactListDocument(contacts: []), #"{"contacts":[]}"#)
        let next = try sortedJSON(contact)
        try expect(ContactListDocument(contacts: [contact], next: "c-1"), "{\"contacts\":[\(next)],\"next\":\"c-1\"}")
    }

    @Test func contactEvents() throws {
        let head = #""event":"queued","id":"c-1","#
        try expect(
            ContactEvent(event: .queued, id: "c-1", version: 1, at: 5, seq: 9, position: 3, estimatedWaitMs: 20_000),
            "{\"at\":5,\"estimatedWaitMs\":20000,\(head)\"position\":3,\"seq\":9,\"version\":1}")
        try expect(
            ContactEvent(event: .position, id: "c-1", version: 2, at: 5, position: 2, estimatedWaitMs: 1),
            #"{"at":5,"estimatedWaitMs":1,"event":"position","id":"c-1","position":2,"version":2}"#)
        try expect(
            ContactEvent(
                event: .offered, id: "c-1", version: 3, at: 5, offer: "3.7", agent: "anna", agentSite: "milano",
                agentAddress: "sip:a", expiresAt: 25),
            #"{"agent":"anna","agentAddress":"sip:a","agentSite":"milano","at":5,"event":"offered","#
                + #""expiresAt":25,"id":"c-1","offer":"3.7","version":3}"#)
        try expect(
            ContactEvent(event: .revoked, id: "c-1", version: 4, at: 5, offer: "3.7", why: "reject"),
            #"{"at":5,"event":"revoked","id":"c-1","offer":"3.7","version":4,"why":"reject"}"#)
        try expect(
            ContactEvent(event: .requeued, id: "c-1", version: 5, at: 5, position: 1, why: "reject"),
            #"{"at":5,"event":"requeued","id":"c-1","position":1,"version":5,"why":"reject"}"#)
        try expect(
            ContactEvent(
                event: .connected, id: "c-1", version: 6, at: 5, offer: "3.8", agent: "anna", agentSite: "milano"),
            #"{"agent":"anna","agentSite":"milano","at":5,"event":"connected","id":"c-1","offer":"3.8","version":6}"#)
        try expect(
            ContactEvent(event: .scheduled, id: "c-1", version: 6, at: 5, why: "callback", notBeforeAt: 9),
            #"{"at":5,"event":"scheduled","id":"c-1","notBeforeAt":9,"version":6,"why":"callback"}"#)
        try expect(
            ContactEvent(event: .ended, id: "c-1", version: 7, at: 5, outcome: .maxWait),
            #"{"at":5,"event":"ended","id":"c-1","outcome":"maxWait","version":7}"#)
    }

    private func offer() throws -> OfferDocument {
        OfferDocument(
            offer: "3.7", contact: "c-1", claim: "000017", topic: "pec", priority: 120, channel: .webForm,
            caller: "…78", waitedMs: 1_500, expiresAt: 20, attributes: try JSONObject(#"{"crm":"4/2","n":[1,2.5]}"#))
    }

    @Test func anAgentOfASiteThatIsCutOff() throws {
        let agent = AgentDocument(
            agent: "anna", version: 4, site: "milano", node: "m-1", intent: .available, activity: .idle, topics: [:],
            skills: [:], channels: [:], contacts: [], offers: [], since: 8, seq: 9, island: true)
        try expect(
            agent.presence,
            #"{"activity":"idle","agent":"anna","channels":{},"contacts":[],"intent":"available","island":true,"#
                + #""node":"m-1","seq":9,"since":8,"site":"milano","skills":{},"topics":{},"version":4}"#)
    }

    @Test func anAgent() throws {
        let agent = AgentDocument(
            agent: "anna", version: 4, site: "milano", node: "m-1", intent: .onBreak, reason: "lunch",
            activity: .offered,
            topics: ["pec": 1], skills: [:], channels: ["voice": 1], contacts: ["c-1"], offers: [try offer()], since: 8,
            seq: 9)
        try expect(
            agent,
            #"{"activity":"offered","agent":"anna","channels":{"voice":1},"contacts":["c-1"],"intent":"break","#
                + #""node":"m-1","offers":[{"attributes":{"crm":"4/2","n":[1,2.5]},"caller":"…78","#
                + #""channel":"webForm","claim":"000017","contact":"c-1","expiresAt":20,"offer":"3.7","#
                + #""priority":120,"topic":"pec","waitedMs":1500}],"reason":"lunch","seq":9,"since":8,"#
                + #""site":"milano","skills":{},"topics":{"pec":1},"version":4}"#)
        let presence =
            #"{"activity":"offered","agent":"anna","channels":{"voice":1},"contacts":["c-1"],"intent":"break","#
            + #""node":"m-1","reason":"lunch","seq":9,"since":8,"site":"milano","skills":{},"#
            + #""topics":{"pec":1},"version":4}"#
        try expect(agent.presence, presence)
        try expect(
            AgentListDocument(agents: [agent.presence], seq: 9, next: "anna"),
            "{\"agents\":[\(presence)],\"next\":\"anna\",\"seq\":9}")
    }

    @Test func agentEvents() throws {
        try expect(
            AgentEvent.offer(try offer(), agent: "anna", version: 5, at: 1, seq: 9),
            #"{"at":1,"attributes":{"crm":"4/2","n":[1,2.5]},"caller":"…78","channel":"webForm","#
                + #""claim":"000017","contact":"c-1","event":"offer","expiresAt":20,"id":"anna","offer":"3.7","#
                + #""priority":120,"seq":9,"topic":"pec","version":5,"waitedMs":1500}"#)
        try expect(
            AgentEvent(event: .revoked, id: "anna", version: 6, at: 1, offer: "3.7", contact: "c-1", why: "cancelled"),
            #"{"at":1,"contact":"c-1","event":"revoked","id":"anna","offer":"3.7","version":6,"why":"cancelled"}"#)
        try expect(
            AgentEvent(
                event: .connected, id: "anna", version: 6, at: 1, offer: "3.7", contact: "c-1", caller: "+3906",
                callerAddress: "sip:1@roma"),
            #"{"at":1,"caller":"+3906","callerAddress":"sip:1@roma","contact":"c-1","event":"connected","#
                + #""id":"anna","offer":"3.7","version":6}"#)
        try expect(
            AgentEvent(event: .ended, id: "anna", version: 7, at: 1, contact: "c-1", outcome: .handled),
            #"{"at":1,"contact":"c-1","event":"ended","id":"anna","outcome":"handled","version":7}"#)
        try expect(
            AgentEvent(
                event: .state, id: "anna", version: 8, at: 1, intent: .available, activity: .notResponding,
                reason: "x"),
            #"{"activity":"notResponding","at":1,"event":"state","id":"anna","intent":"available","#
                + #""reason":"x","version":8}"#)
    }

    @Test func aLine() throws {
        let waiting = WaitingContact(
            id: "c-1", claim: "000017", site: "roma", priority: 120, arrivedAt: 5, position: 1)
        try expect(
            WaitingDocument(topic: "pec", seq: 9, total: 2, contacts: [waiting], next: "c-1"),
            #"{"contacts":[{"arrivedAt":5,"claim":"000017","id":"c-1","position":1,"priority":120,"site":"roma"}],"#
                + #""next":"c-1","seq":9,"topic":"pec","total":2}"#)
    }

    @Test func heartbeats() throws {
        try expect(HeartbeatDocument(at: 5), #"{"at":5}"#)
        try expect(HeartbeatDocument(at: 5, unknown: ["bruno"]), #"{"at":5,"unknown":["bruno"]}"#)
    }

    @Test func configurationReplies() throws {
        try expect(
            ConfigApplyReply(revision: 3, changes: ["topics.pec.wrapUp: 30s → 20s"]),
            #"{"changes":["topics.pec.wrapUp: 30s → 20s"],"revision":3}"#)
        try expect(
            ConfigDocumentReply(revision: 0, config: ConfigurationDocument()),
            #"{"config":{"agents":{},"pool":{"aging":"off","capacity":{},"timeZone":"UTC"},"topics":{}},"revision":0}"#)
    }

    @Test func errors() throws {
        let refused = ErrorDocument(.badRequest("must be 0–255", field: "priority"))
        #expect(
            try sortedJSON(refused)
                == #"{"error":{"code":"bad_request","field":"priority","message":"must be 0–255"}}"#)
        let later = ErrorDocument(ContractError(code: .unavailable, message: "m", state: "s", retryAfterMs: 200))
        #expect(
            try sortedJSON(later)
                == #"{"error":{"code":"unavailable","message":"m","retryAfterMs":200,"state":"s"}}"#)
        let headers = ErrorDocument(.full("piena\r\nX: è")).headers
        #expect(headers.map(\.name) == ["Nats-Service-Error-Code", "Nats-Service-Error"])
        #expect(headers.map(\.value) == ["429", "piena??X: ?"])
        #expect(ErrorCode.allCases.map(\.number) == [400, 403, 404, 409, 410, 423, 429, 503])
        #expect(ErrorCode.allCases.allSatisfy { ErrorCode(number: $0.number) == $0 })
        #expect(ErrorCode(number: 500) == nil)
    }

    @Test func aReplyThatIsAnErrorIsThrown() {
        let reply = Contract.encode(ErrorDocument(.gone("over", state: "connected")))
        let error = refusal { () throws(ContractError) in _ = try Contract.decode(ContactDocument.self, reply) }
        #expect(error == .gone("over", state: "connected"))
        for other in ["", "[]", "{}", #"{"error":1}"#, #"{"error":{}}"#] {
            let error = refusal { () throws(ContractError) in
                _ = try Contract.decode(ContactDocument.self, bytes(other))
            }
            #expect(error?.code == .badRequest)
        }
    }

    @Test func numbersOfObjectsSurvive() throws {
        for text in [
            #"{"a":0}"#, #"{"a":-9223372036854775808}"#, #"{"a":18446744073709551615}"#, #"{"a":0.1}"#,
            #"{"a":12345678901234567890123456789012}"#, #"{"a":-1234567890.123456789}"#,
        ] {
            #expect(try sortedJSON(try JSONObject(text)) == text)
        }
        for text in [#"{"a":1e64}"#, #"{"a":-1.5e-64}"#, #"{"a":-0.0}"#, #"{"a":0e-64}"#] {
            let again = Contract.encode(OfferHolder(object: try JSONObject(text)))
            #expect(try Contract.decode(OfferHolder.self, again).object.text.hasPrefix(#"{"a":"#))
        }
    }

    @Test func attributesOfAnOfferAreSentAsTheyCame() throws {
        let attributes = try JSONObject(#"{ "b" : 1.50, "a":"\u00e8" }"#)
        var event = AgentEvent.offer(try offer(), agent: "anna", version: 5, at: 1, seq: 9)
        event.attributes = attributes
        let text = String(decoding: Contract.encode(event), as: UTF8.self)
        #expect(text.hasSuffix(#","attributes":{ "b" : 1.50, "a":"\u00e8" }}"#))
        #expect(try Contract.decode(AgentEvent.self, bytes(text)).attributes?.text == #"{"a":"è","b":1.5}"#)
    }

    private struct OfferHolder: Codable {
        let object: JSONObject
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BrokerContract

/// Documents that write their own JSON say the same as the library's encoder would.
@Suite struct JSONComposerTests {
    private func check(_ document: some Codable & Equatable & JSONWritable) throws {
        let own = JSONComposer.bytes(of: document)
        let back = try JSONDecoder().decode(type(of: document), from: Data(own))
        #expect(back == document)
        let library = try JSONSerialization.jsonObject(with: JSONEncoder().encode(document)) as? NSDictionary
        let written = try JSONSerialization.jsonObject(with: Data(own)) as? NSDictionary
        #expect(written == library)
    }

    @Test func contactDocument() throws {
        try check(
            ContactDocument(
                id: "a\"b\\c\u{1}\n€😀", version: .max, claim: "400019", topic: "pec", site: "roma", priority: 0,
                channel: .webForm, state: .connected, provisional: true, position: 3, arrivedAt: -5, offer: "1.2",
                agent: "anna", agentSite: "milano", agentAddress: "sip:anna@milano",
                participants: [ParticipantDocument(agent: "anna", role: "agent")], outcome: .handled, endedAt: 7,
                timeline: [TimelineEntry(at: 1, event: "queued"), TimelineEntry(at: 2, event: "ended", why: "/x")]))
        try check(
            ContactDocument(
                id: "c", version: 1, site: "s", priority: 255, channel: .voice, state: .waiting, arrivedAt: 0))
    }

    @Test func agentDocument() throws {
        let offer = OfferDocument(
            offer: "1.2", contact: "c", claim: "1", topic: "pec", priority: 1, channel: .chat, caller: "•34",
            waitedMs: 0, expiresAt: 9, attributes: JSONObject(trusted: #"{"a":[1,{"b":null}]}"#), contactSite: "roma")
        try check(
            AgentDocument(
                agent: "anna", version: 2, site: "milano", node: "m-1", intent: .onBreak, reason: "pranzo",
                activity: .notResponding, topics: ["pec": 1, "firma": 9], skills: [:], channels: ["voice": 1],
                contacts: ["c", "d"], offers: [offer, offer], since: 1, seq: 2, wrapping: ["e"], room: ["chat": 2]))
        try check(
            AgentDocument(
                agent: "a", version: 0, site: "s", node: "n", intent: .offline, activity: .idle, topics: [:],
                skills: [:], channels: [:], contacts: [], since: 0, seq: 0))
    }

    @Test func events() throws {
        try check(ContactEvent(event: .queued, id: "c", version: 1, at: 2, position: 1, topic: "pec", priority: 4))
        try check(
            AgentEvent(
                event: .offer, id: "anna", version: 1, at: 2, seq: 3, offer: "1.1", contact: "c",
                attributes: JSONObject(trusted: "{}"), why: "\t"))
    }
}

/// Requests read from the scan are the ones the decoder reads.
@Suite struct PlainMembersTests {
    private func check<Request: RequestDocument>(_ type: Request.Type, _ texts: [String]) throws {
        for text in texts {
            let expected = try JSONDecoder().decode(type, from: Data(text.utf8))
            #expect(try type.decode(Array(text.utf8)) == expected, "\(text)")
        }
    }

    @Test func plainOrNotTheRequestIsTheSame() throws {
        try check(
            EnqueueRequest.self,
            [
                #"{"id":"c1","topic":"pec"}"#, #"{"topic":"pec","priority":7,"id":"c1","channel":"chat","x":[1]}"#,
                #"{"id":"c1","topic":"pec","caller":"+39\u0030","waitedMs":12}"#,
                #"{"id":"c1","topic":"pec","caller":"€","customer":null}"#,
            ])
        try check(
            OfferAcceptRequest.self,
            [#"{"offer":"1.2","agent":"anna"}"#, #"{"offer":"1.2","agent":"anna","requestId":"r","ifVersion":3}"#])
        try check(
            EndRequest.self,
            [
                #"{"id":"c1"}"#, #"{"id":"c1","reason":"a\"b"}"#,
                #"{"id":"c1","reason":"r","outcome":"callbackFailed","by":"m","requestId":"r","ifVersion":1}"#,
            ])
        try check(
            WrapUpRequest.self,
            [
                #"{"agent":"a","contact":"c","note":"n"}"#,
                #"{"agent":"a","contact":"c","note":"n","by":"m","extendMs":5000,"requestId":"r","ifVersion":1}"#,
            ])
    }

    @Test func whatIsWrongIsStillSaid() {
        let error = #expect(throws: ContractError.self) {
            try EnqueueRequest.decode(Array(#"{"id":"c1","topic":"pec","priority":"7"}"#.utf8))
        }
        #expect(error?.field == "priority")
    }
}

/// What is the same content in another order has the same canonical text.
@Suite struct JSONObjectCanonicalTests {
    @Test func orderAndSpacingDoNotMatter() throws {
        let one = try JSONObject(#"{"a":1,"b":{"d":[1, 2],"c":"x"}}"#)
        let other = try JSONObject(#"{ "b": {"c":"x", "d":[1,2]}, "a":1 }"#)
        #expect(one.canonicalText == other.canonicalText)
        #expect(one.canonicalText != (try JSONObject(#"{"a":1,"b":{"d":[2,1],"c":"x"}}"#)).canonicalText)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Subjects: built as the contract writes them, taken apart strictly.
struct SubjectsTests {
    private let subjects = Subjects(pool: "main")

    @Test func builtToTheLetter() {
        #expect(subjects.request("roma", "contact", "enqueue") == "centralino.main.req.roma.contact.enqueue")
        #expect(subjects.request("roma", .agentWrapUp) == "centralino.main.req.roma.agent.wrapup")
        #expect(subjects.requestWildcard("roma") == "centralino.main.req.roma.>")
        #expect(subjects.contactEvent("roma", "C_1") == "centralino.main.evt.roma.contact.C_1")
        #expect(subjects.agentEvent("roma", "anna") == "centralino.main.evt.roma.agent.anna")
        #expect(subjects.presence("roma", "anna") == "centralino.main.presence.roma.anna")
        #expect(subjects.stats == "centralino.main.stats")
        #expect(subjects.stats("pec") == "centralino.main.stats.topic.pec")
        #expect(subjects.contactEventWildcard() == "centralino.main.evt.*.contact.*")
        #expect(subjects.agentEventWildcard("roma") == "centralino.main.evt.roma.agent.*")
        #expect(subjects.presenceWildcard() == "centralino.main.presence.*.*")
        #expect(subjects.topicStatsWildcard == "centralino.main.stats.topic.*")
        #expect(Subjects(prefix: "acme.calls", pool: "p-2").stats == "acme.calls.p-2.stats")
    }

    @Test func parsedBack() {
        for operation in Operation.allCases {
            let request = subjects.parseRequest(subjects.request("roma", operation))
            #expect(request?.operation == operation && request?.site == "roma")
            #expect(request?.noun == operation.noun && request?.verb == operation.verb)
        }
        #expect(subjects.parse(subjects.contactEvent("roma", "C_1")) == .contactEvent(site: "roma", id: "C_1"))
        #expect(subjects.parse(subjects.agentEvent("roma", "anna")) == .agentEvent(site: "roma", agent: "anna"))
        #expect(subjects.parse(subjects.presence("roma", "anna")) == .presence(site: "roma", agent: "anna"))
        #expect(subjects.parse(subjects.stats) == .stats)
        #expect(subjects.parse(subjects.stats("pec")) == .topicStats(topic: "pec"))
        #expect(subjects.parseRequest("centralino.main.req.roma.contact.fly")?.operation == nil)
        #expect(subjects.parseRequest("centralino.main.req.roma.contact.fly")?.verb == "fly")
    }

    @Test(arguments: [
        "", ".", "centralino", "centralino.main", "centralino.main.", "centralino.other.stats", "centralino.main.req",
        "centralino.main.req.roma.contact", "centralino.main.req.roma.contact.get.x",
        "centralino.main.req.*.contact.get",
        "centralino.main.req.roma.>", "centralino.main.req.ROMA.contact.get", "centralino.main.req..contact.get",
        "centralino.main.req.roma.contact.", "centralino.main.evt.roma.contact.",
        "centralino.main.evt.roma.contact.a.b",
        "centralino.main.evt.roma.contact.a b", "centralino.main.evt.roma.line.a", "centralino.main.presence.roma.*",
        "centralino.main.stats.topic", "centralino.main.stats.topic.é", "centralino.main.stats.agent.x",
        "centralino.main.stats.", "centralinoxmain.stats",
        "centralino.main.presence.roma.\(String(repeating: "x", count: 65))",
        "centralino.main.req.\(String(repeating: "x", count: 33)).contact.get",
        "centralino.main.req.ro\u{301}ma.contact.get",
    ]) func refused(_ subject: String) { #expect(subjects.parse(subject) == nil) }

    @Test func grammars() {
        for name in ["a", "roma-2", "0", String(repeating: "x", count: 32)] { #expect(Names.isName(name)) }
        for name in ["", "A", "a_b", "a.b", "*", ">", "è", "a b", "a\n", String(repeating: "x", count: 33)] {
            #expect(!Names.isName(name), "\(name)")
        }
        for id in ["a", "A_b-9", "0190b5a2-7b1c-7c3e-8d4f-000000000001", String(repeating: "Z", count: 64)] {
            #expect(Names.isIdentifier(id))
        }
        for id in ["", "a.b", "*", ">", "è", "a b", "a\0", String(repeating: "x", count: 65)] {
            #expect(!Names.isIdentifier(id), "\(id)")
        }
        for offer in ["1.2", "roma-7.18446744073709551615"] { #expect(Names.isOffer(offer)) }
        for offer in ["", ".", "1", "1.", ".1", "1.2.3", "1.a", "1. 2", "1.-2"] { #expect(!Names.isOffer(offer)) }
        #expect(
            Names.isPrefix("a.b.c.d") && !Names.isPrefix("a.b.c.d.e") && !Names.isPrefix("a..b") && !Names.isPrefix(""))
    }

    @Test func anIllFormedIdNeverBecomesASubject() async {
        await #expect(processExitsWith: .failure) { _ = Subjects(pool: "main").contactEvent("roma", "a.>") }
        await #expect(processExitsWith: .failure) { _ = Subjects(pool: "main.evt") }
    }

    @Test func microSubjects() {
        #expect(MicroVerb.ping.subjects(id: "n1") == ["$SRV.PING", "$SRV.PING.centralino", "$SRV.PING.centralino.n1"])
        #expect(MicroVerb.parse("$SRV.STATS.centralino.n1", id: "n1") == .stats)
        #expect(MicroVerb.parse("$SRV.INFO", id: "n1") == .info)
        for subject in ["$SRV.INFO.other", "$SRV.INFO.centralino.n2", "$SRV.", "$SRV.FLY", ""] {
            #expect(MicroVerb.parse(subject, id: "n1") == nil)
        }
    }
}

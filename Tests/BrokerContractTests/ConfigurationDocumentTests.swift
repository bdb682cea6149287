// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BrokerContract

/// Durations, canonical texts and differences of configurations.
struct ConfigurationDocumentTests {
    private func parsed(_ yaml: String) throws -> ConfigurationDocument {
        try ConfigurationParser.parse(yaml: yaml).get()
    }

    @Test(arguments: [
        ("0s", 0, "0s"), ("300ms", 300, "300ms"), ("20s", 20_000, "20s"), ("5m", 300_000, "5m"),
        ("10m", 600_000, "10m"),
        ("2h", 7_200_000, "2h"), ("90s", 90_000, "90s"), ("60s", 60_000, "1m"), ("1500ms", 1_500, "1500ms"),
        ("120m", 7_200_000, "2h"), ("8760h", 31_536_000_000, "8760h"), ("007s", 7_000, "7s"),
    ]) func durations(_ text: String, _ milliseconds: Int, _ canonical: String) {
        #expect(ConfiguredDuration(text)?.milliseconds == milliseconds)
        #expect(ConfiguredDuration(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "s", "20", "20 s", " 20s", "20s ", "-20s", "+20s", "1.5s", "1d", "20S", "20sec", "1m30s", "8761h", "１s",
        "9999999999999999999h", "999999999999h", "0x10s", "20\0s", "∞",
    ]) func notDurations(_ text: String) { #expect(ConfiguredDuration(text) == nil) }

    private let yaml = """
        pool:
          timeZone: Europe/Rome
          aging: 1m
          capacity: {chat: 25, voice: 100}
          maxWaiting: 5000
        topics:
          firma:
            priority: 100
            strategy: longestIdle
            offerTimeout: 20s
            noAnswer: {max: 1, returnAfter: 5m}
            wrapUp: 30s
            serviceLevel: 20s
            shortAbandon: 5s
            maxWaiting: 1000
            maxWait: 10m
            lastAgent: 20s
            redial: 10m
            rejectDelay: 2s
            busyDelay: 1m
            dispositions: {required: true, known: [solved, "calls again"]}
            overflow: {after: 5m, to: pec, place: keep}
            refuseWhen: [noAgents]
            leaveWhen: [noAgents, allOnBreak]
            leaveAfter: 1m
            escalateTo: pec
            relax: []
          pec:
            priority: 100
            strategy: longestIdle
            offerTimeout: 20s
            noAnswer: {max: 1, returnAfter: 5m}
            wrapUp: 30s
            serviceLevel: 20s
            shortAbandon: 5s
            maxWaiting: 1000
            maxWait: off
            lastAgent: off
            redial: off
            rejectDelay: 2s
            busyDelay: 2s
            maxLevel: 2
            relax:
            - {after: 30s, lowerSkill: {en: 5, it: 3}, maxLevel: 4}
            - {after: 1m, beyondSite: true, dropSkill: it, addTopic: firma, raisePriority: 20}
        agents:
          "1001":
            site: "2"
          anna:
            site: milano
            name: "Anna «A» Bianchi: \\"x\\""
            topics: {firma: 2}
            skills: {it: 9}
            channels: {chat: 4, voice: 1}
            agentAddress: "sip:anna@milano"
            wrapUp: 45s

        """

    @Test func canonicalYAMLIsStable() throws { #expect(try parsed(yaml).yaml == yaml) }

    @Test func canonicalTextsAreReadBack() throws {
        for document in [
            ConfigurationDocument(), try parsed(yaml), try parsed("pool: {aging: 1ms}\ntopics: {a: , y: }"),
        ] {
            #expect(try parsed(document.yaml) == document)
            #expect(try ConfigurationParser.parse(json: document.json).get() == document)
            #expect(try Contract.decode(ConfigurationDocument.self, document.json) == document)
        }
    }

    @Test func everySettingOfATopicIsWrittenAndReadBack() throws {
        let set = try parsed(
            """
            topics:
              b: {}
              a:
                priority: 7
                strategy: ringProgressively
                offerTimeout: 9s
                noAnswer: {max: 3, returnAfter: 8s}
                wrapUp: 1s
                serviceLevel: 2s
                shortAbandon: 3s
                maxWaiting: 4
                maxWait: 50s
                calendar: c
                callback: {attempts: 2, retryAfter: 6m}
                overflow: {after: 9s, to: b}
                refuseWhen: [noAgents]
                leaveWhen: [noAgents]
                leaveAfter: 11s
                escalateTo: b
                maxLevel: 2
                relax: [{after: 12s, maxLevel: 3}]
                lastAgent: 13s
                redial: 14s
                ring: {every: 17s, max: 3}
                dispositions: {required: true, known: [a]}
                rejectDelay: 15s
                busyDelay: 16s
                appointments: {perSlot: 2}
                calendars: {chat: always}
            calendars: {c: {open: {mon: 08:00-12:00}}}
            """)
        let topic = try #require(set.topics["a"])
        let settings = Mirror(reflecting: topic).children.count
        for bytes in [Contract.encodeShort(topic), Contract.encode(topic)] {
            let read = try Contract.decode(TopicConfiguration.self, bytes)
            #expect(read == topic)
            let object = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
            #expect(object.count == settings)
        }
        #expect(String(decoding: Contract.encodeShort(TopicConfiguration()), as: UTF8.self) == "{}")
    }

    @Test func whatAnAgentTakesIsCheckedAtItsPath() throws {
        guard
            case .failure(let issues) = ConfigurationParser.parse(
                yaml: "agents: {a: {site: roma, channels: {fax: 1, chat: 0, mail: 101, voice: two}}}")
        else {
            Issue.record("it was taken")
            return
        }
        #expect(
            Set(issues.all.map(\.path)) == [
                "agents.a.channels.fax", "agents.a.channels.chat", "agents.a.channels.mail", "agents.a.channels.voice",
            ])
        let none = try parsed("agents: {a: {site: roma, channels: {}}}")
        #expect(none.agents["a"]?.channels == nil)
    }

    @Test func tenThousandTopicsFitInOneRequest() throws {
        var document = ConfigurationDocument()
        for number in 1...10_000 {
            document.topics["topic-\(number)"] = TopicConfiguration(wrapUp: ConfiguredDuration(seconds: 0))
        }
        #expect(document.json.count < ContractLimits.configurationBytes)
        let reply = ConfigDocumentReply(revision: 1, config: document)
        #expect(Contract.encode(reply).count > ContractLimits.configurationBytes)
        #expect(reply.json.count < ContractLimits.configurationBytes)
        #expect(try Contract.decode(ConfigDocumentReply.self, reply.json) == reply)
    }

    @Test func changes() throws {
        let old = try parsed(yaml)
        #expect(old.changes(to: old).isEmpty)
        var new = old
        new.pool.aging = nil
        new.pool.capacity["chat"] = nil
        new.pool.maxWaiting = nil
        new.topics["firma"]?.wrapUp = ConfiguredDuration(seconds: 20)
        new.topics["firma"]?.noAnswer.max = 3
        new.topics["posta"] = TopicConfiguration()
        new.topics["firma"]?.overflow = nil
        new.topics["firma"]?.leaveWhen = [.noAgents]
        new.topics["firma"]?.escalateTo = "posta"
        new.topics["pec"]?.lastAgent = ConfiguredDuration(seconds: 20)
        new.topics["pec"]?.maxLevel = nil
        new.topics["pec"]?.relax.removeLast()
        new.topics["pec"]?.relax[0].maxLevel = 5
        new.agents["anna"]?.topics = ["firma": 1, "pec": 9]
        new.agents["anna"]?.name = nil
        new.agents["anna"]?.channels = ["chat": 5]
        new.agents["1001"] = nil
        #expect(
            old.changes(to: new) == [
                "pool.aging: 1m → off", "pool.capacity.chat: 25 → none", "pool.maxWaiting: 5000 → none",
                "topics.firma.escalateTo: pec → posta",
                "topics.firma.leaveWhen: noAgents, allOnBreak → noAgents", "topics.firma.noAnswer.max: 1 → 3",
                "topics.firma.overflow: pec after 5m, keep → none", "topics.firma.wrapUp: 30s → 20s",
                "topics.pec.lastAgent: off → 20s", "topics.pec.maxLevel: 2 → none",
                "topics.pec.relax.0: after 30s, lowerSkill {en: 5, it: 3}, maxLevel 4 → after 30s, "
                    + "lowerSkill {en: 5, it: 3}, maxLevel 5",
                "topics.pec.relax.1: after 1m, beyondSite true, dropSkill it, addTopic firma, raisePriority 20 → none",
                "topics.posta: added",
                "agents.1001: removed", "agents.anna.channels.chat: 4 → 5", "agents.anna.channels.voice: 1 → none",
                "agents.anna.name: Anna «A» Bianchi: \"x\" → none",
                "agents.anna.topics.firma: 2 → 1", "agents.anna.topics.pec: none → 9",
            ])
        #expect(old.changes(to: new).count == new.changes(to: old).count)
    }
}

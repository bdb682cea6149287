// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Configurations: read strictly, refused whole with every error, written so that they can be read again.
struct ConfigurationParserTests {
    private func issues(_ yaml: String) -> [String] {
        guard case .failure(let issues) = ConfigurationParser.parse(yaml: yaml) else { return [] }
        return issues.all.map(\.description)
    }

    /// The example of the contract, to the letter.
    private let example = """
        pool:
          timeZone: Europe/Rome
          aging: off                   # or 60s: one level is worth a minute of waiting
          capacity: {voice: 100, chat: 25, mail: 10}
        calendars:
          office: {open: {mon-fri: "09:00-18:00"}, closed: [2026-12-25, 2026-12-26]}
        numbers:
          "+390600001": {topic: pec, priority: 120}
          "+390600002": {menu: {"1": pec, "2": firma, "9": {play: faq}}}
        topics:
          pec:
            calendar: office
            strategy: longestIdle
            offerTimeout: 20s
            noAnswer: {max: 1, returnAfter: 5m}
            wrapUp: 30s
            serviceLevel: 300s
            shortAbandon: 60s
            relax: [{after: 60s, beyondSite: true}]
            overflow: {after: 10m, to: firma, place: keep}
            escalateTo: pec-2
          pec-2: {wrapUp: 2m}
          firma: {calendar: office}
        agents:
          anna: {site: milano, topics: {pec: 1, firma: 2}, skills: {it: 9}, agentAddress: "sip:anna@milano"}
        """

    @Test func theContractsExampleIsTakenWhole() throws {
        #expect(issues(example) == [])
        let yaml = example + "\n  bruno: {site: roma}\n"
        let document = try ConfigurationParser.parse(yaml: yaml).get()
        var pec = TopicConfiguration()
        pec.serviceLevel = ConfiguredDuration(seconds: 300)
        pec.shortAbandon = ConfiguredDuration(seconds: 60)
        pec.overflow = OverflowConfiguration(after: ConfiguredDuration(seconds: 600), to: "firma", place: .keep)
        pec.escalateTo = "pec-2"
        pec.calendar = "office"
        var step = RelaxConfiguration(after: ConfiguredDuration(seconds: 60))
        step.beyondSite = true
        pec.relax = [step]
        var firma = TopicConfiguration()
        firma.calendar = "office"
        var pec2 = TopicConfiguration()
        pec2.wrapUp = ConfiguredDuration(seconds: 120)
        #expect(document.pool.timeZone == "Europe/Rome" && document.pool.aging == nil)
        #expect(document.pool.capacity == ["voice": 100, "chat": 25, "mail": 10])
        let menu = [
            "1": NumberConfiguration(topic: "pec"), "2": NumberConfiguration(topic: "firma"),
            "9": NumberConfiguration(play: "faq"),
        ]
        let first = NumberConfiguration(topic: "pec", priority: 120)
        #expect(document.numbers == ["+390600001": first, "+390600002": NumberConfiguration(menu: menu)])
        #expect(document.topics == ["pec": pec, "pec-2": pec2, "firma": firma])
        #expect(document.calendars["office"]?.closed == ["2026-12-25", "2026-12-26"])
        #expect(
            document.agents == [
                "anna": AgentConfiguration(
                    site: "milano", topics: ["pec": 1, "firma": 2], skills: ["it": 9], agentAddress: "sip:anna@milano"),
                "bruno": AgentConfiguration(site: "roma"),
            ])
        #expect(document.namesAgents)
    }

    @Test func defaultsAreTheContracts() throws {
        let topic = try #require(try ConfigurationParser.parse(yaml: "topics: {general: }").get().topics["general"])
        #expect(topic.priority == 100 && topic.strategy == .longestIdle && topic.maxWaiting == 1_000)
        #expect(topic.offerTimeout.description == "20s" && topic.wrapUp.description == "30s")
        #expect(topic.serviceLevel.description == "20s" && topic.shortAbandon.description == "5s")
        for empty in ["", "{}", "# nothing", "---", "pool:\ntopics:\nagents:\n"] {
            #expect(try ConfigurationParser.parse(yaml: empty).get() == ConfigurationDocument(), "\(empty)")
        }
        #expect(try ConfigurationParser.parse(json: bytes("{}")).get() == ConfigurationDocument())
    }

    @Test func interruptsAreChannelsByChannel() throws {
        let yaml = "pool: {interrupts: {voice: [letter, mail, mail], counter: []}}"
        let document = try ConfigurationParser.parse(yaml: yaml).get()
        #expect(document.pool.interrupts == ["voice": ["mail", "letter"]])
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(try ConfigurationParser.parse(yaml: document.yaml).get() == document)
        let wrong = "pool: {interrupts: {fax: [mail], voice: [voice], chat: mail, mail: [fax]}}"
        #expect(
            issues(wrong).map { $0.split(separator: " ").first.map(String.init) ?? "" }.sorted() == [
                "pool.interrupts.chat", "pool.interrupts.fax", "pool.interrupts.mail", "pool.interrupts.voice",
            ])
    }

    @Test func rangesAreBeginningsOfNumbers() throws {
        let yaml = "pool: {noCallbackTo: [899, +39899, 0039, 899]}\ntopics: {pec: {callback: {perNumber: 1}}}"
        let document = try ConfigurationParser.parse(yaml: yaml).get()
        #expect(document.pool.noCallbackTo == ["+39899", "0039", "899"])
        #expect(document.topics["pec"]?.callback == CallbackConfiguration(perNumber: 1))
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(try ConfigurationParser.parse(yaml: document.yaml).get() == document)
        #expect(
            ConfigurationDocument().changes(to: document).prefix(1) == ["pool.noCallbackTo: none → +39899, 0039, 899"])
        let wrong = "pool: {noCallbackTo: [1, '+', '39 899', a]}\ntopics: {pec: {callback: {perNumber: 11}}}"
        #expect(
            issues(wrong).map { $0.split(separator: " ").first.map(String.init) ?? "" } == [
                "pool.noCallbackTo.1", "pool.noCallbackTo.2", "pool.noCallbackTo.3", "topics.pec.callback.perNumber",
            ])
        #expect(issues("pool: {noCallbackTo: '899'}").count == 1)
    }

    @Test func customersMayBeCalledFirst() throws {
        let yaml = """
            topics:
              pec: {callback: {first: customer}}
              firma: {callback: {first: customer, ringFor: 20s, attempts: 2}}
              visura: {callback: {first: agent}}
            """
        let document = try ConfigurationParser.parse(yaml: yaml).get()
        #expect(document.topics["pec"]?.callback?.ringFor?.description == "45s")
        #expect(document.topics["firma"]?.callback?.ringFor?.description == "20s")
        #expect(document.topics["visura"]?.callback == CallbackConfiguration())
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(try ConfigurationParser.parse(yaml: document.yaml).get() == document)
        let before = try ConfigurationParser.parse(yaml: "topics: {pec: {callback: {}}, firma: {}, visura: {}}").get()
        let changes = before.changes(to: document)
        #expect(changes.contains("topics.pec.callback.first: none → customer"))
        #expect(changes.contains("topics.pec.callback.ringFor: none → 45s"))
        let wrong = """
            topics:
              a: {callback: {first: nobody}}
              b: {callback: {ringFor: 45s}}
              c: {callback: {first: customer, ringFor: 9s}}
            """
        #expect(
            issues(wrong).map { $0.split(separator: " ").first.map(String.init) ?? "" } == [
                "topics.a.callback.first", "topics.b.callback.ringFor", "topics.c.callback.ringFor",
            ])
    }

    @Test func appointmentsHaveSlotsOfADay() throws {
        let yaml = """
            topics:
              pec: {appointments: {perSlot: 2}}
              firma: {appointments: {perSlot: 1, slot: 1h, days: 3, priority: 9}}
            """
        let document = try ConfigurationParser.parse(yaml: yaml).get()
        #expect(document.topics["pec"]?.appointments == AppointmentsConfiguration(perSlot: 2))
        #expect(document.topics["pec"]?.appointments?.slot.description == "30m")
        #expect(document.topics["firma"]?.appointments?.priority == 9)
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(try ConfigurationParser.parse(yaml: document.yaml).get() == document)
        var other = document
        other.topics["pec"]?.appointments = nil
        other.topics["firma"]?.appointments?.days = 4
        #expect(
            document.changes(to: other) == [
                "topics.firma.appointments.days: 3 → 4", "topics.pec.appointments.days: 14 → none",
                "topics.pec.appointments.perSlot: 2 → none", "topics.pec.appointments.slot: 30m → none",
            ])
        let wrong = """
            topics:
              a: {appointments: {}}
              b: {appointments: {perSlot: 0, slot: 7m, days: 91, priority: 256, more: 1}}
              c: {appointments: {perSlot: 1, slot: 1m}}
            """
        #expect(
            issues(wrong).map { $0.split(separator: " ").first.map(String.init) ?? "" } == [
                "topics.a.appointments.perSlot", "topics.b.appointments.more", "topics.b.appointments.perSlot",
                "topics.b.appointments.slot", "topics.b.appointments.days", "topics.b.appointments.priority",
                "topics.c.appointments.slot",
            ])
    }

    @Test func everyErrorIsReportedWithItsPath() {
        let yaml = """
            color: red
            pool: {timeZone: "Rome!", aging: 0s, capacity: {fax: 1, voice: 0}, maxWaiting: many, extra: 1}
            topics:
              pec: {priority: 256, strategy: ringNobody, offerTimeout: 20, wrapUp: -1s, serviceLevel: 1.5s}
              firma: {strategy: psychic, noAnswer: {max: 0, returnAfter: 1d, never: 1}, shortAbandon: [5s]}
              "a b": {}
              mail: 7
              chat: {maxWaiting: 0, maxWait: 999ms, relax: 1m, priority: "100", wrapUp: 010, offerTimeout: 11m}
            agents:
              anna: {site: Milano, topics: {pec: 10, nope: 1}, skills: {it: high}, agentAddress: ""}
              bruno: {topics: [pec]}
              carla: [roma]
              "d.e": {site: roma}
            """
        #expect(
            issues(yaml).map { $0.split(separator: " ").first.map(String.init) ?? "" } == [
                "color", "pool.extra", "pool.timeZone", "pool.aging", "pool.capacity.fax", "pool.capacity.voice",
                "pool.maxWaiting", "topics.a", "topics.pec.priority", "topics.pec.strategy", "topics.pec.offerTimeout",
                "topics.pec.wrapUp", "topics.pec.serviceLevel", "topics.firma.strategy", "topics.firma.noAnswer.never",
                "topics.firma.noAnswer.max", "topics.firma.noAnswer.returnAfter", "topics.firma.shortAbandon",
                "topics.mail", "topics.chat.priority", "topics.chat.offerTimeout",
                "topics.chat.wrapUp", "topics.chat.maxWait", "topics.chat.maxWaiting", "topics.chat.relax",
                "agents.d.e", "agents.anna.site",
                "agents.anna.topics.pec", "agents.anna.topics.nope", "agents.anna.skills.it",
                "agents.anna.agentAddress", "agents.bruno.site", "agents.bruno.topics", "agents.carla",
                "agents.carla.site",
            ])
        #expect(issues(yaml).contains("agents.anna.topics.nope (line 10): no such topic in this configuration"))
        #expect(issues(yaml).contains("topics.chat.relax (line 8): must be a list of steps"))
    }

    @Test func howSeveralAreRung() throws {
        let yaml = """
            topics:
              a: {strategy: ringAll}
              b: {strategy: ringAll, ring: {max: 4}}
              c: {strategy: ringProgressively, ring: {every: 3s}}
            """
        let topics = try ConfigurationParser.parse(yaml: yaml).get().topics
        #expect(topics["a"]?.strategy == .ringAll && topics["a"]?.ring == nil)
        #expect(topics["b"]?.ring == RingConfiguration(max: 4))
        #expect(topics["c"]?.ring == RingConfiguration(every: ConfiguredDuration(seconds: 3), max: 16))
        let again = try ConfigurationParser.parse(yaml: ConfigurationParser.parse(yaml: yaml).get().yaml).get()
        #expect(again.topics == topics)
        let wrong = """
            topics:
              a: {ring: {max: 4}}
              b: {strategy: ringAll, ring: {every: 3s, max: 17, least: 1}}
              c: {strategy: ringProgressively, ring: {every: 0s, max: 1}}
            """
        #expect(
            issues(wrong).map { $0.split(separator: " ").first.map(String.init) ?? "" } == [
                "topics.a.ring", "topics.b.ring.least", "topics.b.ring.every", "topics.b.ring.max",
                "topics.c.ring.every", "topics.c.ring.max",
            ])
    }

    @Test func whereContactsGoOn() throws {
        let yaml = """
            topics:
              pec: {overflow: {after: 10m, to: firma}, escalateTo: pec-2}
              firma: {overflow: {after: 5m, to: pec-2, place: restart}}
              pec-2: {}
            """
        let topics = try ConfigurationParser.parse(yaml: yaml).get().topics
        let ten = ConfiguredDuration(seconds: 600)
        #expect(topics["pec"]?.overflow == OverflowConfiguration(after: ten, to: "firma", place: .keep))
        #expect(topics["firma"]?.overflow?.place == .restart)
        #expect(topics["pec"]?.escalateTo == "pec-2")
    }

    @Test func whatHoldsWhileNobodyIsThere() throws {
        let yaml = "topics: {pec: {refuseWhen: [allOnBreak, noAgents, noAgents], leaveWhen: [], leaveAfter: 20s}}"
        let topic = try #require(try ConfigurationParser.parse(yaml: yaml).get().topics["pec"])
        #expect(topic.refuseWhen == [.noAgents, .allOnBreak])
        #expect(topic.leaveWhen == nil && topic.leaveAfter?.description == "20s")
        #expect(
            issues("topics: {pec: {refuseWhen: noAgents, leaveWhen: [nobody, 1], leaveAfter: 0s}}") == [
                "topics.pec.refuseWhen (line 1): must be a list of noAgents, allOnBreak, allUnreachable",
                "topics.pec.leaveWhen (line 1): must be a list of noAgents, allOnBreak, allUnreachable",
                "topics.pec.leaveWhen (line 1): must be a list of noAgents, allOnBreak, allUnreachable",
                "topics.pec.leaveAfter (line 1): must be a duration such as 20s, 5m or 300ms, 1s–8760h",
            ])
    }

    @Test func nobodyGoesNowhereNorRoundForEver() {
        let yaml = """
            topics:
              a: {overflow: {after: 1s, to: b}, escalateTo: a}
              b: {overflow: {after: 1s, to: c}, escalateTo: nope}
              c: {overflow: {after: 1s, to: b, place: there}}
              d: {overflow: {to: nope}}
              e: {overflow: {after: 0s, to: [b], than: 1}}
              f: {overflow: 10m, escalateTo: 1.5}
            """
        #expect(
            issues(yaml) == [
                "topics.c.overflow.place (line 4): must be keep or restart",
                "topics.d.overflow.after (line 5): is required",
                "topics.e.overflow.than (line 6): unknown; known here: after, to, place",
                "topics.e.overflow.after (line 6): must be a duration such as 20s, 5m or 300ms, 1s–8760h",
                "topics.e.overflow.to (line 6): must be a topic of this configuration",
                "topics.f.overflow (line 7): must be a map",
                "topics.f.escalateTo (line 7): must be a topic of this configuration",
                "topics.a.escalateTo (line 2): a topic does not escalate to itself",
                "topics.b.overflow.to (line 3): goes round for ever: b → c → b",
                "topics.b.escalateTo (line 3): no such topic in this configuration",
                "topics.c.overflow.to (line 4): goes round for ever: c → b → c",
            ])
    }

    @Test func jsonGoesThroughTheSameReader() throws {
        let json =
            #"{"topics":{"pec":{"wrapUp":20000,"strategy":"ringNobody","x":1}},"#
            + #""agents":{"a":{"site":1}},"numbers":{"1":"x"}}"#
        guard case .failure(let issues) = ConfigurationParser.parse(json: bytes(json)) else {
            Issue.record("accepted")
            return
        }
        #expect(issues.all.map(\.path) == ["topics.pec.x", "topics.pec.strategy", "numbers.1", "agents.a.site"])
        #expect(issues.all.allSatisfy { $0.line == nil })
        let error = issues.contractError
        #expect(error.code == .badRequest && error.field == "topics.pec.x" && error.issues == issues.all)
        #expect(error.message.contains("topics.pec.x: unknown"))
    }

    @Test func applyRequestsBearConfigurations() throws {
        let request = try ConfigApplyRequest.decode(
            bytes(#"{"config":{"topics":{"pec":{"wrapUp":"20s"}}},"dryRun":true}"#))
        #expect(try request.configuration().topics["pec"]?.wrapUp.milliseconds == 20_000)
        let wrong = try ConfigApplyRequest.decode(bytes(#"{"config":{"colour":1}}"#))
        #expect(refusal { () throws(ContractError) in _ = try wrong.configuration() }?.issues?.count == 1)
        let document = try ConfigurationParser.parse(yaml: "agents: {a: {site: roma}}").get()
        let sent = ConfigApplyRequest(config: JSONObject(trusted: String(decoding: document.json, as: UTF8.self)))
        #expect(try ConfigApplyRequest.decode(sent.encoded).configuration() == document)
    }

    @Test(arguments: [
        ("[", "not YAML"), ("a: b: c", "not YAML"), ("\"", "not YAML"), ("a\tb: [}", "not YAML"),
        ("- a", "must be a map"),
        ("7", "must be a map"), ("pool: {}\npool: {}", "stands twice: pool"), ("? [a]\n: b", "a name must be a text"),
        ("a: 1\n---\nb: 2", "not YAML"), ("a: *b", "not YAML"), ("pool: &p {}\ntopics: {<<: *p}", "its name must be"),
        ("agents:\n  a: {site: x}\n  a: {site: y}", "stands twice: a"), ("1: 2\n\"1\": 3", "stands twice: 1"),
        ("\0", "not YAML"), ("\u{7}", "not YAML"), ("%YAML 9.9\n---\n", "not YAML"), ("!!binary x: y", "unknown"),
    ]) func notAConfiguration(_ yaml: String, _ message: String) {
        #expect(issues(yaml).contains { $0.contains(message) }, "\(issues(yaml))")
    }

    @Test func oneErrorForWhatIsTooLargeOrTooDeep() {
        let large = String(repeating: "#", count: ContractLimits.configurationBytes + 1)
        #expect(issues(large) == ["larger than 1048576 bytes"])
        #expect(!issues(String(repeating: "[", count: 500_000)).isEmpty)
        #expect(!issues(String(repeating: "{a: ", count: 100_000)).isEmpty)
        #expect(
            !issues("topics: " + String(repeating: "{a: ", count: 500) + String(repeating: "}", count: 500)).isEmpty)
        // Aliases of aliases: ten to the ninth names when unfolded.
        var bomb = "a0: &a0 {x: 1}\n"
        for level in 1...9 {
            let items = (0..<40).map { "k\($0): *a\(level - 1)" }.joined(separator: ", ")
            bomb += "a\(level): &a\(level) {\(items)}\n"
        }
        #expect(issues(bomb).contains { $0.contains("too large with its aliases") })
    }

    @Test func mutatedTextsNeverStopTheProgram() {
        for seed in UInt64(1)...300 {
            var generator = SeededGenerator(seed: seed)
            var text = bytes(example)
            for _ in 0...Int.random(in: 0...8, using: &generator) {
                let at = Int.random(in: 0..<text.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: text[at] = UInt8.random(in: 0...127, using: &generator)
                case 1: text.remove(at: at)
                case 2: text.insert("{}[]:,&*!|>'\"%@`#?- \n\t".utf8.randomElement(using: &generator) ?? 0, at: at)
                default: text.removeSubrange(at..<min(text.count, at + 40))
                }
            }
            let yaml = String(decoding: text, as: UTF8.self)
            if case .success(let document) = ConfigurationParser.parse(yaml: yaml) {
                #expect((try? ConfigurationParser.parse(yaml: document.yaml).get()) == document, "seed \(seed)")
            }
        }
    }

    @Test func keysThatAreNumbersAreNames() throws {
        let yaml =
            "topics: {1: {}, no: }\nagents: {1001: {site: no, topics: {1: 1, no: 2}, name: 007, agentAddress: 1001}}"
        let document = try ConfigurationParser.parse(yaml: yaml).get()
        #expect(
            document.agents["1001"]
                == AgentConfiguration(site: "no", name: "007", topics: ["1": 1, "no": 2], agentAddress: "1001"))
        #expect(try ConfigurationParser.parse(yaml: document.yaml).get() == document)
    }
}

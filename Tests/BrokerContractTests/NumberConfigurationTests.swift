// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Numbers that callers dial, and their menus.
@Suite struct NumberConfigurationTests {
    private func issues(_ yaml: String) -> [String] {
        guard case .failure(let issues) = ConfigurationParser.parse(yaml: yaml) else { return [] }
        return issues.all.map(\.description)
    }

    private static let tree = """
        numbers:
          "+39 06": pec
          "1": pec
          "2": {topic: pec, priority: 120, play: welcome}
          "3":
            priority: 7
            play: hello
            menu: {1: {menu: {"*": {menu: {"#": {menu: {0: {topic: pec}}}}}}}, 9: {play: faq}}
        topics: {pec: {}}
        """

    @Test func whatIsWrittenIsReadAgain() throws {
        let yaml = Self.tree.replacing("  \"+39 06\": pec\n", with: "")
        let document = try ConfigurationParser.parse(yaml: yaml).get()
        #expect(document.numbers["1"] == NumberConfiguration(topic: "pec"))
        #expect(document.numbers["2"] == NumberConfiguration(topic: "pec", priority: 120, play: "welcome"))
        let deepest = document.numbers["3"]?.menu?["1"]?.menu?["*"]?.menu?["#"]?.menu?["0"]
        #expect(deepest == NumberConfiguration(topic: "pec"))
        #expect(try ConfigurationParser.parse(yaml: document.yaml).get() == document)
        #expect(try ConfigurationParser.parse(json: document.json).get() == document)
        #expect(!String(decoding: ConfigurationDocument().json, as: UTF8.self).contains("numbers"))
    }

    @Test func everyErrorIsToldWithItsPath() {
        let wrong = """
            numbers:
              "+39 06": pec
              "1": gone
              "2": {topic: gone, priority: 256}
              "3": {}
              "4": {topic: pec, menu: {1: pec}}
              "5": {menu: {12: pec, 1: {play: "a b"}, 2: [pec], 3: {menu: {}}}}
              "6": {play: faq, priority: 1, record: true}
              "7": {menu: {1: {menu: {1: {menu: {1: {menu: {1: {menu: {1: pec}}}}}}}}}}
            topics: {pec: {}}
            """
        let named = "must be a topic of this configuration, or a map of topic, menu or play"
        #expect(
            issues(wrong) == [
                "numbers.+39 06 (line 2): its name must be 1–32 characters of 0-9 * # +",
                "numbers.1 (line 3): no such topic in this configuration",
                "numbers.2.topic (line 4): no such topic in this configuration",
                "numbers.2.priority (line 4): must be an integer, 0–255",
                "numbers.3 (line 5): leads nowhere: must have topic, menu or play",
                "numbers.4.menu (line 6): stands beside a topic: a way leads to one of them",
                "numbers.5.menu.12 (line 7): must be one of 0–9, * and #",
                "numbers.5.menu.1.play (line 7): must be 1–64 characters of A-Z a-z 0-9 _ -",
                "numbers.5.menu.2 (line 7): \(named)",
                "numbers.5.menu.3.menu (line 7): must have a choice",
                "numbers.6.record (line 8): unknown; known here: topic, priority, play, menu",
                "numbers.6.priority (line 8): nobody waits for what is only played",
                "numbers.7.menu.1.menu.1.menu.1.menu.1.menu (line 9): more than 4 menus one behind the other",
            ])
    }

    @Test func aNumberHasSoManyChoices() {
        let all = "0123456789*#".map { "\"\($0)\": pec" }.joined(separator: ", ")
        let six = (1...6).map { "\($0): {menu: {\(all)}}" }.joined(separator: ", ")
        // 6 of the first menu and 72 behind them.
        let told = issues("numbers: {\"1\": {menu: {\(six)}}}\ntopics: {pec: {}}")
        #expect(told.count == 1 && told.first?.contains("a number has at most 64 choices in all") == true, "\(told)")
    }

    @Test func whatChangesIsToldChoiceByChoice() throws {
        let before = try ConfigurationParser.parse(
            yaml:
                "numbers: {1: {topic: pec, priority: 1}, 2: {menu: {1: pec, 9: {play: faq}}}}\ntopics: {pec: {}, f: {}}"
        )
        .get()
        let after = try ConfigurationParser.parse(
            yaml: "numbers: {1: pec, 2: {menu: {1: f}}, 3: f}\ntopics: {pec: {}, f: {}}"
        ).get()
        #expect(
            before.changes(to: after) == [
                "numbers.1.priority: 1 → none", "numbers.2.menu.1.topic: pec → f",
                "numbers.2.menu.9.play: faq → none", "numbers.3: added",
            ])
        #expect(after.changes(to: after) == [])
    }

    @Test func aContactComesWithATopicOrANumber() throws {
        let dialled = try EnqueueRequest.decode(bytes(#"{"id":"c","number":"+390600002","digits":"1*"}"#))
        #expect(dialled.topic == nil && dialled.number == "+390600002" && dialled.digits == "1*")
        // The same through a decoder: the attributes are no plain field.
        let both = try EnqueueRequest.decode(bytes(#"{"id":"c","number":"1","digits":"","attributes":{}}"#))
        #expect(both.number == "1" && both.digits == "" && both.topic == nil)
        #expect(try EnqueueRequest.decode(both.encoded) == both)
        for (text, field) in [
            (#"{"id":"c"}"#, "topic"), (#"{"id":"c","topic":"t","number":"1"}"#, "number"),
            (#"{"id":"c","number":"sip:1"}"#, "number"), (#"{"id":"c","number":"1","digits":"a"}"#, "digits"),
            (#"{"id":"c","number":"1","digits":"11111"}"#, "digits"),
            (#"{"id":"c","topic":"t","digits":"1"}"#, "digits"),
        ] {
            let error = refusal { () throws(ContractError) in _ = try EnqueueRequest.decode(bytes(text)) }
            #expect(error?.code == .badRequest && error?.field == field, "\(text)")
        }
    }
}

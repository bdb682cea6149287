// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Requests as clients may send them: what is accepted, what is refused, and which field is blamed.
struct RequestTests {
    @Test func everyOperationHasACase() {
        #expect(Set(RequestCase.all.map(\.name)) == Set(Operation.allCases.map(\.rawValue)))
    }

    @Test(arguments: RequestCase.all) func whatClientsEncodeIsWhatIsRead(_ request: RequestCase) throws {
        let once = try request.decode(bytes(request.document()))
        let scan = try once.withUnsafeBytes { raw in Result { () throws(ContractError) in try JSONScan(raw) } }.get()
        #expect(Set(scan.members.map(\.name)) == Set(request.fields.map(\.name)))
        let twice = try request.decode(once)
        #expect(try JSONObject(String(decoding: twice, as: UTF8.self)).sorted == request.sortedDocument)
    }

    @Test(arguments: RequestCase.all) func optionalFieldsMayBeLeftOutOrNull(_ request: RequestCase) throws {
        for field in request.fields where !request.required.contains(field.name) {
            _ = try request.decode(bytes(request.document(without: field.name)))
            _ = try request.decode(bytes(request.document([field.name: "null"])))
        }
        _ = try request.decode(bytes(request.document(["unknown": "{\"a\":[1.5e3,{}]}"])))
    }

    @Test(arguments: RequestCase.all) func requiredFieldsMustBeThere(_ request: RequestCase) {
        for field in request.required {
            for document in [request.document(without: field), request.document([field: "null"])] {
                let error = refusal { () throws(ContractError) in _ = try request.decode(bytes(document)) }
                #expect(error?.code == .badRequest && error?.field == field, "\(document)")
            }
        }
    }

    /// Values of every other type, for each field: refused, with the field (or a path below it) named.
    @Test(arguments: RequestCase.all) func wrongTypesNameTheirField(_ request: RequestCase) {
        let wrong = [
            "1", "-1", "1.5", "1.0", "1e2", "99999999999999999999", "-9223372036854775809", "true", "\"\"", "\"no no\"",
            "\"a.b\"", "\"*\"", "\">\"", "\"è\"", "\"a\\tb\"", "[]", "[1]", "[[]]", "{}", "{\"a\":\"b\"}",
            "{\"a\":1.5}",
            "{\"a.b\":1}", "{\"\":1}", "[\"a b\"]", "[null]", "\"\(String(repeating: "x", count: 5_000))\"",
            "\"\(String(repeating: "1", count: 65))\"", "4294967296", "256", "-0.0",
        ]
        for field in request.fields {
            for value in wrong where !Self.isValid(value, request.name, field.name) {
                let document = request.document([field.name: value])
                let error = refusal { () throws(ContractError) in _ = try request.decode(bytes(document)) }
                let isNamed = error?.field == field.name || error?.field?.hasPrefix("\(field.name).") == true
                #expect(
                    error?.code == .badRequest && isNamed,
                    "\(request.name) \(field.name)=\(value.prefix(40)): \(error?.field ?? "-")")
            }
        }
    }

    /// What of the table above is right for a field after all.
    private static func isValid(_ value: String, _ request: String, _ field: String) -> Bool {
        switch field {
        case "number": value == "\"*\""
        case "digits": value == "\"*\"" || value == "\"\""
        case "attributes", "config": value.hasPrefix("{")
        case "topics", "skills", "channels", "requires": value == "{}"
        case "agents", "states": value == "[]"
        case "dryRun", "closing", "escalate": value == "true"
        case "ifVersion", "ifRevision", "revision", "waitedMs", "notBeforeAt", "fromAt":
            ["1", "256", "4294967296"].contains(value)
        case "priority", "days": value == "1"
        case "limit": ["1", "256"].contains(value)
        case "reason", "disposition", "note":
            ["\"\"", "\"no no\"", "\"a.b\"", "\"*\"", "\">\"", "\"è\""].contains(value) || value.hasPrefix("\"11")
                || field == "note" && value == "\"a\\tb\""
        case "caller", "callerAddress", "customer", "agentAddress", "language":
            ["\"no no\"", "\"a.b\"", "\"*\"", "\">\"", "\"è\""].contains(value)
                || field != "language" && value.hasPrefix("\"11")
        default: false
        }
    }

    /// Each field beside the required ones alone, so that the quick reader of plain requests reads them.
    @Test(arguments: RequestCase.all) func everyFieldIsRead(_ request: RequestCase) throws {
        // One of two is required of it.
        let needed = request.name == "agent.heartbeat" ? ["agent"] : request.required
        for field in request.fields {
            let alone = request.fields.filter { needed.contains($0.name) || $0.name == field.name }
            let document = "{\(alone.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ","))}"
            let read = String(decoding: try request.decode(bytes(document)), as: UTF8.self)
            #expect(read.contains("\"\(field.name)\":"), "\(document) is read as \(read)")
        }
    }

    @Test func rangesAreStrict() {
        let cases: [(String, String, String)] = [
            ("contact.enqueue", "priority", "256"), ("contact.enqueue", "priority", "-1"),
            ("contact.enqueue", "waitedMs", "-1"), ("contact.enqueue", "waitedMs", "31536000001"),
            ("contact.enqueue", "notBeforeAt", "253402300800000"), ("contact.enqueue", "channel", "\"fax\""),
            ("contact.enqueue", "claim", "\"1\""), ("contact.enqueue", "claim", "\"12345678901\""),
            ("contact.enqueue", "claim", "\"12a\""), ("contact.enqueue", "requires", "{\"it\":0}"),
            ("contact.enqueue", "requires", "{\"it\":10}"), ("contact.enqueue", "requires", Self.table(17)),
            ("contact.enqueue", "attributes", Self.table(65)),
            ("contact.enqueue", "attributes", "{\"a\":\"\(String(repeating: "x", count: 8_192))\"}"),
            ("contact.end", "outcome", "\"handled\""), ("contact.requeue", "place", "\"atTime\""),
            ("contact.callback", "place", "\"restart\""), ("appointment.slots", "days", "0"),
            ("appointment.slots", "days", "91"), ("appointment.slots", "limit", "0"),
            ("appointment.slots", "fromAt", "-1"),
            ("contact.list", "limit", "0"), ("contact.list", "limit", "1001"), ("contact.list", "states", "[\"gone\"]"),
            ("agent.login", "topics", Self.table(257)), ("agent.login", "topics", "{\"pec\":0}"),
            ("agent.login", "skills", Self.table(65)), ("agent.login", "channels", "{\"fax\":1}"),
            ("agent.login", "channels", "{\"voice\":101}"), ("agent.login", "channels", "{\"voice\":0}"),
            ("agent.login", "intent", "\"idle\""), ("agent.state", "intent", "\"\""),
            ("agent.heartbeat", "agents", "[\(Array(repeating: "\"a\"", count: 1_001).joined(separator: ","))]"),
            ("agent.wrapup", "note", "\"\(String(repeating: "x", count: 4_097))\""),
            ("agent.wrapup", "disposition", "\"a\\nb\""), ("agent.state", "requestId", "\"a b\""),
            ("agent.state", "requestId", "\"{0190b5a2}\""), ("agent.state", "ifVersion", "-1"),
            ("offer.accept", "offer", "\"1\""), ("offer.accept", "offer", "\"1.2.3\""),
            ("offer.accept", "offer", "\".2\""), ("offer.accept", "offer", "\"1.\""),
            ("offer.accept", "offer", "\"1.x\""), ("offer.fail", "cause", "\"tired\""),
            ("config.apply", "ifRevision", "-1"), ("config.apply", "dryRun", "1"),
        ]
        for (name, field, value) in cases {
            guard let request = RequestCase.all.first(where: { $0.name == name }) else { continue }
            let document = request.document([field: value])
            let error = refusal { () throws(ContractError) in _ = try request.decode(bytes(document)) }
            let isNamed = error?.field == field || error?.field?.hasPrefix("\(field).") == true
            #expect(error?.code == .badRequest && isNamed, "\(name) \(field)=\(value.prefix(60))")
        }
    }

    /// An appointment is instead of another instant, and has the place of its time.
    @Test func aSlotStandsAlone() throws {
        for document in [#"{"id":"c","topic":"t","slotAt":9}"#, #"{"id":"c","topic":"t","slotAt":9,"attributes":{}}"#] {
            #expect(try EnqueueRequest.decode(bytes(document)).slotAt == 9)
        }
        #expect(try CallbackRequest.decode(bytes(#"{"id":"c","slotAt":9,"place":"atTime"}"#)).slotAt == 9)
        for (wrong, field) in [
            (#""slotAt":9,"notBeforeAt":9"#, "slotAt"), (#""slotAt":-1"#, "slotAt"), (#""slotAt":"9""#, "slotAt"),
        ] {
            for document in ["{\"id\":\"c\",\"topic\":\"t\",\(wrong)}", "{\"id\":\"c\",\(wrong)}"] {
                let error = refusal { () throws(ContractError) in
                    if document.contains("topic") {
                        _ = try EnqueueRequest.decode(bytes(document))
                    } else {
                        _ = try CallbackRequest.decode(bytes(document))
                    }
                }
                #expect(error?.code == .badRequest && error?.field == field, "\(document)")
            }
        }
        let kept = refusal { () throws(ContractError) in
            _ = try CallbackRequest.decode(bytes(#"{"id":"c","slotAt":9,"place":"keep"}"#))
        }
        #expect(kept?.field == "place")
    }

    @Test func limitsAreReachable() throws {
        let login = LoginRequest(agent: "a", topics: Dictionary(uniqueKeysWithValues: (0..<256).map { ("t\($0)", 9) }))
        #expect(try LoginRequest.decode(login.encoded) == login)
        let beat = HeartbeatRequest(agents: (0..<1_000).map { "a\($0)" })
        #expect(try HeartbeatRequest.decode(beat.encoded).all.count == 1_000)
        let attributes = "{\"a\":\"\(String(repeating: "x", count: 8_192 - 8))\"}"
        let enqueue = try EnqueueRequest.decode(bytes("{\"id\":\"a\",\"topic\":\"t\",\"attributes\":\(attributes)}"))
        #expect(enqueue.attributes?.text == attributes)
        #expect(try JSONObject(Self.table(64)).text.isEmpty == false)
    }

    @Test func getWantsIdOrClaim() throws {
        #expect(try ContactGetRequest.decode(bytes("{\"claim\":\"000017\"}")).claim == "000017")
        for document in ["{}", "{\"id\":\"a\",\"claim\":\"000017\"}", ""] {
            let error = refusal { () throws(ContractError) in _ = try ContactGetRequest.decode(bytes(document)) }
            #expect(error?.field == "id", "\(document)")
        }
        let error = refusal { () throws(ContractError) in _ = try HeartbeatRequest.decode([]) }
        #expect(error?.field == "agent")
    }

    @Test func nothingIsAnEmptyObject() throws {
        #expect(try ContactListRequest.decode([]) == ContactListRequest())
        #expect(try StatsGetRequest.decode(bytes(" {} ")) == StatsGetRequest())
    }

    @Test func attributesKeepTheirText() throws {
        let text = "{ \"n\": 12345678901234567890.10, \"u\":\"\\u00e8\\ud83d\\ude00\" }"
        let request = try EnqueueRequest.decode(bytes("{\"attributes\":\(text),\"id\":\"a\",\"topic\":\"t\"}"))
        #expect(request.attributes?.text == text)
        let encoded = String(decoding: request.encoded, as: UTF8.self)
        #expect(encoded.contains("12345678901234567890.1"))
        #expect(encoded.contains("è😀"))
    }

    private static func table(_ count: Int) -> String {
        "{\((0..<count).map { "\"k\($0)\":1" }.joined(separator: ","))}"
    }
}

extension JSONObject {
    /// The content as one line with sorted names.
    var sorted: String { get throws { try sortedJSON(self) } }
}

extension RequestCase {
    var sortedDocument: String { get throws { try JSONObject(document()).sorted } }
}

// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// Requests that no node may take: each breaks one rule, and is otherwise one that would change something.
struct HostileRequests {
    struct Case {
        let operation: Operation
        let name: String
        let bytes: [UInt8]
    }

    /// What a field holds, and so what is wrong in it.
    private enum Kind {
        case identifier, offer, integer, table, word, text, object, identifiers, claim, flag

        var bad: [String] {
            let long = String(repeating: "a", count: 65)
            switch self {
            case .identifier:
                return [
                    "\"*\"", "\">\"", "\"a.b\"", "\"a b\"", "\"\"", "\"\(long)\"", "\"è\"", "\"a\\u0000\"", "\"a\\nb\"",
                    "\"../a\"", "\"$SYS\"", "\"\\ud800\"", "1", "[]", "{}", "true",
                ]
            case .offer:
                return ["\"\"", "\"1\"", "\"1.2.3\"", "\"*.1\"", "\"1.>\"", "\"1.-1\"", "\"1.\(long)\"", "1.1", "[]"]
            case .integer:
                return ["-1", "1e99", "\"1\"", "1.5", "[]", "9223372036854775808", "-9223372036854775809", "{}"]
            case .table:
                return ["[]", "1", "\"a\"", "{\"a\":0}", "{\"a\":\"1\"}", "{\"a\":1.5}", "{\"a.b\":1}", "{\"*\":1}"]
            case .word: return ["\"nonsense\"", "\"\"", "1", "[]", "{}", "\"Available\""]
            case .text:
                return ["1", "[]", "{}", "\"\\u0000\"", "\"\\u0007\"", "\"\(String(repeating: "a", count: 5_000))\""]
            case .object: return ["1", "\"a\"", "[]", "true"]
            case .identifiers: return ["1", "\"a\"", "{}", "[1]", "[\"*\"]", "[\"a.b\"]", "[[\"a\"]]", "[null]"]
            case .claim: return ["\"\"", "\"1\"", "\"12345678901\"", "\"12a\"", "\"*\"", "12", "[]"]
            case .flag: return ["1", "\"true\"", "[]"]
            }
        }
    }

    private struct Form {
        /// A request that would do something, field by field.
        var base: [String: String]
        let fields: [String: Kind]
        /// Fields whose absence is an error.
        let required: [String]
    }

    /// All of them.
    static var all: [Case] { Operation.allCases.flatMap { unreadable($0) + wrong($0) } }

    // MARK: - Not a document

    private static func unreadable(_ operation: Operation) -> [Case] {
        let nested = 100_000
        let big = 1_048_576
        let texts: [(String, String)] = [
            ("no JSON", "hello"), ("null", "null"), ("array", "[]"), ("number", "1"), ("string", "\"a\""),
            ("cut", "{\"id\":"), ("open", "{"), ("two", "{}{}"), ("comma", "{,}"), ("single quotes", "{'id':'a'}"),
            ("arrays in arrays", String(repeating: "[", count: nested)),
            ("objects in objects", String(repeating: "{\"a\":", count: nested)),
            ("deep member", "{\"x\":\(String(repeating: "[", count: 64))\(String(repeating: "]", count: 64))}"),
            ("blank megabyte", String(repeating: " ", count: big)),
            ("wordy megabyte", "{\"x\":\"\(String(repeating: "a", count: big))\"}"),
            ("long number", "{\"limit\":\(String(repeating: "9", count: 10_000))}"),
        ]
        let raw: [(String, [UInt8])] = [
            ("wrong UTF-8", Array("{\"id\":\"".utf8) + [0xFF, 0xFE, 0xC0, 0x80] + Array("\"}".utf8)),
            ("half a character", Array("{\"id\":\"".utf8) + [0xE2, 0x82] + Array("\"}".utf8)),
            ("NUL", [0]), ("NULs", [UInt8](repeating: 0, count: 4_096)),
            ("NUL inside", Array("{\"id\":\"a".utf8) + [0, 0x22, 0x7D]),
            ("noise", (0..<2_048).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }),
        ]
        return texts.map { Case(operation: operation, name: $0.0, bytes: Array($0.1.utf8)) }
            + raw.map { Case(operation: operation, name: $0.0, bytes: $0.1) }
    }

    // MARK: - A document with one fault

    private static func wrong(_ operation: Operation) -> [Case] {
        let form = form(operation)
        var cases = form.required.map { field in
            var members = form.base
            members[field] = nil
            return Case(operation: operation, name: "no \(field)", bytes: text(members))
        }
        for (field, kind) in form.fields.sorted(by: { $0.key < $1.key }) {
            cases += kind.bad.map { bad in
                var members = form.base
                members[field] = bad
                return Case(operation: operation, name: "\(field) = \(bad.prefix(40))", bytes: text(members))
            }
        }
        return cases
    }

    private static func text(_ members: [String: String]) -> [UInt8] {
        let body = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return Array("{\(body)}".utf8)
    }

    private static func form(_ operation: Operation) -> Form {
        let id = "\"victim\""
        let guards: [String: Kind] = ["requestId": .identifier, "ifVersion": .integer]
        func with(_ fields: [String: Kind]) -> [String: Kind] { fields.merging(guards) { first, _ in first } }
        switch operation {
        case .contactEnqueue:
            let fields: [String: Kind] = [
                "id": .identifier, "topic": .identifier, "priority": .integer, "channel": .word, "caller": .text,
                "callerAddress": .text, "attributes": .object, "requires": .table, "lastAgent": .identifier,
                "claim": .claim, "customer": .text, "language": .text, "waitedMs": .integer, "notBeforeAt": .integer,
            ]
            return Form(base: ["id": "\"fresh\"", "topic": "\"pec\""], fields: fields, required: ["id", "topic"])
        case .contactCancel:
            return Form(base: ["id": id], fields: ["id": .identifier, "reason": .text], required: ["id"])
        case .contactEnd:
            return Form(base: ["id": id], fields: with(["id": .identifier, "reason": .text]), required: ["id"])
        case .contactRequeue:
            let fields: [String: Kind] = [
                "id": .identifier, "topic": .identifier, "priority": .integer, "agent": .identifier, "place": .word,
            ]
            return Form(base: ["id": id], fields: with(fields), required: ["id"])
        case .contactCallback: return Form(base: ["id": id], fields: ["id": .identifier], required: ["id"])
        case .contactConsult:
            let fields: [String: Kind] = [
                "id": .identifier, "consult": .identifier, "topic": .identifier, "agent": .identifier,
                "priority": .integer, "callerAddress": .text, "attributes": .object,
            ]
            return Form(
                base: ["id": id, "consult": "\"fresh\""], fields: with(fields), required: ["id", "consult"])
        case .contactConference, .contactHandover, .contactReached:
            return Form(base: ["id": id], fields: with(["id": .identifier]), required: ["id"])
        case .contactGet: return Form(base: [:], fields: ["id": .identifier, "claim": .claim], required: [])
        case .contactList:
            return Form(
                base: [:], fields: ["states": .identifiers, "after": .identifier, "limit": .integer], required: [])
        default: return agentForm(operation, with)
        }
    }

    private static func agentForm(_ operation: Operation, _ with: ([String: Kind]) -> [String: Kind]) -> Form {
        let agent = ["agent": "\"agent0\""]
        let offer = agent.merging(["offer": "\"1.1\""]) { first, _ in first }
        switch operation {
        case .agentLogin:
            let fields: [String: Kind] = [
                "agent": .identifier, "topics": .table, "skills": .table, "channels": .table, "agentAddress": .text,
                "intent": .word,
            ]
            return Form(
                base: ["agent": "\"fresh\"", "topics": "{\"pec\":1}"], fields: fields, required: ["agent"])
        case .agentState:
            let base = agent.merging(["intent": "\"break\""]) { first, _ in first }
            let fields: [String: Kind] = ["agent": .identifier, "intent": .word, "reason": .text]
            return Form(base: base, fields: with(fields), required: ["agent", "intent"])
        case .agentHeartbeat:
            return Form(
                base: agent, fields: ["agent": .identifier, "agents": .identifiers, "closing": .flag],
                required: ["agent"])
        case .agentWrapUp:
            let base = agent.merging(["contact": "\"victim\""]) { first, _ in first }
            let fields: [String: Kind] = [
                "agent": .identifier, "contact": .identifier, "disposition": .text, "note": .text,
            ]
            return Form(base: base, fields: with(fields), required: ["agent", "contact"])
        case .agentGet: return Form(base: agent, fields: ["agent": .identifier], required: ["agent"])
        case .agentList, .statsGet:
            return Form(base: [:], fields: ["after": .identifier, "limit": .integer], required: [])
        case .offerAccept, .offerReject:
            return Form(
                base: offer, fields: with(["offer": .offer, "agent": .identifier]), required: ["offer", "agent"])
        case .offerFail:
            let base = ["offer": "\"1.1\"", "cause": "\"busy\""]
            return Form(base: base, fields: with(["offer": .offer, "cause": .word]), required: ["offer", "cause"])
        case .topicWaiting:
            let fields: [String: Kind] = ["topic": .identifier, "after": .identifier, "limit": .integer]
            return Form(base: ["topic": "\"pec\""], fields: fields, required: ["topic"])
        case .configApply: return configurationForm
        default: return Form(base: [:], fields: [:], required: [])
        }
    }

    private static var configurationForm: Form {
        Form(
            base: ["config": "{\"topics\":{}}"],
            fields: ["config": .object, "ifRevision": .integer, "dryRun": .flag, "requestId": .identifier],
            required: ["config"])
    }
}

// SPDX-License-Identifier: Apache-2.0
@testable import BrokerContract

/// One request with every field set, and what is wrong for each field.
struct RequestCase: Sendable, CustomStringConvertible {
    let name: String
    /// The fields with valid values, as JSON.
    let fields: [(name: String, value: String)]
    /// Those that must be there.
    let required: Set<String>
    let sizeLimit: Int
    let decode: @Sendable ([UInt8]) throws(ContractError) -> [UInt8]

    init<Request: RequestDocument>(
        _ type: Request.Type, required: Set<String>, _ fields: KeyValuePairs<String, String>
    ) {
        name = Request.operation.rawValue
        self.fields = fields.map { ($0.key, $0.value) }
        self.required = required
        sizeLimit = Request.sizeLimit
        decode = { bytes throws(ContractError) in try Request.decode(bytes).encoded }
    }

    /// The document, with some fields replaced or added, and one left out.
    func document(_ changes: [String: String] = [:], without missing: String? = nil) -> String {
        var parts = fields.filter { $0.name != missing }.map { "\"\($0.name)\":\(changes[$0.name] ?? $0.value)" }
        let added = changes.filter { change in !fields.contains { $0.name == change.key } }
        parts += added.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return "{\(parts.joined(separator: ","))}"
    }
}

extension RequestCase {
    /// Its name in reports.
    var description: String { name }

    /// Every request of the contract.
    static let all: [RequestCase] = [
        RequestCase(
            EnqueueRequest.self, required: ["id", "topic"],
            [
                "id": "\"c-1\"", "topic": "\"pec\"", "priority": "120", "channel": "\"voice\"",
                "caller": "\"+390612345678\"", "callerAddress": "\"sip:1@roma\"",
                "attributes": "{\"crm\":\"42\",\"tags\":[1,2.5,null,true]}", "requires": "{\"it\":3,\"en\":9}",
                "agent": "\"bruno\"", "lastAgent": "\"anna\"", "claim": "\"0000123\"", "customer": "\"K 1\"",
                "language": "\"it-IT\"",
                "waitedMs": "1500", "notBeforeAt": "1790000000000",
            ]),
        RequestCase(CancelRequest.self, required: ["id"], ["id": "\"c-1\"", "reason": "\"hung up\""]),
        RequestCase(
            EndRequest.self, required: ["id"],
            [
                "id": "\"c-1\"", "reason": "\"done\"", "outcome": "\"callbackFailed\"", "by": "\"marta\"",
                "requestId": "\"r-1\"",
                "ifVersion": "7",
            ]),
        RequestCase(
            RequeueRequest.self, required: ["id"],
            [
                "id": "\"c-1\"", "topic": "\"pec\"", "priority": "0", "agent": "\"anna\"", "escalate": "true",
                "place": "\"restart\"",
                "reason": "\"transfer\"", "by": "\"marta\"", "requestId": "\"r-1\"", "ifVersion": "7",
            ]),
        RequestCase(
            CallbackRequest.self, required: ["id"],
            [
                "id": "\"c-1\"", "notBeforeAt": "0", "place": "\"atTime\"", "callerAddress": "\"tel:1\"",
                "by": "\"marta\"", "requestId": "\"0190b5a2-7b1c-7c3e-8d4f-000000000001\"", "ifVersion": "7",
            ]),
        RequestCase(
            ConsultRequest.self, required: ["id", "consult"],
            [
                "id": "\"c-1\"", "consult": "\"q-1\"", "topic": "\"pec-2\"", "agent": "\"bruno\"",
                "priority": "120", "callerAddress": "\"sip:anna@roma\"", "attributes": "{\"why\":\"a seal\"}",
                "by": "\"marta\"", "requestId": "\"r-1\"", "ifVersion": "7",
            ]),
        RequestCase(
            ReachedRequest.self, required: ["id"],
            ["id": "\"c-1\"", "by": "\"marta\"", "requestId": "\"r-1\"", "ifVersion": "7"]),
        RequestCase(
            ConferenceRequest.self, required: ["id"],
            ["id": "\"c-1\"", "by": "\"marta\"", "requestId": "\"r-1\"", "ifVersion": "7"]),
        RequestCase(
            HandoverRequest.self, required: ["id"],
            ["id": "\"c-1\"", "by": "\"marta\"", "requestId": "\"r-1\"", "ifVersion": "7"]),
        RequestCase(ContactGetRequest.self, required: ["id"], ["id": "\"c-1\""]),
        RequestCase(
            ContactListRequest.self, required: [],
            ["states": "[\"waiting\",\"offered\"]", "after": "\"c-1\"", "limit": "1000"]),
        RequestCase(
            LoginRequest.self, required: ["agent"],
            [
                "agent": "\"anna\"", "topics": "{\"pec\":1,\"firma\":9}", "skills": "{\"it\":9}",
                "channels": "{\"voice\":1,\"chat\":3}", "agentAddress": "\"sip:anna@milano\"", "intent": "\"break\"",
            ]),
        RequestCase(
            AgentStateRequest.self, required: ["agent", "intent"],
            [
                "agent": "\"anna\"", "intent": "\"available\"", "reason": "\"lunch\"", "by": "\"marta\"",
                "requestId": "\"r-1\"",
                "ifVersion": "7",
            ]),
        RequestCase(
            HeartbeatRequest.self, required: [],
            ["agent": "\"anna\"", "agents": "[\"bruno\",\"carla\"]", "closing": "true", "requestId": "\"r-1\""]),
        RequestCase(
            WrapUpRequest.self, required: ["agent", "contact"],
            [
                "agent": "\"anna\"", "contact": "\"c-1\"", "disposition": "\"sold\"", "note": "\"a\\nb\"",
                "extendMs": "5000", "by": "\"marta\"", "requestId": "\"r-1\"", "ifVersion": "7",
            ]),
        RequestCase(AgentGetRequest.self, required: ["agent"], ["agent": "\"anna\""]),
        RequestCase(AgentListRequest.self, required: [], ["after": "\"anna\"", "limit": "1"]),
        RequestCase(
            OfferAcceptRequest.self, required: ["offer", "agent"],
            ["offer": "\"3.18446744073709551615\"", "agent": "\"anna\"", "requestId": "\"r-1\"", "ifVersion": "7"]),
        RequestCase(
            OfferRejectRequest.self, required: ["offer", "agent"],
            [
                "offer": "\"roma-2.7\"", "agent": "\"anna\"", "reason": "\"busy\"", "requestId": "\"r-1\"",
                "ifVersion": "7",
            ]),
        RequestCase(
            OfferFailRequest.self, required: ["offer", "cause"],
            [
                "offer": "\"3.7\"", "cause": "\"noAnswer\"", "agent": "\"anna\"", "reason": "\"486\"",
                "requestId": "\"r-1\"", "ifVersion": "7",
            ]),
        RequestCase(
            TopicWaitingRequest.self, required: ["topic"], ["topic": "\"pec\"", "after": "\"c-1\"", "limit": "10"]),
        RequestCase(
            NumberGetRequest.self, required: ["number"], ["number": "\"+390600002\"", "digits": "\"1*\""]),
        RequestCase(
            SlotsRequest.self, required: ["topic"],
            ["topic": "\"pec\"", "fromAt": "1790000000000", "days": "3", "limit": "10"]),
        RequestCase(StatsGetRequest.self, required: [], ["after": "\"pec\"", "limit": "10"]),
        RequestCase(ConfigGetRequest.self, required: [], ["revision": "3"]),
        RequestCase(
            ConfigApplyRequest.self, required: ["config"],
            [
                "config": "{\"topics\":{\"pec\":{\"wrapUp\":\"20s\"}}}", "ifRevision": "3", "dryRun": "true",
                "requestId": "\"r-1\"",
            ]),
    ]
}

// SPDX-License-Identifier: Apache-2.0

/// An agent in conversation wants to speak with a colleague.
public struct ConsultRequest: RequestDocument {
    /// `contact.consult`.
    public static let operation = Operation.contactConsult
    /// Integers.
    public static let integerFields = ["priority", "ifVersion"]

    /// The contact that its agent is in conversation with: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String
    /// The id of the contact that is the question, chosen by the client: 1–64 of `A-Z a-z 0-9 _ -`.
    public var consult: String
    /// Whose agents are asked: 1–64 of `A-Z a-z 0-9 _ -`; left out, those of the contact's topic.
    public var topic: String?
    /// The one agent who is asked: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String?
    /// 0–255, higher is more urgent; left out, the contact's.
    public var priority: Int?
    /// Where media finds who asks: 1–256 bytes.
    public var callerAddress: String?
    /// Anything the colleague's desk wants to know: at most 64 members and 8 KiB.
    public var attributes: JSONObject?
    /// Who asks, when it is somebody else than whom it is about, for the record: 1–64 of `A-Z a-z 0-9 _ -`.
    public var by: String?
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?
    /// The version the contact or agent must have; otherwise `conflict`.
    ///
    /// At least 0.
    public var ifVersion: Int?

    /// A request.
    public init(
        id: String, consult: String, topic: String? = nil, agent: String? = nil, priority: Int? = nil,
        callerAddress: String? = nil, attributes: JSONObject? = nil, by: String? = nil, requestId: String? = nil,
        ifVersion: Int? = nil
    ) {
        self.id = id
        self.consult = consult
        self.topic = topic
        self.agent = agent
        self.priority = priority
        self.callerAddress = callerAddress
        self.attributes = attributes
        self.by = by
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(id, "id")
        try FieldCheck.identifier(consult, "consult")
        try FieldCheck.identifier(topic, "topic")
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.range(priority, "priority", 0...255)
        try FieldCheck.text(callerAddress, "callerAddress", 1...ContractLimits.addressBytes)
        try FieldCheck.identifier(by, "by")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }

    /// Keeps the attributes as they were written.
    public mutating func adopt(_ scan: JSONScannedText) throws(ContractError) {
        attributes = try scan.object(
            "attributes", maxMembers: ContractLimits.attributes, maxBytes: ContractLimits.attributesBytes)
    }

    /// Reads everything but the attributes, which `adopt` takes over as text.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        consult = try fields.decode(String.self, forKey: .consult)
        topic = try fields.decodeIfPresent(String.self, forKey: .topic)
        agent = try fields.decodeIfPresent(String.self, forKey: .agent)
        priority = try fields.decodeIfPresent(Int.self, forKey: .priority)
        callerAddress = try fields.decodeIfPresent(String.self, forKey: .callerAddress)
        by = try fields.decodeIfPresent(String.self, forKey: .by)
        requestId = try fields.decodeIfPresent(String.self, forKey: .requestId)
        ifVersion = try fields.decodeIfPresent(Int.self, forKey: .ifVersion)
    }
}

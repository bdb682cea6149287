// SPDX-License-Identifier: Apache-2.0

/// A contact arrives.
///
/// Idempotent by `id` for 24 hours.
public struct EnqueueRequest: RequestDocument {
    /// `contact.enqueue`.
    public static let operation = Operation.contactEnqueue
    /// Integers.
    public static let integerFields = ["priority", "requires", "waitedMs", "notBeforeAt", "slotAt"]

    /// The contact's id, chosen by the client: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String
    /// What it is about: 1–64 of `A-Z a-z 0-9 _ -`; left out where a number is said.
    public var topic: String?
    /// The number that the caller dialled, which says topic and priority: 1–32 of `0-9 * # +`.
    public var number: String?
    /// What the caller has pressed in the number's menus: at most 4 of `0-9 * #`.
    public var digits: String?
    /// 0–255, higher is more urgent; left out, the number's, and in the end the topic's.
    public var priority: Int?
    /// How it reaches us; left out, `voice`.
    public var channel: ChannelWord?
    /// The caller's number or address: 1–256 bytes.
    public var caller: String?
    /// Where media finds the caller: 1–256 bytes.
    public var callerAddress: String?
    /// Anything the agent's desk wants to know: at most 64 members and 8 KiB.
    public var attributes: JSONObject?
    /// The least level of each skill an agent must have: at most 16, each 1–9.
    public var requires: [String: Int]?
    /// The one agent it is for: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String?
    /// The agent who knows the case: 1–64 of `A-Z a-z 0-9 _ -`.
    public var lastAgent: String?
    /// An earlier claim this continues: 2–10 digits.
    public var claim: String?
    /// Who it is in the customer's records: 1–256 bytes.
    public var customer: String?
    /// A language tag (BCP 47): 1–35 bytes.
    public var language: String?
    /// How long it has waited already, in milliseconds: at most 365 days; left out, 0.
    public var waitedMs: Int?
    /// When it is due, in milliseconds since 1970; left out, now.
    public var notBeforeAt: Int?
    /// The slot of the topic's appointments that is wanted, in milliseconds since 1970; instead of `notBeforeAt`.
    public var slotAt: Int?

    /// A request.
    public init(
        id: String, topic: String? = nil, priority: Int? = nil, channel: ChannelWord? = nil, caller: String? = nil,
        callerAddress: String? = nil, attributes: JSONObject? = nil, requires: [String: Int]? = nil,
        agent: String? = nil,
        lastAgent:
            String? = nil, claim: String? = nil, customer: String? = nil, language: String? = nil, waitedMs: Int? = nil,
        notBeforeAt: Int? = nil
    ) {
        self.id = id
        self.topic = topic
        self.priority = priority
        self.channel = channel
        self.caller = caller
        self.callerAddress = callerAddress
        self.attributes = attributes
        self.requires = requires
        self.agent = agent
        self.lastAgent = lastAgent
        self.claim = claim
        self.customer = customer
        self.language = language
        self.waitedMs = waitedMs
        self.notBeforeAt = notBeforeAt
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(id, "id")
        try FieldCheck.identifier(topic, "topic")
        guard topic != nil || number != nil else { throw .badRequest("is required", field: "topic") }
        try FieldCheck.dialled(number, "number")
        guard topic == nil || number == nil else {
            throw .badRequest("stands beside a topic: say one of them", field: "number")
        }
        try FieldCheck.pressed(digits, "digits")
        guard digits == nil || number != nil else {
            throw .badRequest("say the number in whose menu they were pressed", field: "digits")
        }
        try FieldCheck.range(priority, "priority", 0...255)
        try FieldCheck.text(caller, "caller", 1...ContractLimits.addressBytes)
        try FieldCheck.text(callerAddress, "callerAddress", 1...ContractLimits.addressBytes)
        try FieldCheck.levels(requires, "requires", most: ContractLimits.requirementsPerContact)
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.identifier(lastAgent, "lastAgent")
        try FieldCheck.claim(claim, "claim")
        try FieldCheck.text(customer, "customer", 1...ContractLimits.addressBytes)
        try FieldCheck.text(language, "language", 1...ContractLimits.languageBytes)
        try FieldCheck.range(waitedMs, "waitedMs", 0...ContractLimits.durationMs)
        try FieldCheck.instant(notBeforeAt, "notBeforeAt")
        try FieldCheck.slot(slotAt, besides: notBeforeAt)
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
        topic = try fields.decodeIfPresent(String.self, forKey: .topic)
        number = try fields.decodeIfPresent(String.self, forKey: .number)
        digits = try fields.decodeIfPresent(String.self, forKey: .digits)
        priority = try fields.decodeIfPresent(Int.self, forKey: .priority)
        channel = try fields.decodeIfPresent(ChannelWord.self, forKey: .channel)
        caller = try fields.decodeIfPresent(String.self, forKey: .caller)
        callerAddress = try fields.decodeIfPresent(String.self, forKey: .callerAddress)
        requires = try fields.decodeIfPresent([String: Int].self, forKey: .requires)
        agent = try fields.decodeIfPresent(String.self, forKey: .agent)
        lastAgent = try fields.decodeIfPresent(String.self, forKey: .lastAgent)
        claim = try fields.decodeIfPresent(String.self, forKey: .claim)
        customer = try fields.decodeIfPresent(String.self, forKey: .customer)
        language = try fields.decodeIfPresent(String.self, forKey: .language)
        waitedMs = try fields.decodeIfPresent(Int.self, forKey: .waitedMs)
        notBeforeAt = try fields.decodeIfPresent(Int.self, forKey: .notBeforeAt)
        slotAt = try fields.decodeIfPresent(Int.self, forKey: .slotAt)
    }
}

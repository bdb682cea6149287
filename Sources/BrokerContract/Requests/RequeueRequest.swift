// SPDX-License-Identifier: Apache-2.0

/// Transfer, escalation, back to the line.
public struct RequeueRequest: RequestDocument {
    /// `contact.requeue`.
    public static let operation = Operation.contactRequeue
    /// Integers.
    public static let integerFields = ["priority", "ifVersion"]

    /// The contact: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String
    /// The line it goes to; left out, its own: 1–64 of `A-Z a-z 0-9 _ -`.
    public var topic: String?
    /// 0–255; left out, as it is.
    public var priority: Int?
    /// The one agent it is for: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String?
    /// Whether it goes to the topic to which its own escalates; `topic` is left out then.
    public var escalate: Bool?
    /// Whether it keeps its place; left out, `keep`.
    public var place: PlaceAfterRequeue?
    /// Why, for the record: at most 256 bytes.
    public var reason: String?
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
        id: String, topic: String? = nil, priority: Int? = nil, agent: String? = nil, escalate: Bool? = nil,
        place: PlaceAfterRequeue? = nil,
        reason: String? = nil, by: String? = nil, requestId: String? = nil, ifVersion: Int? = nil
    ) {
        self.id = id
        self.topic = topic
        self.priority = priority
        self.agent = agent
        self.escalate = escalate
        self.place = place
        self.reason = reason
        self.by = by
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(id, "id")
        try FieldCheck.identifier(topic, "topic")
        try FieldCheck.range(priority, "priority", 0...255)
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.text(reason, "reason", 0...ContractLimits.reasonBytes)
        try FieldCheck.identifier(by, "by")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

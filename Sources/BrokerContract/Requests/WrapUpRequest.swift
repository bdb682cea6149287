// SPDX-License-Identifier: Apache-2.0

/// Ends an agent's wrap-up, or makes it longer.
public struct WrapUpRequest: RequestDocument {
    /// `agent.wrapup`.
    public static let operation = Operation.agentWrapUp
    /// Integers.
    public static let integerFields = ["extendMs", "ifVersion"]

    /// The agent: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String
    /// The contact just served: 1–64 of `A-Z a-z 0-9 _ -`.
    public var contact: String
    /// How it came out: at most 256 bytes.
    public var disposition: String?
    /// Anything to remember: at most 4 KiB.
    public var note: String?
    /// Milliseconds from now that the wrap-up is to go on, instead of ending: 1,000–3,600,000.
    public var extendMs: Int?
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
        agent: String, contact: String, disposition: String? = nil, note: String? = nil, extendMs: Int? = nil,
        by: String? = nil, requestId: String? = nil,
        ifVersion: Int? = nil
    ) {
        self.agent = agent
        self.contact = contact
        self.disposition = disposition
        self.note = note
        self.extendMs = extendMs
        self.by = by
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.identifier(contact, "contact")
        try FieldCheck.text(disposition, "disposition", 0...ContractLimits.reasonBytes)
        try FieldCheck.text(note, "note", 0...ContractLimits.noteBytes, allowsLines: true)
        try FieldCheck.range(extendMs, "extendMs", 1_000...ContractLimits.wrapUpExtensionMs)
        try FieldCheck.identifier(by, "by")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

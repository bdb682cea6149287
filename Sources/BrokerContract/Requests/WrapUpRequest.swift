// SPDX-License-Identifier: Apache-2.0

/// Ends an agent's wrap-up.
public struct WrapUpRequest: RequestDocument {
    /// `agent.wrapup`.
    public static let operation = Operation.agentWrapUp
    /// Integers.
    public static let integerFields = ["ifVersion"]

    /// The agent: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String
    /// The contact just served: 1–64 of `A-Z a-z 0-9 _ -`.
    public var contact: String
    /// How it came out: at most 256 bytes.
    public var disposition: String?
    /// Anything to remember: at most 4 KiB.
    public var note: String?
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?
    /// The version the contact or agent must have; otherwise `conflict`.
    ///
    /// At least 0.
    public var ifVersion: Int?

    /// A request.
    public init(
        agent: String, contact: String, disposition: String? = nil, note: String? = nil, requestId: String? = nil,
        ifVersion: Int? = nil
    ) {
        self.agent = agent
        self.contact = contact
        self.disposition = disposition
        self.note = note
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.identifier(contact, "contact")
        try FieldCheck.text(disposition, "disposition", 0...ContractLimits.reasonBytes)
        try FieldCheck.text(note, "note", 0...ContractLimits.noteBytes, allowsLines: true)
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

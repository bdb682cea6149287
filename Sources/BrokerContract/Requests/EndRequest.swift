// SPDX-License-Identifier: Apache-2.0

/// The conversation is over.
public struct EndRequest: RequestDocument {
    /// `contact.end`.
    public static let operation = Operation.contactEnd
    /// Integers.
    public static let integerFields = ["ifVersion"]

    /// The contact: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String
    /// Why, for the record: at most 256 bytes.
    public var reason: String?
    /// `callbackFailed`: the customer was called and not reached; left out, the conversation is over.
    public var outcome: OutcomeWord?
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
        id: String, reason: String? = nil, outcome: OutcomeWord? = nil, by: String? = nil, requestId: String? = nil,
        ifVersion: Int? = nil
    ) {
        self.id = id
        self.reason = reason
        self.outcome = outcome
        self.by = by
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(id, "id")
        try FieldCheck.text(reason, "reason", 0...ContractLimits.reasonBytes)
        guard outcome == nil || outcome == .callbackFailed else {
            throw .badRequest("must be callbackFailed", field: "outcome")
        }
        try FieldCheck.identifier(by, "by")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

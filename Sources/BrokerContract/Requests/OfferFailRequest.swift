// SPDX-License-Identifier: Apache-2.0

/// The agent's phone could not be reached; said by the PBX that rings it.
public struct OfferFailRequest: RequestDocument {
    /// `offer.fail`.
    public static let operation = Operation.offerFail
    /// Integers.
    public static let integerFields = ["ifVersion"]

    /// The offer: `<epoch>.<seq>`.
    public var offer: String
    /// Why.
    public var cause: OfferFailureWord
    /// The agent, when it is known: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String?
    /// Why, for the record: at most 256 bytes.
    public var reason: String?
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?
    /// The version the contact or agent must have; otherwise `conflict`.
    ///
    /// At least 0.
    public var ifVersion: Int?

    /// A request.
    public init(
        offer: String, cause: OfferFailureWord, agent: String? = nil, reason: String? = nil, requestId: String? = nil,
        ifVersion: Int? = nil
    ) {
        self.offer = offer
        self.cause = cause
        self.agent = agent
        self.reason = reason
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.offer(offer)
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.text(reason, "reason", 0...ContractLimits.reasonBytes)
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

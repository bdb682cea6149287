// SPDX-License-Identifier: Apache-2.0

/// The agent takes the contact.
public struct OfferAcceptRequest: RequestDocument {
    /// `offer.accept`.
    public static let operation = Operation.offerAccept
    /// Integers.
    public static let integerFields = ["ifVersion"]

    /// The offer: `<epoch>.<seq>`.
    public var offer: String
    /// The agent: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?
    /// The version the contact or agent must have; otherwise `conflict`.
    ///
    /// At least 0.
    public var ifVersion: Int?

    /// A request.
    public init(offer: String, agent: String, requestId: String? = nil, ifVersion: Int? = nil) {
        self.offer = offer
        self.agent = agent
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.offer(offer)
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

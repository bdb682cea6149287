// SPDX-License-Identifier: Apache-2.0

/// The customer of a callback is on the phone: agents may be asked.
public struct ReachedRequest: RequestDocument {
    /// `contact.reached`.
    public static let operation = Operation.contactReached
    /// Integers.
    public static let integerFields = ["ifVersion"]

    /// The contact: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String
    /// Who asks, when it is somebody else than whom it is about, for the record: 1–64 of `A-Z a-z 0-9 _ -`.
    public var by: String?
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?
    /// The version the contact or agent must have; otherwise `conflict`.
    ///
    /// At least 0.
    public var ifVersion: Int?

    /// A request.
    public init(id: String, by: String? = nil, requestId: String? = nil, ifVersion: Int? = nil) {
        self.id = id
        self.by = by
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(id, "id")
        try FieldCheck.identifier(by, "by")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

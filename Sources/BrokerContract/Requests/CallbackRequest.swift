// SPDX-License-Identifier: Apache-2.0

/// The caller hangs up and will be called, without losing the place.
public struct CallbackRequest: RequestDocument {
    /// `contact.callback`.
    public static let operation = Operation.contactCallback
    /// Integers.
    public static let integerFields = ["notBeforeAt", "slotAt", "ifVersion"]

    /// The contact: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String
    /// The earliest instant to call, in milliseconds since 1970.
    public var notBeforeAt: Int?
    /// The slot of the topic's appointments that is wanted, in milliseconds since 1970; instead of `notBeforeAt`.
    public var slotAt: Int?
    /// Which place it has; left out, `keep`.
    public var place: PlaceOfCallback?
    /// Where to call: 1–256 bytes; left out, where the caller was.
    public var callerAddress: String?
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
        id: String, notBeforeAt: Int? = nil, place: PlaceOfCallback? = nil, callerAddress: String? = nil,
        by: String? = nil, requestId: String? = nil, ifVersion: Int? = nil, slotAt: Int? = nil
    ) {
        self.id = id
        self.notBeforeAt = notBeforeAt
        self.slotAt = slotAt
        self.place = place
        self.callerAddress = callerAddress
        self.by = by
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(id, "id")
        try FieldCheck.instant(notBeforeAt, "notBeforeAt")
        try FieldCheck.slot(slotAt, besides: notBeforeAt)
        guard slotAt == nil || place != .keep else {
            throw .badRequest("an appointment has the place of its time", field: "place")
        }
        try FieldCheck.text(callerAddress, "callerAddress", 1...ContractLimits.addressBytes)
        try FieldCheck.identifier(by, "by")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The caller left.
///
/// Idempotent by `id` for 24 hours; of an unknown id it is remembered.
public struct CancelRequest: RequestDocument {
    /// `contact.cancel`.
    public static let operation = Operation.contactCancel

    /// The contact: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String
    /// Why, for the record: at most 256 bytes.
    public var reason: String?

    /// A request.
    public init(id: String, reason: String? = nil) {
        self.id = id
        self.reason = reason
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(id, "id")
        try FieldCheck.text(reason, "reason", 0...ContractLimits.reasonBytes)
    }
}

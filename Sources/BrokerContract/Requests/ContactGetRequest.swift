// SPDX-License-Identifier: Apache-2.0

/// Asks for one contact with its timeline, by `id` or by `claim`: exactly one of both.
public struct ContactGetRequest: RequestDocument {
    /// `contact.get`.
    public static let operation = Operation.contactGet

    /// The contact: 1–64 of `A-Z a-z 0-9 _ -`.
    public var id: String?
    /// The claim number: 2–10 digits.
    public var claim: String?

    /// A request.
    public init(id: String? = nil, claim: String? = nil) {
        self.id = id
        self.claim = claim
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        guard (id == nil) != (claim == nil) else { throw .badRequest("id or claim is required, not both", field: "id") }
        try FieldCheck.identifier(id, "id")
        try FieldCheck.claim(claim, "claim")
    }
}

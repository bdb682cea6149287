// SPDX-License-Identifier: Apache-2.0

/// Asks for this site's contacts, a page at a time.
public struct ContactListRequest: RequestDocument {
    /// `contact.list`.
    public static let operation = Operation.contactList
    /// Integers.
    public static let integerFields = ["limit"]

    /// Only these states; left out, all but `ended`.
    public var states: [ContactStateWord]?
    /// The `next` of the page before: 1–64 of `A-Z a-z 0-9 _ -`.
    public var after: String?
    /// Entries of a page: 1–1,000; 100 unless told.
    public var limit: Int?

    /// A request.
    public init(states: [ContactStateWord]? = nil, after: String? = nil, limit: Int? = nil) {
        self.states = states
        self.after = after
        self.limit = limit
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        if let states, states.count > ContactStateWord.allCases.count {
            throw .badRequest("has too many items", field: "states")
        }
        try FieldCheck.identifier(after, "after")
        try FieldCheck.limit(limit)
    }
}

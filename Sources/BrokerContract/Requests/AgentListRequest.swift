// SPDX-License-Identifier: Apache-2.0

/// Asks for all of the pool's agents, a page at a time.
public struct AgentListRequest: RequestDocument {
    /// `agent.list`.
    public static let operation = Operation.agentList
    /// Integers.
    public static let integerFields = ["limit"]

    /// The `next` of the page before: 1–64 of `A-Z a-z 0-9 _ -`.
    public var after: String?
    /// Entries of a page: 1–1,000; 100 unless told.
    public var limit: Int?

    /// A request.
    public init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(after, "after")
        try FieldCheck.limit(limit)
    }
}

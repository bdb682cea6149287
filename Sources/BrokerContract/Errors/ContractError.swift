// SPDX-License-Identifier: Apache-2.0

/// The refusal of a request, as clients see it.
public struct ContractError: Error, Codable, Hashable, Sendable {
    /// Why.
    public var code: ErrorCode
    /// One line for people.
    public var message: String
    /// The field that is wrong, as a path with dots: `topics.pec`, `agents.3`.
    public var field: String?
    /// The state that does not allow it.
    public var state: String?
    /// When to try again, in milliseconds from now.
    public var retryAfterMs: Int?
    /// Every error of a refused configuration (`config.apply` only; an extension).
    public var issues: [ConfigurationIssue]?

    /// A refusal.
    public init(
        code: ErrorCode, message: String, field: String? = nil, state: String? = nil, retryAfterMs: Int? = nil,
        issues: [ConfigurationIssue]? = nil
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.state = state
        self.retryAfterMs = retryAfterMs
        self.issues = issues
    }

    /// A request that is not well formed.
    public static func badRequest(_ message: String, field: String? = nil) -> Self {
        Self(code: .badRequest, message: message, field: field)
    }

    /// A role that may not.
    public static func forbidden(_ message: String, field: String? = nil) -> Self {
        Self(code: .forbidden, message: message, field: field)
    }

    /// Something unknown.
    public static func notFound(_ message: String, field: String? = nil) -> Self {
        Self(code: .notFound, message: message, field: field)
    }

    /// A state or version that does not allow it.
    public static func conflict(_ message: String, field: String? = nil, state: String? = nil) -> Self {
        Self(code: .conflict, message: message, field: field, state: state)
    }

    /// An offer that is over.
    public static func gone(_ message: String, state: String? = nil) -> Self {
        Self(code: .gone, message: message, state: state)
    }

    /// Outside hours.
    public static func closed(_ message: String, retryAfterMs: Int? = nil) -> Self {
        Self(code: .closed, message: message, retryAfterMs: retryAfterMs)
    }

    /// A limit that is reached.
    public static func full(_ message: String, field: String? = nil, retryAfterMs: Int? = nil) -> Self {
        Self(code: .full, message: message, field: field, retryAfterMs: retryAfterMs)
    }

    /// Not now; safe to repeat.
    public static func unavailable(_ message: String, retryAfterMs: Int? = nil) -> Self {
        Self(code: .unavailable, message: message, retryAfterMs: retryAfterMs)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a request was refused.
public enum ErrorCode: String, Codable, CaseIterable, Sendable {
    /// 400: not JSON, a field missing, ill-typed or out of range.
    case badRequest = "bad_request"
    /// 403: this role may not.
    case forbidden
    /// 404: unknown contact, agent, topic or offer.
    case notFound = "not_found"
    /// 409: the same id with other content, or state or `ifVersion` does not allow it.
    case conflict
    /// 410: the offer is over.
    case gone
    /// 423: outside hours, or joining an empty topic is refused.
    case closed
    /// 429: a limit is reached.
    case full
    /// 503: not now; safe to repeat.
    case unavailable

    /// The number that goes into the header `Nats-Service-Error-Code`: 400–503.
    public var number: Int {
        switch self {
        case .badRequest: 400
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .gone: 410
        case .closed: 423
        case .full: 429
        case .unavailable: 503
        }
    }

    /// The code of a number; nil when there is none.
    public init?(number: Int) {
        guard let code = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = code
    }

    /// Whether the same request may be sent again as it is.
    public var isRepeatable: Bool { self == .unavailable }
}

// SPDX-License-Identifier: Apache-2.0

/// `{"error":{…}}`: the reply to a refused request, with its two headers.
public struct ErrorDocument: Codable, Hashable, Sendable {
    /// The header that bears the number.
    public static let codeHeader = "Nats-Service-Error-Code"
    /// The header that bears the message.
    public static let messageHeader = "Nats-Service-Error"

    /// The refusal.
    public var error: ContractError

    /// The reply to a refused request.
    public init(_ error: ContractError) { self.error = error }

    /// Both headers, ready to be sent: values are one line of printable ASCII.
    public var headers: [(name: String, value: String)] {
        let printable = error.message.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : "?" }
        return [
            (Self.codeHeader, String(error.code.number)),
            (Self.messageHeader, String(printable)),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

extension NATSError {
    /// The error for an `err_code` of JetStream; numbers as in the server's `errors.json`.
    ///
    /// - Parameters:
    ///   - jetStreamCode: The `err_code`, 0 when the server sent none.
    ///   - httpCode: The `code`, a status like those of HTTP.
    ///   - message: The server's description.
    ///   - operation: What was being done.
    init(jetStreamCode: UInt32, httpCode: Int, message: String, operation: String) {
        let code: Code =
            switch jetStreamCode {
            case 10071, 10164: .wrongLastSequence  // 10164: per subject, from server 2.12 on
            case 10014, 10037, 10043, 10059: .notFound  // consumer, message, sequence, stream
            case 10058, 10013, 10065: .alreadyExists  // stream name, consumer name, subjects overlap
            case 10054: .maxPayload
            case 10002, 10023, 10027, 10028, 10047: .insufficientResources
            // Incomplete, no peers, not active, not assigned, not available, not leader, offline.
            case 10004, 10005, 10006, 10007, 10008, 10009, 10118, 10119: .unavailable
            default: httpCode == 503 ? .unavailable : .jetStream
            }
        self.init(code, operation: operation, message: message, jetStreamCode: jetStreamCode)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An answer of the API that says no.
struct APIFailure: Decodable {
    /// What the server says.
    struct Detail: Decodable {
        let code: Int
        let errorCode: UInt32?
        let description: String?

        private enum CodingKeys: String, CodingKey {
            case code
            case errorCode = "err_code"
            case description
        }

        /// The error to throw.
        func asError(_ operation: String) -> NATSError {
            NATSError(
                jetStreamCode: errorCode ?? 0, httpCode: code, message: description ?? "", operation: operation)
        }
    }

    let error: Detail
}

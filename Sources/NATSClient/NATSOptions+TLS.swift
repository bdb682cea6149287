// SPDX-License-Identifier: Apache-2.0

extension NATSOptions {
    /// Certificates of a TLS connection, all PEM files.
    ///
    /// The server's certificate must name the host of the address.
    public struct TLS: Sendable, Equatable {
        /// The authorities that may sign the server's certificate.
        public var caFile: String

        /// The client's certificate chain, when the server asks for one.
        public var certificateFile: String?

        /// The client's private key, together with `certificateFile`.
        public var keyFile: String?

        /// Certificates of a TLS connection.
        ///
        /// - Parameters:
        ///   - caFile: The authorities that may sign the server's certificate.
        ///   - certificateFile: The client's certificate chain, or nil.
        ///   - keyFile: The client's private key, or nil.
        public init(caFile: String, certificateFile: String? = nil, keyFile: String? = nil) {
            self.caFile = caFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
public import NATSClient

/// An authority, a server's certificate for `localhost` and 127.0.0.1, and a client's, made by the openssl command.
public final class TestCertificates: Sendable {
    private let directory: TestDirectory
    /// The authority's certificate.
    public let authority: String
    /// The server's certificate.
    public let serverCertificate: String
    /// The server's key.
    public let serverKey: String
    /// The client's certificate.
    public let clientCertificate: String
    /// The client's key.
    public let clientKey: String

    /// Makes all of them anew, on the curve P-256, valid for two days.
    public init() throws {
        directory = try TestDirectory()
        authority = directory.file("ca.pem")
        serverCertificate = directory.file("server.pem")
        serverKey = directory.file("server.key")
        clientCertificate = directory.file("client.pem")
        clientKey = directory.file("client.key")
        try Self.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=test authority", "-keyout", directory.file("ca.key"), "-out", authority,
        ])
        try sign("server", "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
        try sign("client", "extendedKeyUsage=clientAuth\n")
    }

    /// What a client needs to get in.
    public var clientTLS: NATSOptions.TLS {
        NATSOptions.TLS(caFile: authority, certificateFile: clientCertificate, keyFile: clientKey)
    }

    private func sign(_ name: String, _ extensions: String) throws {
        let request = directory.file("\(name).csr")
        try Self.openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", directory.file("\(name).key"), "-out", request,
        ])
        try Self.openssl([
            "x509", "-req", "-in", request, "-CA", authority, "-CAkey", directory.file("ca.key"), "-CAcreateserial",
            "-days", "2", "-extfile", try directory.write("\(name).ext", extensions),
            "-out", directory.file("\(name).pem"),
        ])
    }

    private static func openssl(_ arguments: [String]) throws {
        try Launcher.shared.run("/usr/bin/openssl", arguments)
    }
}

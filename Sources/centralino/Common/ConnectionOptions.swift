// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import NATSClient

/// Where NATS is and who connects: the flags that the client commands and `node` share.
struct ConnectionOptions: ParsableArguments {
    /// Where a server is looked for when nothing else is said.
    static let defaultServer = "nats://127.0.0.1:4222"
    /// What subjects for answers begin with when nothing else is said.
    static let defaultInboxPrefix = "_INBOX"
    /// The pool when nothing else is said.
    static let defaultPool = "main"

    @Option(help: .init("NATS servers, in order of preference.", valueName: "url,url…"))
    var nats: String?

    @Option(name: .customLong("pool"), help: .init("The pool (default: \(Self.defaultPool)).", valueName: "pool"))
    var givenPool: String?

    @Option(
        name: .customLong("prefix"),
        help: .init("What every subject begins with (default: \(Subjects.defaultPrefix)).", valueName: "prefix"))
    var givenPrefix: String?

    @Option(
        help: .init(
            "What subjects for answers begin with, where the server's permissions want it (default: "
                + "\(Self.defaultInboxPrefix)).", valueName: "prefix"))
    var inboxPrefix: String?

    @Option(help: .init("User name, with --password.", valueName: "name"))
    var user: String?

    @Option(help: .init("Password. Others on this machine can read it here; CENTRALINO_PASSWORD they cannot."))
    var password: String?

    @Option(help: .init("NKey seed file: log in as the NKey user.", valueName: "file"))
    var nkey: String?

    @Option(help: .init("Credentials file as nsc writes it: log in as the JWT user.", valueName: "file"))
    var creds: String?

    @Option(help: .init("Authorities that may sign the server's certificate, PEM: turns TLS on.", valueName: "file"))
    var tlsCa: String?

    @Option(help: .init("Our certificate, PEM, with --tls-key.", valueName: "file"))
    var tlsCert: String?

    @Option(help: .init("Our certificate's key, PEM, with --tls-cert.", valueName: "file"))
    var tlsKey: String?

    /// Checks what the parser cannot.
    func validate() throws {
        if let nats, Self.servers(nats).isEmpty { throw ValidationError("--nats names no server.") }
        if let pool = givenPool, !Names.isName(pool) {
            throw ValidationError("--pool is 1 to 32 characters of a-z, 0-9 and -; \"\(pool)\" is not.")
        }
        if let prefix = givenPrefix, !Names.isPrefix(prefix) {
            throw ValidationError("--prefix is 1 to 4 names of a-z, 0-9 and - joined by dots; \"\(prefix)\" is not.")
        }
        if let inboxPrefix, !Self.isInboxPrefix(inboxPrefix) {
            throw ValidationError(
                "--inbox-prefix is words of A-Z, a-z, 0-9, _ and - joined by dots, such as _INBOX.roma; "
                    + "\"\(inboxPrefix)\" is not.")
        }
        guard [user, nkey, creds].compactMap(\.self).count <= 1 else {
            throw ValidationError("Give one of --user, --nkey and --creds.")
        }
        guard (user == nil) == (password == nil) else { throw ValidationError("--user and --password go together.") }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together.")
        }
        guard tlsCert == nil || tlsCa != nil else {
            throw ValidationError("--tls-cert needs --tls-ca: without it nobody can tell whether the server is ours.")
        }
    }

    /// The pool.
    var pool: String { givenPool ?? Self.defaultPool }

    /// What every subject begins with.
    var prefix: String { givenPrefix ?? Subjects.defaultPrefix }

    /// What the flags say, with defaults for what they don't.
    var settings: ConnectionSettings {
        ConnectionSettings(
            servers: nats.map(Self.servers) ?? [Self.defaultServer], pool: pool, prefix: prefix,
            credentials: credentials, tls: tls, inboxPrefix: inboxPrefix ?? Self.defaultInboxPrefix)
    }

    /// What the flags say, as the client library wants it.
    ///
    /// - Parameter name: What servers show for the connection.
    func natsOptions(name: String) -> NATSOptions { settings.natsOptions(name: name) }

    /// Whether a text names a pool, site or node.
    static func isName(_ text: String) -> Bool { Names.isName(text) }

    private static func isInboxPrefix(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { Names.isIdentifier($0) }
    }

    private var credentials: NATSOptions.Credentials {
        if let user { return .user(name: user, password: password ?? "") }
        if let nkey { return .nkey(seedFile: nkey) }
        return creds.map { .creds(file: $0) } ?? .none
    }

    private var tls: NATSOptions.TLS? {
        tlsCa.map { NATSOptions.TLS(caFile: $0, certificateFile: tlsCert, keyFile: tlsKey) }
    }

    /// The addresses of a list; one without a scheme is taken for `nats://`.
    private static func servers(_ list: String) -> [String] {
        list.split(separator: ",").map { part in
            let address = part.drop { $0 == " " }
            return address.contains("://") ? String(address) : "nats://\(address)"
        }
    }
}

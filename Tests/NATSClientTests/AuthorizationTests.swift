// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import NATSClient
import Testing

@Suite struct AuthorizationTests {
    @Test func aUserNeedsTheRightPassword() throws {
        var options = NATSServerOptions()
        options.users = [
            .init("owner", password: "right"), .init("guest", password: "guest", publish: ["open"], subscribe: [">"]),
        ]
        let server = try NATSServerProcess(options)
        let connection = try server.connect(.user(name: "owner", password: "right"))
        #expect(connection.isConnected)
        connection.close()
        for credentials in [NATSOptions.Credentials.user(name: "owner", password: "wrong"), .none] {
            let error = failure { () throws(NATSError) in
                _ = try NATSConnection(NATSOptions(servers: [server.url], credentials: credentials))
            }
            #expect(error?.code == .authorization)
            #expect(error?.isRetriable == false)
        }
    }

    @Test func aMissingPermissionIsReportedLater() throws {
        var options = NATSServerOptions()
        options.users = [.init("guest", password: "guest", publish: ["open"])]
        let server = try NATSServerProcess(options)
        let events = Collector<NATSConnectionEvent>()
        let connection = try server.connect(.user(name: "guest", password: "guest"), onEvent: { events.add($0) })
        defer { connection.close() }
        try connection.publish("open", [])
        try connection.publish("closed", [])
        try Eventually.isTrue("report") {
            events.values.contains { event in
                if case .asyncError(let error) = event { error.code == .authorization } else { false }
            }
        }
        #expect(connection.isConnected)
    }

    @Test func anNKeyMustBeListed() throws {
        let listed = try TestNKey()
        let other = try TestNKey()
        var options = NATSServerOptions()
        options.users = [.init(nkey: listed.publicKey)]
        let server = try NATSServerProcess(options)
        let connection = try server.connect(.nkey(seedFile: listed.seedFile))
        #expect(connection.isConnected)
        connection.close()
        let error = failure { () throws(NATSError) in
            _ = try NATSConnection(NATSOptions(servers: [server.url], credentials: .nkey(seedFile: other.seedFile)))
        }
        #expect(error?.code == .authorization)
        let missing = failure { () throws(NATSError) in
            _ = try NATSConnection(NATSOptions(servers: [server.url], credentials: .nkey(seedFile: "/nowhere")))
        }
        #expect(missing?.code == .badArgument)
    }

    @Test func anNKeyIsTheOneOfTheReference() throws {
        // The public key of RFC 8032, test 1, in the spelling of NKeys; computed with another program.
        let secret: [UInt8] = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
            0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
        ]
        let key = try NATSNKey(secret: secret)
        #expect(key.seed == "SUAJ2YNRTXX72WTAXKCEV5ES5QWMIRCJYVUXWMTJDFYDXLADDSXH6YALCA")
        #expect(key.publicKey == "UDLVVGABQKYQVN6VJP7NHSLEA45A5YLS6PNKMIZFV4BBU2HXA5IRUVAL")
        let directory = try TestDirectory()
        let again = try NATSNKey(seedFile: directory.write("seed", "# a seed\n\(key.seed)\n"))
        #expect(again.publicKey == key.publicKey)
        let file = try directory.write("spoilt", key.seed.replacing("J2YN", with: "J2YM"))
        #expect(failure { () throws(NATSError) in _ = try NATSNKey(seedFile: file) }?.code == .badArgument)
    }

    @Test func tlsNeedsTheRightAuthorityAndAClientCertificate() throws {
        let certificates = try TestCertificates()
        let others = try TestCertificates()
        var options = NATSServerOptions()
        options.certificates = certificates
        let server = try NATSServerProcess(options)
        let connection = try server.connect()
        try connection.flush(timeout: .seconds(5))
        connection.close()

        func error(_ tls: NATSOptions.TLS?) -> NATSError? {
            failure { () throws(NATSError) in _ = try NATSConnection(NATSOptions(servers: [server.url], tls: tls)) }
        }
        let wrongAuthority = error(
            .init(
                caFile: others.authority, certificateFile: certificates.clientCertificate,
                keyFile: certificates.clientKey))
        #expect(wrongAuthority?.code == .tls)
        // The server drops a client without certificate after its own side of the handshake: no TLS error is seen.
        #expect(error(.init(caFile: certificates.authority)) != nil)
        #expect(error(nil) != nil)
        #expect(error(.init(caFile: "/nowhere"))?.code == .tls)
        #expect(error(.init(caFile: certificates.authority, keyFile: "/nowhere"))?.code == .badArgument)
    }
}

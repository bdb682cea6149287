// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import WebGateway

@Suite struct WebAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:8080"), ("localhost:1", "127.0.0.1:1"), ("[::1]:65535", "[::1]:65535"),
    ]) func thisMachineIsListenedOn(text: String, address: String) throws {
        #expect(try WebAddress(text).description == address)
    }

    @Test(arguments: ["0.0.0.0:8080", "[::]:8080", "192.168.1.2:80", "127.0.0.1.example:80", ":8080", "centralino:80"])
    func nothingElseIs(text: String) {
        #expect { try WebAddress(text) } throws: { "\($0)".contains("beyond this machine") }
    }

    @Test(arguments: [
        "", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:0", "127.0.0.1:http",
    ]) func whatIsNoAddressIsRefused(text: String) {
        #expect { try WebAddress(text) } throws: { "\($0)".contains("is not HOST:PORT") }
    }
}

@Suite struct SameOriginTests {
    @Test(arguments: ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "[::1]", "[::1]:8080"])
    func thisMachineIsKnown(authority: String) { #expect(SameOrigin.isThisMachine(authority)) }

    @Test(arguments: [
        "", "127.0.0.1.example", "127.0.0.1.example:80", "localhost.example", "[::1]x", "127.0.0.1:80:90",
        "127.0.0.1:x",
        "127.0.0.1:", "127.0.0.1@example", "centralino.example",
    ]) func strangersAreNot(authority: String) { #expect(!SameOrigin.isThisMachine(authority)) }
}

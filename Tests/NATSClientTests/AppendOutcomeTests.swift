// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import NATSClient

@Suite struct AppendOutcomeTests {
    private func outcome(_ text: String) -> AppendOutcome { text.bytes.withUnsafeBytes(Append.outcome(of:)) }

    @Test(arguments: [
        #"{"stream":"LOG","seq":42}"#, #"{"stream":"LOG", "seq":42,"domain":"hub"}"#,
        #"{"stream":"LOG","seq":42,"duplicate":true}"#, #"{"seq":42,"stream":"LOG"}"#,
        #" { "domain" : "x", "stream" : "L\"OG", "seq" : 42 } "#,
    ])
    func acknowledgements(text: String) { #expect(outcome(text) == .committed(sequence: 42)) }

    @Test(arguments: [10071, 10164, 10070, 10060, 10054, 10109])
    func proofs(code: UInt32) {
        let text = #"{"error":{"code":400,"err_code":\#(code),"description":"no"},"stream":"LOG","seq":0}"#
        guard case .refused(let error) = outcome(text) else {
            Issue.record("not refused")
            return
        }
        #expect(error.jetStreamCode == code)
    }

    @Test(arguments: [10077, 10023, 10047, 10028, 10008, 10009, 10076, 10118, 99_999])
    func noProofs(code: UInt32) {
        guard case .unknown(let error) = outcome(#"{"error":{"code":503,"err_code":\#(code)}}"#) else {
            Issue.record("not unknown")
            return
        }
        #expect(error.jetStreamCode == code)
    }

    @Test(arguments: [
        "", "{}", "+OK", #"{"stream":"LOG","seq":0}"#, #"{"stream":"LOG","seq":99999999999999999999999}"#,
        #"{"stream":"LOG","seq":1"#, #"{"stream":"LOG","seq":-1}"#, #"{"stream":"LOG","seq":1.5}"#, "null", "[1]",
    ])
    func nonsense(text: String) {
        guard case .unknown(let error) = outcome(text) else {
            Issue.record("not unknown")
            return
        }
        #expect(error.code == .protocolViolation)
    }

    @Test func timesAreRead() {
        #expect(StoredMessage.parseTime("1970-01-01T00:00:00Z") == 0)
        #expect(StoredMessage.parseTime("2000-02-29T12:34:56.5Z") == 951_827_696_500_000_000)
        #expect(StoredMessage.parseTime("2026-11-21T01:48:25.123456789Z") == 1_795_225_705_123_456_789)
        #expect(StoredMessage.parseTime("2026-11-21T01:48:25.123456789+01:00") == nil)
        #expect(StoredMessage.parseTime("") == nil)
        #expect(StoredMessage.parseTime("yesterday") == nil)
    }
}
